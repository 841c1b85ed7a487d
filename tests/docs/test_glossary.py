"""docs/glossary.md names what the code names."""

from __future__ import annotations

import re

from teamhub.models.base import Base
from tests.docs.tables import CODE, ROOT, parts_of

TERMS = {title: part for title, part in parts_of("glossary.md").items() if title != "Words for later"}


def identifiers() -> set[str]:
    return {name for part in TERMS.values() for row in part.rows() for name in CODE.findall(row[2])}


def words_of_the_code() -> set[str]:
    return {
        word
        for file in (ROOT / "teamhub").rglob("*.py")
        if "migrations" not in file.parts
        for word in re.findall(r"\w+", file.read_text("utf-8"))
    }


def test_every_identifier_occurs_in_the_code() -> None:
    named = identifiers()
    assert len(named) > 120
    assert named - words_of_the_code() == set()


def test_every_table_of_the_database_has_its_term() -> None:
    assert {mapper.class_.__name__ for mapper in Base.registry.mappers} - identifiers() == set()


def test_no_term_has_two_rows() -> None:
    terms = [(title, row[0], row[1]) for title, part in TERMS.items() for row in part.rows()]
    assert len(terms) == len(set(terms))
