"""The best plan that the parts at hand can make: the greedy one, and with OR-Tools one that is better or proven."""

from __future__ import annotations

import logging
from importlib.util import find_spec

from teamhub.domain.rota_board import Board
from teamhub.domain.rota_plan import RotaPlan, RotaProblem
from teamhub.domain.rota_planner import filled
from teamhub.solver.watch import Watch

log = logging.getLogger(__name__)


def available() -> bool:
    """Is the solver installed?"""
    return find_spec("ortools") is not None


def best_plan(problem: RotaProblem, *, seconds: float = 60.0, watch: Watch | None = None) -> RotaPlan:
    """Warm from the greedy plan, which stands where the solver is missing or finds nothing in time. `seconds`: what
    the solver may take on the clock; `plan.proof` is None where there is no solver."""
    board = Board(problem)
    filled(board)
    try:
        from teamhub.solver import cp_sat  # loading the solver takes a second and needs its wheel
    except ImportError:
        log.info("OR-Tools is not installed: the greedy planner answers alone")
        return board.plan()
    proof = cp_sat.improve(board, seconds=seconds, watch=watch or Watch())
    return board.plan(proof)
