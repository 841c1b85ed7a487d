"""Planning a round, its results, and why people were not tested."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, DateTimeLocalField, Field, HiddenField, IntegerField
from wtforms.validators import NumberRange, Optional

from teamhub.domain.testing import UntestedPartition
from teamhub.domain.testing_plans import RoundPlan
from teamhub.forms.choosing import RadioField, SelectField
from teamhub.forms.fields import given, needed, number_or_none, offer, several
from teamhub.forms.testing import STAMP
from teamhub.queries.testing import PlanSite

PEOPLE = 100_000
MODES = [
    ("pooled", lazy_gettext("Pooled: several people in a tube")),
    ("single", lazy_gettext("Single: one tube a person")),
]
RESULTS = [
    ("pending", lazy_gettext("pending")),
    ("all_negative", lazy_gettext("all negative")),
    ("alert", lazy_gettext("alert: a tube must be looked into")),
]


class RoundForm(FlaskForm):
    """Made with a number field for each compound by `round_form`."""

    once = HiddenField()
    starts_at = DateTimeLocalField(lazy_gettext("Starts"), [needed()], format=STAMP)
    ends_at = DateTimeLocalField(lazy_gettext("Ends"), [needed()], format=STAMP)
    mode = RadioField(lazy_gettext("Sampling"), [needed()], choices=MODES)
    pool_size = IntegerField(lazy_gettext("People per tube"), [needed(), NumberRange(1, 100)])
    template_id = SelectField(lazy_gettext("Staff of a site"), [Optional()], coerce=number_or_none)
    sites = several(lazy_gettext("Sites"))
    planned: tuple[PlanSite, ...] = ()

    def prepare(self, templates: Sequence[tuple[int, str]]) -> RoundForm:
        self.sites.choices = [(s.id, f"{s.code} {s.name}") for s in self.planned if s.id]
        offer(self.template_id, templates, nothing=True)
        if not self.once.data:
            self.once.data = secrets.token_urlsafe(16)
        return self

    def propose(
        self,
        starts_at: datetime,
        ends_at: datetime,
        *,
        mode: str,
        pool_size: int,
        template_id: int | None,
        sites: Iterable[int],
        eligible: Mapping[int, int],
        as_places: bool = True,
    ) -> RoundForm:
        """Moments on the community's clocks. `eligible`: compound -> people; `as_places`: of others as many as the
        places have, else none."""
        self.starts_at.data, self.ends_at.data = starts_at.replace(tzinfo=None), ends_at.replace(tzinfo=None)
        self.mode.data, self.pool_size.data, self.template_id.data = mode, pool_size, template_id
        self.sites.data = list(sites)
        for site in self.planned:
            for key, _, known in site.compounds:
                self.eligible(key).data = eligible.get(key, known if as_places else None)
        return self

    def eligible(self, compound_id: int) -> Field:
        found: Field = self[f"eligible_{compound_id}"]
        return found

    def body(self) -> dict[str, object]:
        """What makes this submission the same when it comes again."""
        return {name: value for name, value in self.data.items() if name not in {"csrf_token", "once"}}

    def plan(self, zone: str) -> RoundPlan:
        """Compounds of a site that takes no part, and those left empty, take none either."""
        chosen = set(self.sites.data or ())
        return RoundPlan(
            starts_at=given(self.starts_at.data).replace(tzinfo=ZoneInfo(zone)),
            ends_at=given(self.ends_at.data).replace(tzinfo=ZoneInfo(zone)),
            mode=self.mode.data or "",
            pool_size=given(self.pool_size.data),
            site_ids=tuple(self.sites.data or ()),
            eligible={
                key: self.eligible(key).data
                for site in self.planned
                if site.id in chosen or not site.id
                for key, _, _ in site.compounds
                if self.eligible(key).data is not None
            },
            template_id=self.template_id.data,
        )


def round_form(planned: Sequence[PlanSite]) -> type[RoundForm]:
    """The form with the eligible people of each compound."""
    numbers = {
        f"eligible_{key}": IntegerField(name, [Optional(), NumberRange(0, PEOPLE)])
        for site in planned
        for key, name, _ in site.compounds
    }
    return type("RoundForm", (RoundForm,), {**numbers, "planned": tuple(planned)})


class ResultsForm(FlaskForm):
    results = RadioField(lazy_gettext("Results"), [needed()], choices=RESULTS)
    results_at = DateTimeLocalField(
        lazy_gettext("When they came"), [Optional()], format=STAMP, description=lazy_gettext("Empty: now.")
    )

    def moment(self, zone: str) -> datetime | None:
        said = self.results_at.data
        return said.replace(tzinfo=ZoneInfo(zone)) if said else None


class UntestedForm(FlaskForm):
    """Made with two fields for each reason by `untested_form`."""

    reasons_in: tuple[str, ...] = ()

    def people(self, code: str) -> Field:
        found: Field = self[f"people_{code}"]
        return found

    def makeup(self, code: str) -> Field:
        found: Field = self[f"makeup_{code}"]
        return found

    def fill(self, partition: UntestedPartition, makeup: Mapping[str, date]) -> UntestedForm:
        for code, persons in partition.by_reason:
            self.people(code).data = persons
        for code, day in makeup.items():
            self.makeup(code).data = day
        return self

    def reasons(self) -> dict[str, tuple[int, date | None]]:
        return {code: (self.people(code).data or 0, self.makeup(code).data) for code in self.reasons_in}


def untested_form(reasons: Mapping[str, str]) -> type[UntestedForm]:
    """`reasons`: code -> words."""
    fields: dict[str, object] = {}
    for code, words in reasons.items():
        fields[f"people_{code}"] = IntegerField(words, [Optional(), NumberRange(0, PEOPLE)])
        fields[f"makeup_{code}"] = DateField(lazy_gettext("To be made up on"), [Optional()])
    return type("UntestedForm", (UntestedForm,), {**fields, "reasons_in": tuple(reasons)})
