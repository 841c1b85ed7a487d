"""The best plan that the parts at hand can make: the greedy one, and with OR-Tools one that is better or proven."""

from __future__ import annotations

import logging

from teamhub.domain.rota_board import Board
from teamhub.domain.rota_plan import RotaPlan, RotaProblem
from teamhub.domain.rota_planner import filled

log = logging.getLogger(__name__)


def best_plan(problem: RotaProblem, *, seconds: float = 20.0) -> RotaPlan:
    """Warm from the greedy plan, which stands where the solver is missing or finds nothing in time. `seconds`: what
    the solver may take; `plan.proof` is None where there is no solver."""
    board = Board(problem)
    filled(board)
    try:
        from teamhub.solver import cp_sat  # loading the solver takes a second and needs its wheel
    except ImportError:
        log.info("OR-Tools is not installed: the greedy planner answers alone")
        return board.plan()
    proof = cp_sat.improve(board, seconds=seconds)
    return board.plan(proof)
