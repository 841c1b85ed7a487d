"""Short codes: one above the highest of their form."""

from __future__ import annotations

from flask import Flask

from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.queries.codes import next_code, next_codes
from tests.cast import Cast


def codes_of(cast: Cast, *codes: str) -> None:
    people = db.session.query(Person).filter_by(community_id=cast.community_id).order_by(Person.id).all()
    for n, person in enumerate(people):
        person.code = codes[n] if n < len(codes) else f"other{n}"
    db.session.flush()


def test_one_above_the_highest_whatever_else_is_written_there(app: Flask, cast: Cast) -> None:
    mine = Person.community_id == cast.community_id
    codes_of(cast, "P002", "P7", "P²", "PX9", "P-12")
    assert next_code(Person.code, mine, form="P001") == "P008"
    assert next_codes(Person.code, mine, form="P001", count=3) == ["P008", "P009", "P010"]
    assert next_codes(Person.code, mine, form="P001", count=0) == []


def test_it_begins_with_one_and_grows_beyond_its_width(app: Flask, cast: Cast) -> None:
    mine = Person.community_id == cast.community_id
    codes_of(cast)
    assert next_code(Person.code, mine, form="Q01") == "Q01"
    codes_of(cast, "Q99")
    assert next_code(Person.code, mine, form="Q01") == "Q100"


def test_another_community_counts_for_itself(app: Flask, cast: Cast) -> None:
    codes_of(cast, "P900")
    assert next_code(Person.code, Person.community_id == cast.community_id + 1, form="P001") != "P901"
