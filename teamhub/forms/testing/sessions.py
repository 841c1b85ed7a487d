"""A session of a round, and a sampling team with a person on each seat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateTimeLocalField, Field
from wtforms.validators import Optional

from teamhub.domain.testing_plans import SessionPlan
from teamhub.forms.choosing import SelectField
from teamhub.forms.fields import NOTHING, given, line, needed, number_or_none, offer
from teamhub.forms.testing import STAMP

SPARE = 2
"""Lines for helpers beyond the template."""


class SessionForm(FlaskForm):
    site_id = SelectField(lazy_gettext("Site"), [needed()], coerce=number_or_none)
    team_id = SelectField(lazy_gettext("Team"), [Optional()], coerce=number_or_none)
    opens_at = DateTimeLocalField(lazy_gettext("Opens"), [needed()], format=STAMP)
    closes_at = DateTimeLocalField(lazy_gettext("Closes"), [needed()], format=STAMP)
    is_makeup = BooleanField(
        lazy_gettext("Make-up session"),
        description=lazy_gettext("Counts for this round, on the day on which it is held."),
    )

    def prepare(self, sites: Iterable[tuple[int, str]], teams: Iterable[tuple[int, str]]) -> SessionForm:
        offer(self.site_id, sites)
        offer(self.team_id, teams, nothing=True)
        return self

    def plan(self, zone: str) -> SessionPlan:
        return SessionPlan(
            given(self.site_id.data),
            self.team_id.data,
            given(self.opens_at.data).replace(tzinfo=ZoneInfo(zone)),
            given(self.closes_at.data).replace(tzinfo=ZoneInfo(zone)),
            bool(self.is_makeup.data),
        )


class CrewForm(FlaskForm):
    """Made with a person field for each seat, and for spare ones a task field, by `crew_form`."""

    code = line(lazy_gettext("Name of the team"), most=40, required=True)
    seats_in: tuple[str, ...] = ()
    """The task of each seat of the template."""
    spare: range = range(0)
    """Lines beyond the template."""

    def person(self, n: int) -> Field:
        found: Field = self[f"person_{n}"]
        return found

    def task(self, n: int) -> Field:
        found: Field = self[f"task_{n}"]
        return found

    def members(self) -> list[tuple[int, str]]:
        """(person, task)"""
        on_seats = [(self.person(n).data, task) for n, task in enumerate(self.seats_in)]
        beyond = [(self.person(n).data, self.task(n).data) for n in self.spare]
        return [(person, task) for person, task in on_seats + beyond if person is not None]

    def fill(self, code: str, members: Sequence[tuple[int, str]]) -> CrewForm:
        """Everybody on a seat of the own task, the rest on the spare lines."""
        self.code.data = code
        left = list(members)
        for n, task in enumerate(self.seats_in):
            fits = next((m for m in left if m[1] == task), None)
            if fits is not None:
                left.remove(fits)
                self.person(n).data = fits[0]
        for n, (person, task) in zip(self.spare, left, strict=False):
            self.person(n).data, self.task(n).data = person, task
        return self


def crew_form(
    seats: Sequence[tuple[str, str]],
    people: Sequence[tuple[int, str, str]],
    tasks: Mapping[str, str],
    member_types: Mapping[str, str],
    beyond: int,
) -> type[CrewForm]:
    """`seats`: (member type, task) of the template, one a person; `people`: (id, name, member type); `beyond`: how
    many people the team may have on no seat."""
    fields: dict[str, object] = {}
    for n, (pool, task) in enumerate(seats):
        fields[f"person_{n}"] = _person(tasks.get(task, task), people, pool, member_types)
    spare = range(len(seats), len(seats) + SPARE + beyond)
    for n in spare:
        fields[f"person_{n}"] = _person(lazy_gettext("One more person"), people, "", member_types)
        fields[f"task_{n}"] = SelectField(lazy_gettext("Task"), [Optional()], choices=list(tasks.items()))
    return type("CrewForm", (CrewForm,), {**fields, "seats_in": tuple(t for _, t in seats), "spare": spare})


def _person(
    label: Any, people: Sequence[tuple[int, str, str]], pool: str, member_types: Mapping[str, str]
) -> SelectField:
    choices = _grouped(people, pool, member_types)
    return SelectField(label, [Optional()], coerce=number_or_none, choices=choices)


def _grouped(
    people: Sequence[tuple[int, str, str]], first: str, member_types: Mapping[str, str]
) -> dict[str, list[tuple[str, str]]]:
    """Nobody, then the pool that the seat asks for, then the others."""
    pools: dict[str, list[tuple[str, str]]] = {gettext("not filled"): [("", NOTHING)]}
    order = sorted({pool for _, _, pool in people}, key=lambda pool: (pool != first, pool))
    for pool in order:
        pools[member_types.get(pool, pool)] = [(str(key), name) for key, name, p in people if p == pool]
    return pools
