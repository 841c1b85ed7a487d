"""Every form of the site, filled by somebody who means harm: fields that are not on it, rows of other communities, text
that breaks programs, tokens of others."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import text

from teamhub.models.base import Base, db
from tests.access import payloads
from tests.access.forms_found import LEFT_OUT, Field, Form, kept
from tests.access.test_whole_site import alive
from tests.access.tour import FIRST, FURTHER, TWIN, Ids, Visitor, address, all_powerful, dump, rules
from tests.page_client import PageClient

Tell = Callable[[str, str], None]
SENTINEL = "987654321"
"""What a field that is not on the form carries: it must stand nowhere afterwards."""
RISE = {
    "role": "system_admin",
    "community_id": str(FURTHER + 1),
    "is_admin": "1",
    "account_id": str(FURTHER + 1),
}


@pytest.fixture
def forms(twins: Flask, twin_instance: Path, ids: Ids) -> list[Form]:
    """Those of the pages, and one for each other address that takes a POST: every name of a field that forms of the
    same subject know, typed in."""
    found = kept(twin_instance / "forms.json")
    known = {form.endpoint for form in found}
    names: dict[str, set[str]] = {}
    for form in found:
        subject = form.endpoint.partition(".")[0]
        names.setdefault(subject, set()).update(field.name for field in form.fields)
    rest = [
        Form(
            rule.endpoint,
            address(rule, FIRST, ids),
            [
                Field(name, "text", "", [])
                for name in sorted(names.get(rule.endpoint.partition(".")[0], set()) - {"csrf_token", "once"})
            ],
        )
        for rule, _ in rules(twins, "POST")
        if rule.endpoint not in known | LEFT_OUT
    ]
    return found + rest


def send(visitor: Visitor, form: Form, data: dict[str, Any]) -> Any:
    """As bytes of its own, so that text arrives that no browser would send: lone surrogates as they are."""
    pairs = list(data.items())
    body = "&".join(f"{_quoted(str(k))}={_quoted(str(v))}" for k, v in pairs)
    return visitor.ask(
        "POST", form.action, body.encode("ascii"), content_type="application/x-www-form-urlencoded"
    )


def _quoted(said: str) -> str:
    return "".join(f"%{byte:02X}" for byte in said.encode("utf-8", "surrogatepass"))


def columns() -> list[str]:
    return sorted({column.name for table in Base.metadata.sorted_tables for column in table.columns})


def crossing() -> list[str]:
    """Rows that belong to one community and refer to a row of another."""
    tables = {table.name: table for table in Base.metadata.sorted_tables}
    found = []
    with db.engine.connect() as connection:
        for table in tables.values():
            owners = ["t.community_id"] if "community_id" in table.columns else []
            joins = ""
            for number, column in enumerate(c for c in table.columns if c.foreign_keys):
                target = next(iter(column.foreign_keys)).column.table
                if "community_id" not in target.columns or target.name == "memberships":
                    continue
                joins += f' LEFT JOIN "{target.name}" f{number} ON f{number}.id = t."{column.name}"'
                owners.append(f"f{number}.community_id")
            for one in owners[1:]:
                rows = connection.scalar(
                    text(f'SELECT count(*) FROM "{table.name}" t {joins} WHERE {one} <> {owners[0]}')
                )
                if rows:
                    found.append(f"{table.name}: {rows} by {one}")
    return found


def test_the_search_for_strange_values_sees_one_that_was_stored(twins: Flask) -> None:
    """The control of the test above."""
    db.session.execute(text("UPDATE people SET position = :s WHERE id = 1"), {"s": SENTINEL})
    db.session.commit()
    assert SENTINEL in dump()


@pytest.mark.proves("T55")
@pytest.mark.parametrize("every", [6, pytest.param(1, marks=pytest.mark.prove)])
def test_no_form_takes_a_row_of_another_community(
    twins: Flask, insider: Visitor, forms: list[Form], printed: list[str], tell: Tell, every: int
) -> None:
    """Each field that carries a number, in turn with the number of the twin's row: nothing refers over the border."""
    tried, seen = 0, set()
    assert crossing() == []
    for form in forms:
        for field in form.fields:
            number = field.value or next((c for c in field.choices if c.isdecimal()), "")
            if field.kind not in ("select", "hidden", "radio", "checkbox") or not number.isdecimal():
                continue
            if field.name in ("version", "csrf_token", "once") or (form.endpoint, field.name) in seen:
                continue
            seen.add((form.endpoint, field.name))
            if len(seen) % every:
                continue
            data = form.filled(insider.client.csrf())
            data[field.name] = str(int(number) + FURTHER)
            answer = send(insider, form, data)
            tried += 1
            insider = _back_in(twins, insider, answer)
    assert crossing() == []
    assert tried > 90 / every
    tell("foreign ids in fields: sent, rows over the border", f"{tried}, 0")


def test_the_border_is_seen_when_it_is_crossed(twins: Flask) -> None:
    """The control of the test above."""
    db.session.execute(
        text("UPDATE people SET organization_id = organization_id + :f WHERE id = 1"), {"f": FURTHER}
    )
    db.session.commit()
    assert [found.partition(":")[0] for found in crossing()] == ["people"]


def _back_in(app: Flask, visitor: Visitor, answer: Any) -> Visitor:
    """Some forms end the own session, which shows with the next answer: a new one."""
    if "/sign-in" not in answer.headers.get("Location", "") and answer.status_code != 400:
        return visitor
    return Visitor(PageClient(app).sign_in(all_powerful(FIRST)))


def type_in(
    twins: Flask, insider: Visitor, forms: list[Form], said: list[str], start: int
) -> tuple[int, Counter[int]]:
    """Each typed field of each form with the next of these texts, and every column of every table beside the fields; no
    answer fails, and none is alive."""
    turned, names, fields, seen = payloads.rotating(said, start), columns(), 0, Counter[int]()
    for form in forms:
        data = form.filled(insider.client.csrf())
        extra = {name: SENTINEL for name in names if name not in data}
        extra |= {name: value for name, value in RISE.items() if name not in data}
        for name in form.typed():
            data[name] = next(turned)
            fields += 1
        on_a_page = any(field.name == "csrf_token" for field in form.fields)
        answer = send(insider, form, {**extra, **data} if on_a_page else data)
        seen[answer.status_code] += 1
        assert answer.status_code < 500, form.endpoint
        if answer.mimetype == "text/html" and answer.data:
            body = answer.get_data(as_text=True)
            assert not alive(body), f"{form.endpoint}: {alive(body)[:3]}"
        insider = _back_in(twins, insider, answer)
    return fields, seen


def texts() -> list[str]:
    """Five thousand: what tools try, what breaks programs, and letters drawn from everywhere."""
    chance = random.Random(77)
    planes = (
        (32, 126),
        (1, 31),
        (0x4E00, 0x9FFF),
        (0x20000, 0x2A6DF),
        (0x202A, 0x202E),
        (0xD800, 0xDFFF),
        (0x1F300, 0x1F6FF),
    )
    made = payloads.sql() + payloads.odd() + payloads.xss()
    while len(made) < 5000:
        low, high = chance.choice(planes)
        made.append("".join(chr(chance.randint(low, high)) for _ in range(chance.randint(1, 40))))
    chance.shuffle(made)
    return [
        said.replace("\x00", "") for said in made
    ]  # a zero byte is refused at the door: a test of its own


@pytest.mark.proves("T56", "T64", "T77")
def test_no_text_breaks_a_form_and_what_is_not_on_it_is_stored_nowhere(
    twins: Flask, insider: Visitor, forms: list[Form], printed: list[str], tell: Tell
) -> None:
    admins = text("SELECT count(*) FROM memberships WHERE role = 'system_admin'")
    before = db.session.scalar(admins)
    fields, seen = type_in(twins, insider, forms, texts(), 0)
    assert seen[303] + seen[200] > len(forms) / 3, seen
    db.session.rollback()
    assert db.session.scalar(admins) == before, "nobody rose by a field that was not asked"
    assert crossing() == []
    stored = [line for line in dump("uploads").splitlines() if SENTINEL in line]
    assert not stored, stored[:3]
    assert db.session.scalar(text("SELECT count(*) FROM people")), "nobody dropped the table"
    tell("texts typed into fields, errors", f"{fields} of 5,000 texts, 0; answers {dict(seen)}")
    tell("columns of the database beside each form, stored", f"{len(columns())} x {len(forms)} forms, 0")


@pytest.mark.prove
@pytest.mark.proves("T64", "T77")
def test_five_thousand_texts_break_no_form(
    twins: Flask, insider: Visitor, forms: list[Form], printed: list[str], tell: Tell
) -> None:
    said, fields, start = texts(), 0, 0
    while start < len(said):
        done, _ = type_in(twins, insider, forms, said, start)
        fields, start = fields + done, start + max(1, done)
    tell("texts typed into fields, errors", f"5,000 texts in {fields} fields, 0")


@pytest.mark.proves("T63")
@pytest.mark.parametrize("each", [1, pytest.param(4, marks=pytest.mark.prove)])
def test_no_post_is_taken_without_the_token_of_this_very_session(
    twins: Flask, insider: Visitor, forms: list[Form], tell: Tell, each: int
) -> None:
    """Without one, with one of another session, with one signed by another key, and one of a session that ended."""
    foreign = PageClient(twins).sign_in(all_powerful(TWIN)).csrf()
    forged = str(URLSafeTimedSerializer("another key", salt="wtf-csrf-token").dumps("x"))
    old = insider.client.csrf()
    insider.ask("POST", "/sign-out", {"csrf_token": old})
    insider = Visitor(PageClient(twins).sign_in(all_powerful(FIRST)))
    insider.ask("GET", "/account")
    before, asked = dump(), 0
    for place, form in enumerate(forms):
        kinds = ("", foreign, forged, old)
        for wrong in (kinds * 2)[place % 4 : place % 4 + each]:
            answer = insider.ask("POST", form.action, {**form.filled(wrong), "csrf_token": wrong})
            assert answer.status_code == 400, f"{form.endpoint}: {answer.status_code}"
            asked += 1
    assert dump() == before
    tell("posts with a wrong token: sent, taken", f"{asked}, 0")


@pytest.mark.proves("T77")
def test_text_that_no_database_holds_is_refused_at_the_door(twins: Flask, insider: Visitor) -> None:
    """A zero byte in an address, a field, a name of a field; half of a surrogate pair in what a phone sends later."""
    token = insider.client.csrf()
    before = dump()
    for url, data, more in (
        (f"/{FIRST}/people/?q=a%00b", None, {}),
        (f"/{FIRST}/search", f"csrf_token={token}&q=a%00b".encode(), {}),
        (f"/{FIRST}/search", f"csrf_token={token}&q%00=b".encode(), {}),
        (f"/{FIRST}/sync", b'{"x": "a\\u0000b"}', {"content_type": "application/json"}),
        (f"/{FIRST}/sync", b'{"x": "a\\ud800b"}', {"content_type": "application/json"}),
    ):
        form = {
            "content_type": "application/x-www-form-urlencoded",
            "headers": {"X-CSRFToken": token},
            **more,
        }
        answer = insider.ask("POST" if data else "GET", url, data, **form)
        assert answer.status_code == 400, url
    assert dump() == before
