"""Every endpoint x role x own and other community, against docs/access.md; no GET changes data; CSRF holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from teamhub.domain.access import GRANTS, Permission, Role
from teamhub.web.access import rule_of
from tests.cast import PEOPLE
from tests.databases import contents
from tests.page_client import PageClient

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = (
    Role.SUBDISTRICT,
    Role.PARTY_SECRETARY,
    Role.TEAM_LEADER,
    Role.GROUP_LEADER,
    Role.MEMBER,
    Role.COMMUNITY_WORKER,
    Role.MEDIC,
    Role.SWEEPER,
    Role.COMMITTEE_READER,
    Role.INSPECTOR,
    Role.SYSTEM_ADMIN,
)
SAMPLES = {
    "day": "2022-04-04",
    "kind": "csv",
    "key": "testing.total",
    "code": "ABCD2345",
    "filename": "x.css",
}
SignIn = Callable[..., PageClient]


@dataclass(frozen=True)
class Declared:
    needs: str
    roles: frozenset[Role]


def declared() -> dict[tuple[str, str], Declared]:
    """(address, method) -> what the document says."""
    found = {}
    for line in (ROOT / "docs" / "access.md").read_text("utf-8").splitlines():
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        if len(cells) == 3 + len(COLUMNS) and cells[0].startswith("`"):
            roles = frozenset(r for r, mark in zip(COLUMNS, cells[3:], strict=True) if mark)
            found[cells[0].strip("`"), cells[1]] = Declared(cells[2], roles)
    return found


def rules(app: Flask) -> list[tuple[Rule, str]]:
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if not rule.endpoint.startswith("gallery.")
    ]


def address(rule: Rule, community: str) -> str:
    """The rule's address with something in every place."""
    text = str(rule).replace("<community>", community)
    text = re.sub(
        r"<(?:int|date|path|string|any\([^)]*\)):(\w+)>", lambda m: SAMPLES.get(m.group(1), "1"), text
    )
    return re.sub(r"<(\w+)>", lambda m: SAMPLES.get(m.group(1), "1"), text)


def gate(app: Flask, client: PageClient, rule: Rule, method: str, community: str) -> int:
    """What the gate answers before the view runs: 200 lets in. Each time in a context of its own, as a request."""
    return Context().run(_gate, app, client, rule, method, community)


def _gate(app: Flask, client: PageClient, rule: Rule, method: str, community: str) -> int:
    cookies = client.http.get_cookie(app.config["SESSION_COOKIE_NAME"])
    headers = {"Cookie": f"{cookies.key}={cookies.value}"} if cookies else {}
    with app.test_request_context(address(rule, community), method=method, headers=headers):
        try:
            for before in app.before_request_funcs.get(None, []):
                if before.__module__ != "teamhub.web.access":
                    continue
                answer = before()
                if answer is not None:
                    return app.make_response(answer).status_code  # type: ignore[arg-type]  # never awaitable here
        except HTTPException as refused:
            return refused.code or 500
    return 200


@pytest.mark.proves("T54")
def test_the_document_lists_every_address_and_nothing_else(app: Flask) -> None:
    assert set(declared()) == {(str(rule), method) for rule, method in rules(app)}


@pytest.mark.parametrize("elsewhere", [3, pytest.param(len(PEOPLE), marks=pytest.mark.prove)])
@pytest.mark.proves("T54")
def test_every_cell_is_as_the_document_says(
    app: Flask, as_: SignIn, stranger: PageClient, elsewhere: int
) -> None:
    """`elsewhere`: how many of the people, each time others, also knock at the other community's address."""
    table, cells = declared(), 0
    clients = {name: (as_(name), role) for name, _, role, _ in PEOPLE}
    outsider, names = as_("outsider"), list(clients)
    for turn, (rule, method) in enumerate(rules(app)):
        said = table[str(rule), method]
        scoped = "<community>" in str(rule)
        where = f"{method} {rule}"
        knocking = {names[(turn * elsewhere + n) % len(names)] for n in range(elsewhere)}
        for name, (client, role) in clients.items():
            answer = gate(app, client, rule, method, "linli")
            assert (answer == 200) == (role in said.roles or said.needs in {"anybody", "signed in"}), (
                f"{where} as {name}: {answer}"
            )
            cells += 1
            if scoped and said.needs != "anybody" and name in knocking:
                assert gate(app, client, rule, method, "bieqv") == 404, f"{where} elsewhere as {name}"
                cells += 1
        if scoped and said.needs != "anybody":
            assert gate(app, outsider, rule, method, "linli") == 404, f"{where} as outsider"
            cells += 1
        alone = gate(app, stranger, rule, method, "linli")
        assert (alone == 200) == (said.needs == "anybody"), f"{where} as stranger: {alone}"
        cells += 1
    assert cells > 1500


@pytest.mark.proves("T54")
def test_a_view_without_a_declaration_is_refused(app: Flask, as_: SignIn) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert rule_of(app, "forgotten") is None
    as_("secretary").get("/forgotten", expect=403)


@pytest.mark.parametrize(
    "name",
    [
        *("leader", "member"),
        *(
            pytest.param(name, marks=pytest.mark.prove)
            for name in ("secretary", "sweeper", "reader", "admin")
        ),
    ],
)
@pytest.mark.proves("T63")
def test_no_page_fails_and_no_get_changes_data(app: Flask, as_: SignIn, name: str) -> None:
    """Whatever stands in an address, the answer is a page or a refusal."""
    client = as_(name)
    before = contents()
    for rule, method in rules(app):
        if method == "GET" and rule.endpoint != "static":
            answer = Context().run(client.http.get, address(rule, "linli"))
            assert answer.status_code < 500 or rule.endpoint == "health.healthz", f"{rule} as {name}"
    assert contents() == before


@pytest.mark.proves("T63")
def test_without_a_csrf_token_nothing_is_accepted(app: Flask, as_: SignIn) -> None:
    client = as_("leader")
    before = contents()
    for rule, method in rules(app):
        if method != "GET":
            answer = Context().run(
                client.http.open, address(rule, "linli"), method=method, data={"name": "x"}
            )
            assert answer.status_code in {400, 403}, f"{method} {rule}: {answer.status_code}"
    assert contents() == before


def test_readers_never_hold_a_permission_that_shows_people() -> None:
    personal = {
        Permission.RESIDENT_REVEAL,
        Permission.PEOPLE_VIEW,
        Permission.CARE_VIEW,
        Permission.SWEEP_VIEW,
    }
    assert not personal & GRANTS[Role.COMMITTEE_READER]
