"""Rows about people: codes given where offices have none, the same person found again, roles."""

from __future__ import annotations

import re
from typing import Any

from teamhub.actions.workbook.line import Line
from teamhub.actions.workbook.planner import Planner, keep
from teamhub.actions.workbook.shelf import Change
from teamhub.domain.access import Role
from teamhub.domain.errors import RuleBroken
from teamhub.domain.people import name_key
from teamhub.domain.roles import check_gives


class CodeBook:
    """Codes of one sheet: which rows have which, and the next one free."""

    def __init__(self, planner: Planner, key: str) -> None:
        self.planner, self.key = planner, key
        self.spec = planner.book.sheets[key].spec
        shelf = planner.sheet(key)
        given = {row.cells["code"] for row in planner.book.sheets[key].rows if "code" in row.cells}
        self.taken = {str(row["code"]) for row in shelf.by_id.values()} | given
        prefix = self.spec.code_pattern.partition("{")[0]
        numbers = (re.fullmatch(rf"{prefix}(\d+)", code) for code in self.taken)
        self.last = max((int(found.group(1)) for found in numbers if found), default=0)
        self.by_others: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row in shelf.by_id.values():
            self.remember(row)

    def remember(self, row: dict[str, Any]) -> None:
        for fields in self._prints(row):
            self.by_others.setdefault(fields, []).append(row)

    def _prints(self, row: dict[str, Any]) -> list[tuple[str, ...]]:
        words = [name_key(str(row.get(name) or "")) for name in self.spec.otherwise]
        return [tuple(words[:n]) for n in range(1, len(words) + 1) if words[n - 1]]

    def same(self, values: dict[str, Any]) -> dict[str, Any] | None:
        """The one row that agrees in name (and phone, where both give one)."""
        prints = self._prints(values)
        if not prints:
            return None
        for fields in reversed(prints):
            found = self.by_others.get(fields, [])
            if len(found) == 1 and not self._disagree(found[0], values):
                return found[0]
        return None

    def _disagree(self, row: dict[str, Any], values: dict[str, Any]) -> bool:
        return any(row.get(n) and values.get(n) and row[n] != values[n] for n in self.spec.otherwise[1:])

    def next(self) -> str:
        while True:
            self.last += 1
            code = self.spec.code_pattern.format(self.last)
            if code not in self.taken:
                self.taken.add(code)
                return code


def codes_of(planner: Planner, key: str) -> CodeBook:
    books: dict[str, CodeBook] = planner.memory.setdefault("codes", {})
    if key not in books:
        books[key] = CodeBook(planner, key)
    return books[key]


def with_code(line: Line, values: dict[str, Any]) -> dict[str, Any]:
    """The values with a code: its own, that of the same row stored before, or the next one free."""
    book = codes_of(line.planner, line.sheet.spec.key)
    if "code" not in values and not line.broken("code") and "name" in values:
        same = book.same(values)
        values["code"] = same["code"] if same is not None else book.next()
    return values


def organization(line: Line) -> Change | None:
    return keep(line, line.values())


def person(line: Line) -> Change | None:
    planner = line.planner
    _organization_of(line)
    values = with_code(line, line.values())
    known = planner.sheet("people").find((values.get("code"),))
    if known is not None and _somebody_else(known, values):
        line.complain("code", "code_of_somebody_else", name=_masked(known["name"]))
        return None
    first, last = values.get("deployed_from"), values.get("deployed_to")
    if first and last and last < first:
        line.complain("deployed_to", "ends_before_start")
    change = keep(line, values)
    if change is Change.NEW:
        codes_of(planner, "people").remember(line.stored)
    if change is not None and (roles := line.cell("roles")):
        _take_roles(line, roles)
    return change


def _somebody_else(known: dict[str, Any], values: dict[str, Any]) -> bool:
    """Neither name nor phone agrees: the code is in use for another person."""
    if "name" not in values or name_key(known["name"]) == name_key(values["name"]):
        return False
    return not values.get("phone") or known["phone"] != values["phone"]


def _masked(name: str) -> str:
    return name[:1] + "*" * max(1, len(name) - 1)


def _take_roles(line: Line, roles: tuple[str, ...]) -> None:
    """Only who has no account gets one: a file never changes what somebody may do."""
    for code in roles:
        role = Role(code)
        if role in (Role.SUBDISTRICT, Role.SYSTEM_ADMIN) and line.planner.by.account_id:
            line.complain("roles", "role_not_by_workbook")
            return
        try:
            check_gives(line.planner.by, role)
        except RuleBroken as error:
            if line.stored.get("account_id") is None:
                line.complain("roles", error.code)
            return
    if line.stored.get("account_id") is None:
        line.planner.roles[line.stored["id"]] = roles


def _organization_of(line: Line) -> None:
    """A roster that comes without a list of organisations brings its own."""
    planner, name = line.planner, line.cell("organization")
    if name is None or "organizations" in planner.book.sheets:
        return
    shelf = planner.sheet("organizations")
    if shelf.find((name,)) is None:
        deployed = bool(planner.flag("member_type", str(line.cell("member_type")), "deployed"))
        shelf.put((name,), {"name": name, "sends_cadres": deployed})
        planner.directory.forget("organizations")
        line.warn("organization", "organization_added")
