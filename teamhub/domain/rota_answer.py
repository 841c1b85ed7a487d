"""What a search found, in a form that can be stored: who has which turn, and what is proven of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from teamhub.domain.rota_board import Board
from teamhub.domain.rota_plan import Placement, Proof, RotaPlan, RotaProblem
from teamhub.domain.rota_planner import filled

_Turn = tuple[int, bool, tuple[str, ...], int]
"""Slot, asks for a leader, asks for these member types, person."""


@dataclass(frozen=True)
class Answer:
    turns: tuple[_Turn, ...]
    surely_empty: int
    empty: int
    proof: Proof | None

    @classmethod
    def of(cls, plan: RotaPlan) -> Answer:
        return cls(tuple(_turn(p) for p in plan.placements), plan.surely_empty, len(plan.empty), plan.proof)

    def stored(self) -> dict[str, Any]:
        proof = self.proof
        return {
            "turns": [[slot, leader, list(kinds), person] for slot, leader, kinds, person in self.turns],
            "surely_empty": self.surely_empty,
            "empty": self.empty,
            "proof": [proof.cost, proof.bound, proof.proven] if proof else None,
        }

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Answer:
        turns: Sequence[Sequence[Any]] = stored["turns"]
        return cls(
            tuple((slot, leader, tuple(kinds), person) for slot, leader, kinds, person in turns),
            stored["surely_empty"],
            stored["empty"],
            Proof(*stored["proof"]) if stored["proof"] else None,
        )


def laid_out(problem: RotaProblem, answer: Answer) -> tuple[RotaPlan, bool]:
    """(the plan, does it still stand as it was found). The roster may have changed since: turns that the rules
    refuse by now are left out, seats that are empty then are filled anew, and nothing is proven any more."""
    board = Board(problem)
    people = {m.person_id: n for n, m in enumerate(board.members)}
    turns = {
        (t.slot.id, t.seats[0].leader, tuple(sorted(t.seats[0].kinds))): n for n, t in enumerate(board.turns)
    }
    missed = False
    for slot, leader, kinds, person in answer.turns:
        n, m = turns.get((slot, leader, kinds)), people.get(person)
        if n is None or m is None or len(board.held[n]) >= board.need[n] or not board.free(m, n):
            missed = True
            continue
        board.give(m, n)
    _without_the_lonely(board)
    empty = board.unfilled() + sum(v in board.shut for v in problem.vacancies)
    cost = answer.proof.cost if answer.proof else board.cost()
    if missed or (empty, board.cost()) != (answer.empty, cost):
        filled(board)
        return board.plan(), False
    return replace(board.plan(answer.proof), surely_empty=answer.surely_empty), True


def _without_the_lonely(board: Board) -> None:
    """Takes turns back from people whose partner did not get one."""
    for m, others in board.couples.items():
        for n in list(board.new_turns(m)):
            there = board.overlap[n]
            if not all((board.mine[o] | board.standing_with[o]) & there for o in others):
                board.give(m, n, -1)


def _turn(placement: Placement) -> _Turn:
    seat = placement.vacancy
    return (seat.slot_id, seat.leader, tuple(sorted(seat.kinds)), placement.person_id)
