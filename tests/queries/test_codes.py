"""Short codes: one above the highest of their form."""

from __future__ import annotations

import re
from random import Random

import pytest
from flask import Flask

from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.queries.codes import next_code, next_codes
from tests.cast import Cast


def codes_of(cast: Cast, *codes: str) -> None:
    people = db.session.query(Person).filter_by(community_id=cast.community_id).order_by(Person.id).all()
    assert len(codes) <= len(people)
    for n, person in enumerate(people):
        person.code = codes[n] if n < len(codes) else f"other{n}"
    db.session.flush()


def test_one_above_the_highest_whatever_else_is_written_there(app: Flask, cast: Cast) -> None:
    mine = Person.community_id == cast.community_id
    codes_of(cast, "P002", "P7", "P²", "PX9", "P-12", "P", "p999", "P9 ")
    assert next_code(Person.code, mine, form="P001") == "P008"
    assert next_codes(Person.code, mine, form="P001", count=3) == ["P008", "P009", "P010"]
    assert next_codes(Person.code, mine, form="P001", count=0) == []


def test_it_begins_with_one_and_grows_beyond_its_width(app: Flask, cast: Cast) -> None:
    mine = Person.community_id == cast.community_id
    codes_of(cast)
    assert next_code(Person.code, mine, form="Q01") == "Q01"
    codes_of(cast, "Q99")
    assert next_code(Person.code, mine, form="Q01") == "Q100"
    codes_of(cast, "Q99", "Q100", "Q0000101", "Q" + "0" * 20)
    assert next_code(Person.code, mine, form="Q01") == "Q102"
    codes_of(cast, "Q" + "9" * 30)
    assert next_code(Person.code, mine, form="Q01") == "Q1" + "0" * 30


def test_another_community_counts_for_itself(app: Flask, cast: Cast) -> None:
    codes_of(cast, "P900")
    assert next_code(Person.code, Person.community_id == cast.community_id + 1, form="P001") != "P901"


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_written_there_the_next_is_above_all_of_its_form(
    app: Flask, cast: Cast, seed: int
) -> None:
    draw = Random(seed)
    codes = {"".join(draw.choices("D0019x", k=draw.randrange(1, 7))) for _ in range(8)}
    codes_of(cast, *codes)
    numbers = [int(code[1:]) for code in codes if re.fullmatch("D[0-9]+", code)]
    expected = f"D{max(numbers, default=0) + 1:02d}"
    assert next_code(Person.code, Person.community_id == cast.community_id, form="D01") == expected
