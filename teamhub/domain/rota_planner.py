"""Fills empty seats by the rules of the rota, then evens out. Plain Python and deterministic: the same question has
the same answer. It need not find the best plan there is; what it leaves empty it says with the reasons."""

from __future__ import annotations

from teamhub.domain.rota_board import Board
from teamhub.domain.rota_plan import RotaPlan, RotaProblem

ROUNDS = 40
"""Evening out ends by itself; this many rounds only bound the time of a question nobody foresaw."""


def propose(problem: RotaProblem) -> RotaPlan:
    """Who takes which empty seat."""
    board = Board(problem)
    filled(board)
    return board.plan()


def filled(board: Board) -> None:
    """Fills the board as well as this planner can."""
    greedy = _Greedy(board)
    greedy.place_couples(sum(board.need) // max(1, len(board.members)) + 1)
    greedy.fill()
    greedy.even_out()
    greedy.fill()
    greedy.place_couples(sum(board.need))


class _Greedy:
    """People who come only together are placed first and last, and never moved in between."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.people = range(len(board.members))
        self.alone = [m for m in self.people if m not in board.couples]

    def place_couples(self, most: int) -> None:
        """Pairs into turns that want two more, nobody beyond `most` shifts."""
        board = self.board
        pairs = sorted({(a, b) for a, others in board.couples.items() for b in others if a < b})
        lone = [(a, b) for a, b in pairs if len(board.couples[a]) == len(board.couples[b]) == 1]
        for n in range(len(board.turns)):
            for one, other in sorted(lone, key=lambda p: (board.totals[p[0]], board.nights[p[0]], p)):
                if max(board.totals[one], board.totals[other]) >= most or not self.wants(n):
                    continue
                if board.free(one, n):
                    self.place_couple(one, n, other)

    def place_couple(self, one: int, n: int, other: int) -> None:
        board = self.board
        board.give(one, n)
        for beside, turn in enumerate(board.turns):
            if turn.slot == board.turns[n].slot and self.wants(beside) and board.free(other, beside):
                board.give(other, beside)
                return
        board.give(one, n, -1)

    def wants(self, n: int) -> bool:
        return len(self.board.held[n]) < self.board.need[n]

    def fill(self) -> None:
        """Turn by turn those with the fewest; where nobody is free, somebody else relieves who could come."""
        board = self.board
        for n in range(len(board.turns)):
            while self.wants(n):
                free = [m for m in self.people if board.can(m, n)]
                for m in sorted(free, key=lambda m: self.burden(m, n)):
                    if self.wants(n) and board.can(m, n):
                        board.give(m, n)
                if not free and not self.relieve(n):
                    break

    def burden(self, m: int, n: int) -> tuple[int, bool, int, int]:
        board = self.board
        nights, night = board.nights[m], board.turns[n].night
        unwanted = board.misses(m, n) and board.problem.weights.preference > 0
        return (board.totals[m], unwanted, nights if night else -nights, m)

    def relieve(self, n: int) -> bool:
        """Somebody gives another turn of this plan away and takes this one. False: no such pair of people."""
        board = self.board
        takers = [
            [m for m in self.alone if board.can(m, other)] if board.held[other] else []
            for other in range(len(board.turns))
        ]
        for m in self.alone:
            if not board.able[m] >> n & 1 or board.mine[m] >> n & 1:
                continue
            for other in list(board.new_turns(m)):
                if self._relieved(m, n, other, takers[other]):
                    return True
        return False

    def _relieved(self, m: int, n: int, other: int, takers: list[int]) -> bool:
        board = self.board
        stand_in = next((taker for taker in takers if taker != m), None)
        if stand_in is None:
            return False
        board.give(m, other, -1)
        if board.can(m, n):
            board.give(m, n)
            if board.can(stand_in, other):
                board.give(stand_in, other)
                return True
            board.give(m, n, -1)
        board.give(m, other)
        return False

    def even_out(self) -> None:
        for _ in range(ROUNDS):
            if not (self._hand_on() or self._exchange()):
                return

    def _hand_on(self) -> bool:
        """Turns to those for whom they weigh less; True when one went."""
        board, went = self.board, False
        for n in range(len(board.turns)):
            for m in sorted(board.held[n], key=lambda m: (-board.totals[m], m)):
                if m in board.couples:
                    continue
                better = (
                    (gain, other)
                    for other in self.alone
                    if (gain := self.gain(m, other, n)) < 0 and board.can(other, n)
                )
                best = min(better, default=None)
                if best is not None:
                    board.give(m, n, -1)
                    board.give(best[1], n)
                    went = True
        return went

    def gain(self, giver: int, taker: int, n: int) -> int:
        """Half the change of the cost when a turn changes hands. Below 0: fairer."""
        board, weights = self.board, self.board.problem.weights
        change = weights.totals * (board.totals[taker] - board.totals[giver] + 1)
        if board.turns[n].night:
            change += weights.nights * (board.nights[taker] - board.nights[giver] + 1)
        return change

    def _exchange(self) -> bool:
        """A night for another turn between two people; True when one was made."""
        board, made = self.board, False
        order = sorted(self.alone, key=lambda m: (-board.nights[m], m))
        for giver in order:
            for taker in reversed(order):
                if board.nights[giver] - board.nights[taker] < 2:
                    break
                made = self._exchange_between(giver, taker) or made
        return made

    def _exchange_between(self, giver: int, taker: int) -> bool:
        board = self.board
        if not board.problem.weights.nights:
            return False
        for night in [n for n in board.new_turns(giver) if board.turns[n].night]:
            for other in [n for n in board.new_turns(taker) if not board.turns[n].night]:
                if self._exchanged(giver, night, taker, other):
                    return True
        return False

    def _exchanged(self, giver: int, night: int, taker: int, other: int) -> bool:
        board = self.board
        board.give(giver, night, -1)
        board.give(taker, other, -1)
        if board.can(giver, other) and board.can(taker, night):
            board.give(giver, other)
            if board.can(taker, night):
                board.give(taker, night)
                return True
            board.give(giver, other, -1)
        board.give(giver, night)
        board.give(taker, other)
        return False
