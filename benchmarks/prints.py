"""The binder of a day (about 40 pages) and 300 sweep sheets, beside WeasyPrint printing the same HTML, already loaded."""

from __future__ import annotations

import os
import resource
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import cycle, islice
from pathlib import Path
from unittest.mock import patch

from benchmarks.brief import Order, bare_print
from benchmarks.measuring import Finding, compare
from benchmarks.stage import SLUG, dispose, example_instance, fourth_day
from teamhub.documents import paper
from teamhub.documents.binding import bind
from teamhub.documents.joining import count_pages, join
from teamhub.documents.press import Asset
from teamhub.documents.sweep_sheet import sweep_sheet
from teamhub.domain.access import Role, Viewer
from teamhub.domain.prints import PrintKind, portions
from teamhub.models.base import db
from teamhub.queries import sweep_papers, sweeps, viewers
from teamhub.web.background import as_reader
from teamhub.web.sheets import sweeps as of_sweep
from teamhub.web.sheets.batch import batch_of

SHEETS = 300
ZH = "zh_Hans_CN"
PAGE = resource.getpagesize()
SITE = "https://teamhub.example.org/"


def measure(folder: Path) -> Iterator[Finding]:
    app = example_instance(folder / "prints")
    day = fourth_day(app)
    with app.app_context():
        community = viewers.community_by_slug(SLUG)
        leader = Viewer.of(0, "measured", community.id, None, frozenset({Role.PARTY_SECRETARY}))
        with as_reader(leader, community, language=ZH, site=SITE):
            yield _binder(day)
            yield _sweep_sheets(leader, day)
        db.session.remove()
    dispose(app)


def _binder(day: date) -> Finding:
    def do() -> bytes:
        batch = batch_of(PrintKind.BINDER, {"day": day.isoformat()}, datetime.now(UTC))
        return batch.bound([make() for make in batch.makers])()

    pages, orders, watch = count_pages(do()), orders_of(do), Watch()
    found = compare(
        f"Binder of a day, {pages} pages, from records to PDF",
        "bare WeasyPrint of the same HTML, already loaded",
        watch.over(do),
        lambda: [bare_print(order) for order in orders],
        times=3,
    )
    return replace(found, note=f"Peak memory of the press: {watch.seen()}.")


def _sweep_sheets(leader: Viewer, day: date) -> Finding:
    """The example has fewer buildings: its sheets are taken again and again."""
    sweep, at = sweeps.by_number(leader, 1, day), datetime.now(UTC)
    facts = [of_sweep.sheet_facts(sweep, one, at) for one in sweep_papers.sheets(leader, sweep)]

    def prints() -> list[bytes]:
        sheets = [sweep_sheet(one, language=ZH) for one in islice(cycle(facts), SHEETS)]
        return [
            bind(sheets[run.start : run.stop], title=str(SHEETS), language=ZH) for run in portions(SHEETS)
        ]

    orders, watch = orders_of(prints), Watch()
    found = compare(
        f"{SHEETS} sweep sheets in portions, joined",
        "bare WeasyPrint of the same HTML, one portion after the other",
        watch.over(lambda: join(prints())),
        lambda: [bare_print(order) for order in orders],
        times=1,
    )
    return replace(found, note=f"Peak memory of the press: {watch.seen()}.")


def orders_of(work: Callable[[], object]) -> list[Order]:
    """What the press is given while `work` prints."""
    orders: list[Order] = []

    def keep(html: str, css: Sequence[str], assets: dict[str, Asset], _limits: object) -> bytes:
        orders.append((html, list(css), assets))
        return b""

    with patch.object(paper, "render", keep):
        work()
    return orders


class Watch:
    """The most memory that the processes begun by this one held at a time, looked at ten times a second (Linux)."""

    def __init__(self) -> None:
        self.most = 0

    def over(self, work: Callable[[], object]) -> Callable[[], object]:
        def watched() -> object:
            done = threading.Event()
            looking = threading.Thread(target=self._look, args=(done,), daemon=True)
            looking.start()
            try:
                return work()
            finally:
                done.set()
                looking.join()

        return watched

    def _look(self, done: threading.Event) -> None:
        while not done.wait(0.1):
            self.most = max(self.most, memory_below(os.getpid()))

    def seen(self) -> str:
        return f"{self.most // (1024 * 1024)} MB" if self.most else "not seen on this system"


def memory_below(parent: int) -> int:
    """Bytes in memory of all processes that descend from this one; 0 where there is no /proc."""
    found: dict[int, tuple[int, int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found[int(entry.parent.name)] = (int(fields[1]), int(fields[21]) * PAGE)
    below, known = 0, {parent}
    while True:
        more = {pid for pid, (above, _) in found.items() if above in known and pid not in known}
        if not more:
            return below
        below += sum(found[pid][1] for pid in more)
        known |= more
