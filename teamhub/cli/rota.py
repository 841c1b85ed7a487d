"""teamhub rota-search: what the server starts when a leader has a roster searched."""

from __future__ import annotations

import threading
from typing import Any

import click
from flask.cli import with_appcontext

from teamhub.actions import rota_searches as verbs
from teamhub.actions.work import unit_of_work
from teamhub.domain.rota_answer import Answer
from teamhub.domain.rota_plan import RotaPlan, RotaProblem
from teamhub.queries import duty_rota, rota_searches
from teamhub.solver.planner import best_plan
from teamhub.solver.watch import Watch
from teamhub.web.clock import now

BEAT_SECONDS = 1.0


@click.command("rota-search", hidden=True)
@click.argument("search_id", type=int)
@with_appcontext
def rota_search(search_id: int) -> None:
    """Do a search that was asked for on the page; reports to the database."""
    order = rota_searches.order(search_id)
    answer: dict[str, Any] | None = None
    try:
        problem = duty_rota.question(order.viewer, order.campaign, order.wish, at=now())
        plan = _solved(search_id, problem, order)
        answer = Answer.of(plan).stored() if plan is not None else None
    finally:
        with unit_of_work(community=order.viewer.community_id):
            verbs.end(search_id, answer, by=order.viewer, at=now())


def _solved(search_id: int, problem: RotaProblem, order: rota_searches.Order) -> RotaPlan | None:
    """The solver has a thread of its own; this one reports and listens. None: it failed."""
    watch, found = Watch(), list[RotaPlan]()
    work = threading.Thread(
        target=lambda: found.append(best_plan(problem, seconds=order.seconds, watch=watch)), daemon=True
    )
    work.start()
    while True:
        progress = {"step": watch.step, "value": watch.value, "bound": watch.bound}
        with unit_of_work(community=order.viewer.community_id):
            wanted = verbs.note(search_id, progress, at=now())
        if not wanted and not watch.stopped:
            watch.stop()
        work.join(BEAT_SECONDS)
        if not work.is_alive():
            break
    return found[0] if found else None


COMMANDS: tuple[click.Command, ...] = (rota_search,)
