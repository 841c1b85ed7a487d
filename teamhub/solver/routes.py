"""A short way through more places than can be tried one by one: OR-Tools' routing, where it is installed."""

from __future__ import annotations

import logging

from teamhub.domain.routes import EXACT, Minutes, forward, nearest, shortest

log = logging.getLogger(__name__)


def walked(minutes: Minutes) -> list[int]:
    """Positions in order: the shortest way for a dozen places, a good one for more."""
    if len(minutes) <= EXACT:
        return shortest(minutes)
    try:
        from ortools.constraint_solver import (  # loading takes a moment and needs its wheel
            pywrapcp,
            routing_enums_pb2,
        )
    except ImportError:
        log.info("OR-Tools is not installed: from each place to the nearest")
        return nearest(minutes)
    home = len(minutes)  # a place that is no way from anywhere: the walk may begin and end where it likes
    numbers = pywrapcp.RoutingIndexManager(home + 1, 1, home)
    model = pywrapcp.RoutingModel(numbers)

    def way(left: int, right: int) -> int:
        one, other = numbers.IndexToNode(left), numbers.IndexToNode(right)
        return 0 if home in (one, other) else minutes[one][other]

    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitCallback(way))
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    found = model.SolveWithParameters(asked)
    if found is None:
        return nearest(minutes)
    order: list[int] = []
    here = found.Value(model.NextVar(model.Start(0)))
    while not model.IsEnd(here):
        order.append(numbers.IndexToNode(here))
        here = found.Value(model.NextVar(here))
    return forward(order)
