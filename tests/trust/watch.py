"""Reads every page that a role may open, and says which canaries it finds where."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.architecture.test_access import address, rules
from tests.canaries import Canaries
from tests.cast import Cast
from tests.page_client import PageClient

SLOW = ("pdf", "docx", "wall", "static", "poster", "cards", "qr")
"""Parts of endpoints that print: paper is composed from the rows that the pages show, and takes seconds each."""


def places(cast: Cast, found: Canaries) -> dict[str, int]:
    """Names of address parts -> the id of the canary's record."""
    return {
        "request_id": found.request_id,
        "deed_id": found.deed_id,
        "entry_id": found.entry_id,
        "sample_id": found.sample_id,
        "case_id": found.case_id,
        "person_id": found.person_id,
        "account_id": found.account_id,
        "resident_id": found.resident_id,
        "sweep_id": found.sweep_id,
        "walk_up_id": found.walk_up_id,
        "building_id": cast.building_id,
        "compound_id": cast.compound_id,
        "unit_id": cast.unit_ids[0],
    }


def pages(app: Flask, ids: dict[str, int]) -> Iterator[tuple[Rule, str]]:
    """Every address that answers GET, with the canaries' ids in it."""
    for rule, method in rules(app):
        if method == "GET" and not any(part in rule.endpoint + str(rule) for part in SLOW):
            text = str(rule)
            for name, value in ids.items():
                text = re.sub(rf"<int:{name}>", str(value), text)
            yield rule, address_of(rule, text)


def address_of(rule: Rule, text: str) -> str:
    class Filled:
        def __str__(self) -> str:
            return text

    return address(Filled(), "linli")  # type: ignore[arg-type]  # only its words are asked for


def words_of(answer: TestResponse) -> str:
    """What the answer says: text as it is, of a workbook every part."""
    kind = answer.mimetype or ""
    if "spreadsheet" in kind or answer.data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            return html.unescape(
                " ".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
            )
    if kind.startswith(("text/", "application/json")):
        said = answer.get_data(as_text=True)
        escaped = said.encode().decode("unicode_escape", "ignore") if "json" in kind else ""
        return html.unescape(said) + escaped
    return ""


def seen_by(
    app: Flask, client: PageClient, cast: Cast, found: Canaries, only: Iterable[str] = ()
) -> dict[str, set[str]]:
    """Endpoint -> columns of the canaries that its page shows in full; "headers" -> addresses whose answer may be kept
    by somebody's cache."""
    hits: dict[str, set[str]] = defaultdict(set)
    wanted = set(only)
    for rule, url in pages(app, places(cast, found)):
        if wanted and rule.endpoint.partition(".")[0] not in wanted:
            continue
        answer = client._ask(client.http.get, url)
        if answer.status_code != 200:
            continue
        said = words_of(answer)
        for word, column in found.words.items():
            if word in said:
                hits[rule.endpoint].add(column)
                kept = answer.headers.get("Cache-Control", "")
                if "no-store" not in kept and "private" not in kept:
                    hits["kept by caches"].add(url)
            if word in url:
                hits["addresses"].add(url)
    return dict(hits)
