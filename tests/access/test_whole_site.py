"""Every address of the site with rows that exist: what opens, with which headers, what changes, and that text stays
text."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from lxml import html as lxml_html  # type: ignore[import-untyped]  # ships no types
from sqlalchemy import String, Text, text

from teamhub.models.base import Base, db
from tests.access import payloads
from tests.access.tour import FIRST, FURTHER, Ids, Visitor, address, dump, id_arguments, rules
from tests.databases import on_postgres

Tell = Callable[[str, str], None]
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")


def alive(body: str) -> list[str]:
    """What in a page would act, though it was typed as text."""
    found = []
    for element in lxml_html.document_fromstring(body).iter():
        if not isinstance(element.tag, str):
            continue
        if payloads.MARK in element.tag or element.tag in {"object", "embed", "iframe", "base"}:
            found.append(f"<{element.tag}>")
        if element.tag == "script" and not (element.get("src") or "").startswith("/static/"):
            found.append("inline script")
        if element.tag == "style":
            found.append("inline style")
        if element.tag == "meta" and element.get("http-equiv"):
            found.append("meta http-equiv")
        for name, value in element.attrib.items():
            folded = "".join(c for c in str(value).casefold() if c > " ")
            if (
                str(name).startswith(("on", "hx-on", "data-hx"))
                or payloads.MARK in str(name)
                or name == "srcdoc"
            ):
                found.append(f"attribute {name}")
            if folded.startswith(("javascript:", "vbscript:", "data:text", "data:image/svg+xml,zq9")):
                found.append(f"{name}={value[:40]}")
            if payloads.MARK in folded and str(name) in {
                "src",
                "action",
                "formaction",
                "data",
                "style",
                "hx-get",
                "hx-post",
                "hx-trigger",
                "hx-target",
            }:
                found.append(f"{name}={value[:40]}")
    return found


MADE_UP = ("stored_documents",)
"""The print of an issued brief that was lost is made up by whoever asks for it."""


def plant(per_row: int, texts: list[str] | None = None) -> int:
    """Writes payloads into every column of free text, other ones in each row; tells into how many columns. `texts`:
    others than those of pages; then a cell holds one and begins with it."""
    alone, columns = texts is not None, 0
    texts = texts or payloads.xss()
    keys = {"login", "passphrase_hash", "pin_hash", "address", "secret", "subject", "calendar_key", "key", "mark",
            "sealed_key", "sealed_next", "code_hash", "avatar", "token", "answer_code"}  # fmt: skip
    for table in Base.metadata.sorted_tables:
        if table.name in {
            "journal_entries",
            "stored_documents",
            "daily_briefs",
            "idempotency_keys",
            "second_factors",
        }:
            continue
        free = [
            c.name
            for c in table.columns
            if isinstance(c.type, (String, Text))
            and (isinstance(c.type, Text) or (c.type.length or 0) >= 120)
            and c.name not in keys
        ]
        if not free or "id" not in table.columns:
            continue
        if on_postgres():  # which holds columns to their length; SQLite takes a payload whole
            wider = ", ".join(f'ALTER COLUMN "{name}" TYPE text' for name in free)
            db.session.execute(text(f'ALTER TABLE "{table.name}" {wider}'))
        numbers = list(db.session.scalars(text(f'SELECT id FROM "{table.name}" WHERE id < {FURTHER}')))
        each = 1 if alone else max(per_row, -(-len(texts) // max(1, len(numbers))))
        sets = ", ".join(f'"{name}" = :text' for name in free)
        for place, number in enumerate(numbers):
            turned = payloads.rotating(texts, place * each)
            said = "".join(next(turned) for _ in range(each)) + str(number)
            db.session.execute(
                text(f'UPDATE "{table.name}" SET {sets} WHERE id = :id'), {"text": said, "id": number}
            )
        columns += len(free) if numbers else 0
    db.session.commit()
    return columns


def check_headers(answer: Any, where: str) -> None:
    for name, value in HEADERS.items():
        assert answer.headers.get(name) == value, f"{where}: {name}"
    policy = answer.headers.get("Content-Security-Policy", "")
    assert all(part in policy for part in POLICY), where
    assert "unsafe" not in policy, where
    assert answer.headers.get("Cache-Control"), where


def tour(twins: Flask, insider: Visitor, ids: Ids, sheets: list[str]) -> Counter[int]:
    """Opens every page as a reader and as htmx asks; each answer has its headers, and no text in it is alive."""
    seen: Counter[int] = Counter()
    for rule, method in rules(twins, "GET"):
        url = address(rule, FIRST, ids)
        answer = insider.ask(method, url)
        seen[answer.status_code] += 1
        check_headers(answer, url)
        if answer.mimetype == "text/html" and answer.data:
            assert not alive(answer.get_data(as_text=True)), (
                f"{rule}: {alive(answer.get_data(as_text=True))[:5]}"
            )
    for sheet in sheets:
        wrong = [w for w in alive(sheet) if w not in {"inline style", "meta http-equiv"}]
        assert not wrong, wrong[:5]
    return seen


@pytest.mark.proves("T63", "T64", "T66")
@pytest.mark.sqlite(
    "a subdistrict's name holds all payloads; a page does the same with a text from elsewhere"
)
@pytest.mark.parametrize("per_row", [2, pytest.param(24, marks=pytest.mark.prove)])
def test_whatever_was_typed_stays_text_on_every_page_and_sheet_and_no_page_changes_anything(
    twins: Flask, insider: Visitor, ids: Ids, printed: list[str], tell: Tell, per_row: int
) -> None:
    """Three hundred payloads in every column of free text, spread over its rows; in the long form each row carries
    twenty-four, so that a list of thirteen shows them all."""
    columns = plant(per_row)
    before = dump(*MADE_UP)
    seen = tour(twins, insider, ids, printed)
    assert dump(*MADE_UP) == before, "a GET changed something"
    assert seen[200] >= 150, seen
    assert printed, "no sheet was printed"
    tell(
        f"XSS, {per_row} payloads a row: columns, pages, sheets",
        f"300 x {columns}, {seen[200]}, {len(printed)}; none alive",
    )


def test_the_check_of_pages_sees_what_is_alive() -> None:
    """The control: each payload, put into a page as it is, is found, but those that are harmless as HTML."""
    harmless = [
        p for p in payloads.xss() if not alive(f"<p>{p}</p><p class=\"{p}\">x</p><p class='{p}'>x</p>")
    ]
    assert len(harmless) < 60, harmless


@pytest.mark.proves("T66")
def test_every_refusal_and_file_carries_the_headers_too(twins: Flask, insider: Visitor) -> None:
    for method, url, status in (
        ("GET", "/nowhere/at/all/x", 404),
        ("POST", "/", 405),
        ("POST", "/language", 400),
        ("GET", "/static/css/theme.css", 200),
        ("GET", "/static/nothing.css", 404),
        ("GET", f"/{FIRST}/doors/x", 404),
        ("GET", "/healthz", 200),
    ):
        answer = insider.ask(method, url)
        assert answer.status_code == status, url
        check_headers(answer, url)


AS_A_READER: dict[str, str] = {}
AS_HTMX = {"HX-Request": "true", "HX-Target": "main"}


@pytest.mark.proves("T55")
@pytest.mark.parametrize("headers", [AS_A_READER, pytest.param(AS_HTMX, marks=pytest.mark.prove)])
def test_no_number_of_another_community_opens_anything(
    twins: Flask,
    insider: Visitor,
    ids: Ids,
    printed: list[str],
    caplog: pytest.LogCaptureFixture,
    tell: Tell,
    headers: dict[str, str],
) -> None:
    """Each id of each address in turn, opened and sent: 404, and a line in the security log."""
    caplog.set_level(logging.WARNING, "teamhub.security")
    token, asked, refusals, opened = insider.client.csrf(), 0, 0, []
    before = dump()
    for rule, method in rules(twins, "GET", "POST"):
        for name in id_arguments(rule):
            url = address(rule, FIRST, ids, foreign=name)
            data = {"csrf_token": token} if method == "POST" else None
            answer = insider.ask(method, url, data, headers=headers)
            if answer.status_code < 400 or (method == "GET" and answer.status_code != 404):
                opened.append(f"{method} {rule} with a foreign {name}: {answer.status_code}")
            asked, refusals = asked + 1, refusals + (answer.status_code == 404)
    assert not opened, opened
    assert dump() == before
    told = [record for record in caplog.records if record.name == "teamhub.security"]
    assert len(told) >= refusals
    tell("foreign ids in addresses: asked, opened", f"{asked}, 0")
