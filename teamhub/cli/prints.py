"""teamhub print-job: what the server starts when somebody prints more than a page may wait for."""

from __future__ import annotations

import logging
import threading

import click
from flask.cli import with_appcontext

from teamhub.actions import print_jobs as verbs
from teamhub.actions.work import unit_of_work
from teamhub.documents.fonts import FontMissing
from teamhub.documents.joining import count_pages, join
from teamhub.documents.press import PrintingFailed
from teamhub.domain.errors import RuleBroken
from teamhub.domain.prints import portions
from teamhub.queries import print_jobs
from teamhub.queries.print_jobs import Order
from teamhub.web.background import as_reader
from teamhub.web.clock import now
from teamhub.web.paper import printable
from teamhub.web.sheets.batch import Batch, Press, batch_of

log = logging.getLogger("teamhub")

BEAT_SECONDS = 1.0


class _Stopped(Exception):
    """Somebody asked the print to end."""


@click.command("print-job", hidden=True)
@click.argument("job_id", type=int)
@with_appcontext
def print_job(job_id: int) -> None:
    """Do a print that was asked for on the page; reports to the database."""
    order = print_jobs.order(job_id)
    with as_reader(order.viewer, order.community, language=order.language, site=order.site):
        try:
            with printable():
                batch = batch_of(order.kind, order.wish, now())
                pdf = _printed(job_id, batch)
        except _Stopped:
            _end(job_id, order, None)
        except RuleBroken as refused:
            _end(job_id, order, None, refused=refused)
        except (PrintingFailed, FontMissing, ValueError) as fault:
            log.exception("print job %s: %s", job_id, type(fault).__name__)
            _end(job_id, order, None)
        else:
            _end(job_id, order, pdf, name=f"{order.community.slug}-{batch.name}.pdf")


def _printed(job_id: int, batch: Batch) -> bytes:
    """Portion by portion; after each one it is said how far the print is, and asked whether to go on. Raises _Stopped,
    and whatever stops a print."""
    total, done = len(batch.makers), 0
    _say(job_id, done, total)
    prints = []
    for places in portions(total, batch.portion):
        sheets = []
        for place in places:
            sheets.append(batch.makers[place]())
            if batch.portion == total:  # a single run: what is counted is the sheets that are set
                _say(job_id, place, total)
        prints.append(_pressed(batch.bound(sheets), job_id, done, total))
        done += len(places)
        _say(job_id, done, total)
    return join(prints)


def _pressed(work: Press, job_id: int, done: int, total: int) -> bytes:
    """The press has a thread of its own; this one says every second that the print lives."""
    found: list[bytes] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as fault:  # it is raised anew in the thread that waits
            faults.append(fault)

    thread = threading.Thread(target=run, name="press", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(BEAT_SECONDS)
        if thread.is_alive():
            _say(job_id, done, total)
    if faults:
        raise faults[0]
    return found[0]


def _say(job_id: int, done: int, total: int) -> None:
    with unit_of_work():
        wanted = verbs.note(job_id, done, total, at=now())
    if not wanted:
        raise _Stopped


def _end(
    job_id: int, order: Order, pdf: bytes | None, *, name: str = "", refused: RuleBroken | None = None
) -> None:
    with unit_of_work():
        verbs.end(
            job_id,
            pdf,
            pages=count_pages(pdf) if pdf else 0,
            file_name=name,
            refused=refused,
            by=order.viewer,
            at=now(),
        )


COMMANDS: tuple[click.Command, ...] = (print_job,)
