"""Moving in: a workbook of 2,219 households with everything that happened in six days, and one of 100,000."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from python_calamine import CalamineWorkbook

from benchmarks.measuring import Finding, compare
from benchmarks.stage import dispose, empty_instance
from teamhub import create_app
from teamhub.actions.work import unit_of_work
from teamhub.actions.workbook import apply
from teamhub.actions.workbook.target import Target
from teamhub.documents.workbook import write_book
from teamhub.domain.access import Viewer
from teamhub.domain.workbook import BY_KEY, SHEETS
from teamhub.domain.workbook.content import Row
from teamhub.example.workbook import STORY_START, build
from teamhub.forms.workbook import open_book, parse_book
from teamhub.models.base import db
from teamhub.queries.workbook.ground import ground_for

TIMES = 3
HOUSEHOLDS, OF_A_BUILDING, OF_A_COMPOUND = 100_000, 40, 2_000
AT = datetime(2022, 4, 10, tzinfo=UTC)


def measure(folder: Path) -> Iterator[Finding]:
    empty = folder / "empty"
    dispose(empty_instance(empty))
    example = book_of(build(STORY_START))
    yield moved_in(folder, empty, "the example: 2,219 households, six days", example)
    yield moved_in(folder, empty, f"{HOUSEHOLDS:,} households", book_of(many_households()))


def moved_in(folder: Path, empty: Path, what: str, data: bytes) -> Finding:
    movers = iter([Mover(folder / f"{what[:6]}-{n}", empty) for n in range(TIMES + 1)])
    return compare(
        f"Workbook import, {what}",
        "bare calamine read of the same file",
        lambda: next(movers).move_in(data),
        lambda: bare_read(data),
        times=TIMES,
        note=f"{bare_read(data):,} rows in {len(data) / 1024 / 1024:.1f} MiB; read, checked, compared, stored, journalled.",
    )


class Mover:
    """One import into an empty instance of its own."""

    def __init__(self, folder: Path, empty: Path) -> None:
        self.folder = folder
        shutil.copytree(empty, folder)
        self.app = create_app(instance_path=str(folder))

    def move_in(self, data: bytes) -> None:
        with self.app.app_context():
            book, faults = parse_book(open_book(data, "book.xlsx"), ground_for())
            with unit_of_work():
                outcome = apply.perform(Target(book, may_create=True), faults, by=Viewer.system(0), at=AT)
            assert outcome.applied
            db.session.remove()


def bare_read(data: bytes) -> int:
    """Every cell of every sheet; how many rows there are."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def book_of(content: dict[str, list[Row]]) -> bytes:
    file = io.BytesIO()
    write_book(file, [(spec, content[spec.key]) for spec in SHEETS if content.get(spec.key)], "zh_Hans_CN")
    return file.getvalue()


def many_households() -> dict[str, list[Row]]:
    """Large compounds of buildings with two stairwells, five floors and four flats each."""
    compounds: list[Row] = [
        {"code": f"C{n + 1:03d}", "name": f"第{n + 1}小区", "household_count": OF_A_COMPOUND}
        for n in range(HOUSEHOLDS // OF_A_COMPOUND)
    ]
    doors: list[Row] = []
    for number in range(HOUSEHOLDS):
        compound, within = divmod(number, OF_A_COMPOUND)
        building, flat = divmod(within, OF_A_BUILDING)
        stairwell, place = divmod(flat, OF_A_BUILDING // 2)
        doors.append(
            {
                "compound": f"C{compound + 1:03d}",
                "building": str(building + 1),
                "stairwell": str(stairwell + 1),
                "label": f"{place // 4 + 1}{place % 4 + 1:02d}",
                "kind": "住户",
                "resident_count": number % 5 + 1,
            }
        )
    assert set(doors[0]) <= {column.field for column in BY_KEY["doors"].columns}
    return {
        "community": [{"slug": "large", "name": "大社区", "name_en": "Large"}],
        "compounds": compounds,
        "doors": doors,
    }
