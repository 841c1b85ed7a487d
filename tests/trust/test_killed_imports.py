"""An import that is killed stores the whole workbook or nothing of it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from teamhub.cli import cli
from tests.conftest import copy_instance
from tests.figures import Tell
from tests.trust.dying import dies_at, statements
from tests.trust.release import rows
from tests.workbook.sample import book_of, sample

pytestmark = pytest.mark.sqlite("reads the file of SQLite; what a dead connection began, PostgreSQL forgets")


@pytest.mark.proves("T72")
def test_an_import_killed_half_way_leaves_nothing_or_everything(
    migrated_instance: Path, tmp_path: Path
) -> None:
    killed(migrated_instance, tmp_path, 3)


@pytest.mark.prove
@pytest.mark.proves("T72")
def test_an_import_killed_at_fifty_points(migrated_instance: Path, tmp_path: Path, tell: Tell) -> None:
    nothing, everything = killed(migrated_instance, tmp_path, 50)
    tell("imports killed: nothing stored / everything stored / half", f"{nothing} / {everything} / 0")


def killed(migrated: Path, tmp_path: Path, times: int) -> tuple[int, int]:
    """Nothing stored, everything stored: how often each."""
    book = tmp_path / "book.xlsx"
    book.write_bytes(book_of(sample()))

    def bring_in() -> None:
        cli.commands["workbook"].main(["import", str(book)], standalone_mode=False)

    whole = copy_instance(migrated, tmp_path / "whole")
    number = statements(whole, bring_in)
    old, new = rows(migrated / "teamhub.sqlite"), rows(whole / "teamhub.sqlite")
    assert new["people"] > old["people"] == 0
    found = [0, 0]
    # the last statements are the likeliest to leave half of it: they are always among them
    points = {number, number - 1, *random.Random(72).sample(range(1, number), times)}
    for k in sorted(points, reverse=True)[:times]:
        instance = copy_instance(migrated, tmp_path / f"killed-{k}")
        assert dies_at(k, instance, bring_in)
        stored = rows(instance / "teamhub.sqlite")
        assert stored in (old, new)
        found[stored == new] += 1
    return found[0], found[1]
