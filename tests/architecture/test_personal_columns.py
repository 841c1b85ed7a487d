"""No text column without a word on what it holds: what is not listed is neither erased nor watched."""

from __future__ import annotations

from collections import Counter

from teamhub.models import personal


def test_every_text_column_says_what_it_holds() -> None:
    found = {f"{column.table.name}.{column.name}" for column in personal.text_columns()}
    assert found - set(personal.PERSONAL) == set(), "say in models/personal.py what these hold"
    assert set(personal.PERSONAL) - found == set(), "these columns are gone"


def test_no_column_is_listed_twice() -> None:
    names = Counter(name for names in personal._COLUMNS.values() for name in names.split())
    assert [name for name, times in names.items() if times > 1] == []
