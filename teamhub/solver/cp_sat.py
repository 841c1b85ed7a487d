"""CP-SAT decides who has which turn; the posts of a turn are divided afterwards (domain/rota_places.py). People and
turns alone keep the model small: members x turns, instead of members x posts x turns."""

from __future__ import annotations

from collections.abc import Iterable

from ortools.sat.python import cp_model

from teamhub.domain.rota_board import Board
from teamhub.domain.rota_plan import WEEK_DAYS, Proof
from teamhub.solver.watch import Watch

SEED = 20220401
SHARE_FOR_SEATS = 0.4
"""Of the time, at most this for the number of empty seats; the rest for fairness."""
WORK_A_SECOND = 1 / 3
"""The solver's own measure of work, about a second of a fast machine: a third leaves slow machines time to do it all."""


def improve(board: Board, *, seconds: float, watch: Watch) -> Proof:
    """Makes the filled board at least as good: first fewer empty seats, then a lower cost. Raises its
    `surely_empty` to what is proven."""
    if board.unfilled() > board.surely_empty:
        bound = _Model(board, watch).solve_for_seats(seconds * SHARE_FOR_SEATS)
        board.surely_empty = max(board.surely_empty, bound)
    bound = _Model(board, watch).solve_for_cost(seconds * (1 - SHARE_FOR_SEATS))
    cost = board.cost()
    bound = min(cost, bound)
    return Proof(cost, bound, cost == bound and board.unfilled() == board.surely_empty)


class _Noted(cp_model.CpSolverSolutionCallback):
    """Tells the watch of every plan that is better than the one before."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self.watch = watch

    def on_solution_callback(self) -> None:
        self.watch.value, self.watch.bound = round(self.objective_value), round(self.best_objective_bound)


class _Model:
    """Every hard rule over one yes or no for each member and turn that is possible at all."""

    def __init__(self, board: Board, watch: Watch) -> None:
        self.board, self.watch = board, watch
        self.model = cp_model.CpModel()
        self.has = {
            (m, n): self.model.new_bool_var("")
            for m, able in enumerate(board.able)
            for n in range(len(board.turns))
            if able >> n & 1
        }
        self.cliques = _cliques(board.clash)
        self.short = [self.model.new_int_var(0, need, "") for need in board.need]
        by_turn: dict[int, list[cp_model.IntVar]] = {n: [] for n in range(len(board.turns))}
        for (_, n), var in self.has.items():
            by_turn[n].append(var)
        for n, need in enumerate(board.need):
            self.model.add(sum(by_turn[n]) + self.short[n] == need)
        for m in range(len(board.members)):
            self._one_place_and_rest(m)
            self._weeks(m)
        self._couples()
        self._apart()
        for (m, n), var in self.has.items():
            self.model.add_hint(var, board.mine[m] >> n & 1)

    def turns_of(self, m: int, turns: Iterable[int]) -> list[cp_model.IntVar]:
        return [self.has[m, n] for n in turns if (m, n) in self.has]

    def _one_place_and_rest(self, m: int) -> None:
        for clique in self.cliques:
            mine = self.turns_of(m, clique)
            if len(mine) > 1:
                self.model.add_at_most_one(mine)

    def _weeks(self, m: int) -> None:
        """Any seven days in a row that hold a turn."""
        board = self.board
        days, before = [t.day for t in board.turns], board.on_day[m]
        held = {day: before[day] - sum(days[n] == day for n in board.new_turns(m)) for day in before}
        for first in range(min(days, default=0) - WEEK_DAYS + 1, max(days, default=-1) + 1):
            week = range(first, first + WEEK_DAYS)
            mine = self.turns_of(m, (n for n, day in enumerate(days) if day in week))
            most = max(0, board.problem.most_in_week - sum(held.get(day, 0) for day in week))
            if len(mine) > most:
                self.model.add(sum(mine) <= most)

    def _couples(self) -> None:
        """Who has a turn has somebody of the pair beside, in any turn at the same time or on duty already."""
        board = self.board
        for m, others in board.couples.items():
            for other in others:
                for n in range(len(board.turns)):
                    if (m, n) in self.has and not board.standing_with[other] >> n & 1:
                        beside = self.turns_of(other, _numbers(board.overlap[n]))
                        self.model.add(self.has[m, n] <= sum(beside))

    def _apart(self) -> None:
        board = self.board
        for m, others in board.apart.items():
            for other in (o for o in others if o > m):
                for n in range(len(board.turns)):
                    if (m, n) in self.has:
                        for beside in self.turns_of(other, _numbers(board.overlap[n])):
                            self.model.add_at_most_one([self.has[m, n], beside])

    def solve_for_seats(self, seconds: float) -> int:
        """Fewer empty seats; returns how many any plan leaves empty."""
        self.model.minimize(sum(self.short))
        return self._solve("seats", seconds)

    def solve_for_cost(self, seconds: float) -> int:
        """A lower cost with no more empty seats; returns what any such plan costs."""
        board, weights = self.board, self.board.problem.weights
        self.model.add(sum(self.short) <= board.unfilled())
        terms: list[cp_model.LinearExprT] = []
        nights = [n for n, turn in enumerate(board.turns) if turn.night]
        for m, member in enumerate(board.members):
            everything = range(len(board.turns))
            terms += self._squares(m, everything, board.totals[m], member.shifts, weights.totals)
            terms += self._squares(m, nights, board.nights[m], member.nights, weights.nights)
        terms += [weights.preference * var for (m, n), var in self.has.items() if board.misses(m, n)]
        fixed = weights.totals * sum(m.shifts**2 for m in board.members)
        fixed += weights.nights * sum(m.nights**2 for m in board.members)
        self.model.minimize(sum(terms) + fixed)
        return self._solve("fairness", seconds)

    def _squares(
        self, m: int, turns: Iterable[int], now: int, standing: int, weight: int
    ) -> list[cp_model.LinearExprT]:
        """Weight x (standing + turns)^2 - weight x standing^2, as steps that grow: each further turn costs more than
        the last, so that the relaxation is exact and the bound is good."""
        mine = self.turns_of(m, turns)
        if not weight or not mine:
            return []
        steps = [self.model.new_bool_var("") for _ in range(self._most_turns(m, len(mine)))]
        self.model.add(sum(mine) == sum(steps))
        for k, step in enumerate(steps):
            self.model.add_hint(step, standing + k < now)
        return [weight * (2 * (standing + k) + 1) * step for k, step in enumerate(steps)]

    def _most_turns(self, m: int, mine: int) -> int:
        """More than this nobody can get: one of each clique of turns that clash, where the cliques cover all."""
        covered, cliques = 0, 0
        for clique in self.cliques:
            if not all(covered >> n & 1 for n in clique):
                covered |= sum(1 << n for n in clique)
                cliques += 1
        return min(mine, cliques)

    def _solve(self, step: str, seconds: float) -> int:
        """The board takes the plan that was found, if it is better. Returns the bound of the objective, rounded up.
        One worker, a fixed seed and a limit counted in work instead of seconds: the same question has the same
        answer, unless the clock stops a machine that is much too slow. Stopped by the watch, the bound is 0."""
        if self.watch.stopped:
            return 0
        solver = cp_model.CpSolver()
        self.watch.begins(step, solver.stop_search)
        solver.best_bound_callback = lambda bound: setattr(self.watch, "bound", round(bound))
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = SEED
        solver.parameters.max_deterministic_time = seconds * WORK_A_SECOND
        solver.parameters.max_time_in_seconds = seconds
        status = solver.solve(self.model, _Noted(self.watch))
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._take_over(solver)
        return int(-(-(solver.best_objective_bound - 1e-6) // 1))

    def _take_over(self, solver: cp_model.CpSolver) -> None:
        board = self.board
        before = board.unfilled(), board.cost()
        found = [(m, n) for (m, n), var in self.has.items() if solver.boolean_value(var)]
        old = [(m, n) for m in range(len(board.members)) for n in board.new_turns(m)]
        for m, n in old:
            board.give(m, n, -1)
        for m, n in found:
            board.give(m, n)
        if (board.unfilled(), board.cost()) >= before:
            for m, n in found:
                board.give(m, n, -1)
            for m, n in old:
                board.give(m, n)


def _numbers(bits: int) -> list[int]:
    return [n for n in range(bits.bit_length()) if bits >> n & 1]


def _cliques(clash: list[int]) -> list[list[int]]:
    """Sets of turns of which nobody can have two; every two turns that clash are in one of them."""
    found: list[list[int]] = []
    covered: set[tuple[int, int]] = set()
    for n, against in enumerate(clash):
        for other in _numbers(against >> n << n):
            if (n, other) in covered or (other == n and len(_numbers(against)) > 1):
                continue
            clique = [n] if other == n else [n, other]
            for third in _numbers(against):
                if third not in clique and all(clash[c] >> third & 1 for c in clique):
                    clique.append(third)
            clique.sort()
            covered |= {(a, b) for a in clique for b in clique if a <= b}
            found.append(clique)
    return found
