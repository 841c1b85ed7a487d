"""The third scope: what is somebody's own in the own community, against docs/access-own.md."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from teamhub.domain.access import GRANTS, Role
from teamhub.models.base import db
from teamhub.models.people import Account, Membership, Person
from teamhub.web.access import rule_of
from teamhub.web.clock import now
from tests.access.tour import FIRST, Ids, Visitor, address, dump, rules
from tests.page_client import PageClient

Tell = Callable[[str, str], None]
FILE = Path(__file__).resolve().parents[2] / "docs" / "access-own.md"
COLUMNS = (
    Role.GROUP_LEADER,
    Role.MEMBER,
    Role.COMMUNITY_WORKER,
    Role.MEDIC,
    Role.SWEEPER,
    Role.INSPECTOR,
)
NUMBER = re.compile(r"<int:\w+>")


@dataclass(frozen=True)
class Line:
    """`marks`: ● opens others' as well, · does not, empty: has not the permission."""

    begins: str
    method: str
    marks: dict[Role, str]

    def covers(self, path: str, method: str) -> bool:
        if self.method not in {"any", method}:
            return False
        return path.startswith(self.begins[:-1]) if self.begins.endswith("…") else path == self.begins


def lines() -> list[Line]:
    found = []
    for row in FILE.read_text("utf-8").splitlines():
        cells = [c.strip() for c in row.strip().strip("|").split("|")]
        if len(cells) == 3 + len(COLUMNS) and cells[0].startswith("`"):
            found.append(Line(cells[0].strip("`"), cells[1], dict(zip(COLUMNS, cells[3:], strict=True))))
    return found


def numbered(app: Flask) -> list[tuple[Rule, str, set[Role]]]:
    """Addresses of a community with the number of a row, and who of the columns has the permission."""
    found = []
    for rule, method in rules(app, "GET", "POST"):
        needs = rule_of(app, rule.endpoint)
        assert needs is not None
        if str(rule).startswith("/<community>/") and NUMBER.search(str(rule)) and needs.permission:
            holders = {role for role in COLUMNS if needs.permission in GRANTS[role]}
            if holders:
                found.append((rule, method, holders))
    return found


def line_of(declared: list[Line], rule: Rule, method: str) -> Line | None:
    """The most exact one."""
    path = str(rule).removeprefix("/<community>")
    covering = [line for line in declared if line.covers(path, method)]
    return max(covering, key=lambda line: (len(line.begins.rstrip("…")), line.method == method), default=None)


def newcomer(role: Role) -> int:
    """The account of somebody of the first community with this role, and nothing else."""
    account = Account(login=f"new-{role.value}", display_name="新来的", created_at=now())
    db.session.add(account)
    db.session.flush()
    db.session.add_all(
        [
            Person(
                community_id=1,
                code=f"N-{role.value}",
                name="新来的",
                member_type="cadre",
                account_id=account.id,
            ),
            Membership(account_id=account.id, role=role.value, community_id=1, created_at=now()),
        ]
    )
    db.session.commit()
    return account.id


@pytest.mark.proves("T54")
def test_every_address_with_a_number_is_declared_for_who_has_the_permission(twins: Flask) -> None:
    declared, used, wrong = lines(), set(), []
    for rule, method, holders in numbered(twins):
        line = line_of(declared, rule, method)
        if line is None:
            wrong.append(f"{method} {rule}: no line")
            continue
        used.add(line.begins)
        silent = {role.value for role in holders if not line.marks[role]}
        if silent:
            wrong.append(f"{method} {rule}: nothing said of {sorted(silent)}")
    assert not wrong, wrong
    assert {line.begins for line in declared} == used, "lines that no address needs"


@pytest.mark.proves("T54", "T55")
def test_what_is_somebodys_own_is_closed_to_colleagues_of_the_same_community(
    twins: Flask, ids: Ids, printed: list[str], tell: Tell
) -> None:
    """Read: 404 where the document has a dot, and open where it has a mark. Sent: refused where it has a dot."""
    declared, cells, wrong = lines(), 0, []
    asked = [(rule, method, holders, address(rule, FIRST, ids)) for rule, method, holders in numbered(twins)]
    accounts = {role: newcomer(role) for role in COLUMNS}
    visitors = {role: Visitor(PageClient(twins).sign_in(account)) for role, account in accounts.items()}
    before = dump("sessions", "user_sessions")
    for rule, method, holders, url in asked:
        line = line_of(declared, rule, method)
        assert line is not None
        for role in holders:
            visitor, opens = visitors[role], line.marks[role] == "●"
            if method == "POST" and opens:
                continue  # what it does there is its own test
            data = {"csrf_token": visitor.client.csrf()} if method == "POST" else None
            status = visitor.ask(method, url, data).status_code
            fits = status != 404 if opens else status == 404 if method == "GET" else 400 <= status < 500
            if not fits or status >= 500:
                wrong.append(f"{method} {url} as {role.value}: {status}")
            cells += 1
    assert not wrong, wrong
    assert dump("sessions", "user_sessions") == before
    tell("what is somebody's own: addresses, cells", f"{len(asked)}, {cells}")


def test_the_control_somebody_whose_it_is_opens_it(twins: Flask, ids: Ids) -> None:
    """The same address opens to the person of the seat: it is not closed to everybody."""
    owner = db.session.scalar(
        db.select(Person.account_id)
        .join_from(Person, Membership, Membership.account_id == Person.account_id)
        .where(Person.community_id == 1, Membership.role == Role.MEMBER.value)
        .limit(1)
    )
    assert owner is not None
    person = db.session.scalar(db.select(Person.id).where(Person.account_id == owner))
    db.session.execute(
        db.text("UPDATE duty_assignments SET person_id = :person WHERE id = :seat"),
        {"person": person, "seat": ids["seat_id"]},
    )
    db.session.commit()
    answer = Visitor(PageClient(twins).sign_in(owner)).ask("GET", f"/{FIRST}/duty/check-out/{ids['seat_id']}")
    assert answer.status_code != 404
