"""Every list page of one community that is four times the example: 8,000 households, 20,000 people, 200,000 visits in
thirty-two sweeps, a journal of 500,000 entries; beside the same page at the example's size.

./run bench large                      some minutes, on SQLite"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from sqlalchemy import func, select

from benchmarks import copies, lists, report
from benchmarks.stage import dispose, example_instance
from teamhub import create_app
from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry
from teamhub.models.places import Unit
from teamhub.models.sweeps import DoorVisit

DOORS, SWEEPS, ENTRIES = 4, 8, 500_000


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench large", description=__doc__)
    parser.add_argument("--times", type=int, default=40)
    asked = parser.parse_args(arguments)
    pages: dict[str, lists.Page] = {}
    with tempfile.TemporaryDirectory(prefix="teamhub-large-") as folder:
        app = example_instance(Path(folder))
        lists.look(app, pages, "sqlite alone", asked.times)
        copies.grow(Path(folder) / "teamhub.sqlite", doors=DOORS, sweeps=SWEEPS, entries=ENTRIES)
        app = create_app(instance_path=folder)
        with app.app_context():
            sums = [
                db.session.scalar(select(what))
                for what in (
                    func.count(Unit.id).filter(Unit.kind == "household"),
                    func.sum(Unit.resident_count),
                )
            ] + [db.session.scalar(select(func.count()).select_from(of)) for of in (DoorVisit, JournalEntry)]
        print(f"{sums[0]:,} households, {sums[1]:,} people, {sums[2]:,} visits, {sums[3]:,} entries")
        dispose(app)
        lists.look(app, pages, "sqlite among", asked.times)
    print(f"\n{report.machine()}\n\n{lists.table(pages, {'sqlite'}, grown='grown')}\n")
    missed = lists.verdict(pages, {"sqlite"})
    print("\n".join(missed) or f"All {len(pages) - 1} pages within {lists.AIM * 1000:.0f} ms.")
    return 1 if missed else 0
