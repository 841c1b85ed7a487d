"""Forms of the sweeps at the desk: a new sweep, a team, doors given to teams."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext, lazy_pgettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, IntegerField, TimeField
from wtforms.validators import NumberRange, Optional

from teamhub.domain.sweep_facts import SweepFacts
from teamhub.forms.choosing import SelectField
from teamhub.forms.fields import given, line, needed, number_or_none, offer, several
from teamhub.queries.sweep_plans import Plan
from teamhub.web import errors

MOST = 10_000

errors.explain(
    {
        "not_cleared": lazy_gettext("Not cleared yet: %(count)s doors are left (%(why)s)."),
        "sweep_number_taken": lazy_gettext("There is a sweep of this number already."),
        "round_unknown": lazy_gettext("This testing round is not on record."),
        "no_compounds": lazy_gettext("Please choose the compounds to visit."),
        "no_doors_in_scope": lazy_gettext(
            "These compounds have no inhabited door on record. Add the doors first."
        ),
        "team_name_taken": lazy_gettext("Another team of this sweep has this name."),
        "person_unknown": lazy_gettext("One of these people is not on the roster."),
        "person_in_other_team": lazy_gettext("%(person)s is in %(team)s already."),
        "link_over": lazy_gettext("This walk is over, and its link with it."),
        "link_early": lazy_gettext("The walk has not begun. This link opens on %(since)s."),
        "team_has_history": lazy_gettext("This team has recorded visits, so it stays."),
        "no_team_chosen": lazy_gettext("Please choose a team."),
    }
)


class SweepForm(FlaskForm):
    """Everything is proposed: today, the next number, all compounds, the teams of the last sweep."""

    once = HiddenField()
    number = IntegerField(lazy_pgettext("of a sweep", "Number"), [needed(), NumberRange(1, MOST)])
    held_on = DateField(lazy_gettext("Day"), [needed()])
    starts = TimeField(lazy_gettext("Starts at"), [needed()])
    purpose = line(lazy_gettext("What it is for"))
    round_id = SelectField(lazy_gettext("Finds those missed by"), [Optional()], coerce=number_or_none)
    compounds = several(lazy_gettext("Compounds to visit"))
    with_shops = BooleanField(lazy_gettext("Shops too"), default=True)
    teams_of = SelectField(lazy_gettext("Teams and their doors as in"), [Optional()], coerce=number_or_none)

    def prepare(
        self, plan: Plan, rounds: Iterable[tuple[int, str]], held: Iterable[tuple[int, str]]
    ) -> SweepForm:
        self.compounds.choices = list(plan.compounds)
        offer(self.round_id, rounds, nothing=True)
        offer(self.teams_of, held, nothing=True)
        if not self.once.data:
            self.once.data = secrets.token_urlsafe(16)
        return self

    def propose(self, plan: Plan, today: date, starts: time) -> SweepForm:
        self.number.data, self.held_on.data, self.starts.data = plan.number, today, starts
        self.compounds.data = [key for key, _ in plan.compounds]
        self.with_shops.data, self.teams_of.data = True, plan.teams_of
        self.round_id.data = plan.round_id
        return self

    def body(self) -> dict[str, object]:
        """What makes this submission the same when it comes again."""
        return {name: value for name, value in self.data.items() if name not in {"csrf_token", "once"}}

    def facts(self, zone: str) -> SweepFacts:
        day = given(self.held_on.data)
        return SweepFacts(
            held_on=day,
            starts_at=datetime.combine(day, given(self.starts.data), ZoneInfo(zone)),
            compound_ids=tuple(self.compounds.data or ()),
            number=self.number.data,
            purpose=self.purpose.data or "",
            round_id=self.round_id.data,
            with_shops=bool(self.with_shops.data),
            teams_of=self.teams_of.data,
        )


class TeamForm(FlaskForm):
    name = line(lazy_gettext("Name of the team"), required=True)
    people = several(lazy_gettext("People"))

    def prepare(self, people: Iterable[tuple[int, str]]) -> TeamForm:
        self.people.choices = list(people)
        return self


class GiveForm(FlaskForm):
    """Doors of a compound, or of one building of it, to one team or shared among several."""

    building_id = SelectField(lazy_gettext("Which doors"), [Optional()], coerce=number_or_none)
    teams = several(lazy_gettext("To which teams"))
    only_open = BooleanField(lazy_gettext("Only doors that are not done yet"))

    def prepare(
        self, buildings: Iterable[tuple[int, str]], teams: Iterable[tuple[int, str]], whole: str
    ) -> GiveForm:
        self.building_id.choices = [("", whole), *buildings]
        self.teams.choices = list(teams)
        return self
