"""The printed brief against the records, by a reader that shares no code with the one that composes: it takes the
exported workbook, counts with its own hands, and looks for its sentences in the text of the PDF."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import teamhub
from tests.documents.printed import Printed, printed
from tests.documents.records import Records, deeds, missing, sweeps

DAYS = [
    pytest.param(date(2022, 4, n), language, marks=() if (n, language) == (4, "zh") else pytest.mark.prove,
                 id=f"April {n} {language}")
    for n in range(1, 7) for language in ("zh", "en")
]  # fmt: skip


def paper_of(instance: Path, day: date, language: str, folder: Path) -> Printed:
    file = folder / "brief.pdf"
    teamhub(instance, "brief", "balicha", day.isoformat(), "--out", str(file), "--lang", language)
    return printed(file.read_bytes())


@pytest.mark.parametrize(("day", "language"), DAYS)
def test_every_sentence_counts_what_the_workbook_holds(
    first: Path, exported: Path, tmp_path: Path, day: date, language: str
) -> None:
    paper = paper_of(first, day, language, tmp_path).running()
    assert missing(paper, Records(exported, day), chinese=language == "zh") == []


def test_the_reader_notices_a_single_missing_row(first: Path, exported: Path, tmp_path: Path) -> None:
    """The control: a day later the same sentences are not those of the sheet."""
    day = date(2022, 4, 4)
    paper = paper_of(first, day, "zh", tmp_path).running()
    of = Records(exported, day + timedelta(days=1))
    assert deeds(of)[0][0] not in paper
    assert all(sentence not in paper for sentence, _ in sweeps(of)[1:2])
