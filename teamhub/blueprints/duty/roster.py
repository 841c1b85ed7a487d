"""/duty/roster: posts by shifts, many assignments at once, the shifts themselves, and the sheet for the wall."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import groupby

from flask import g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import duty_roster as verbs
from teamhub.actions import duty_shifts
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.duty.bulk import done_once, refused_in, said_of
from teamhub.blueprints.duty.root import (
    asked_day,
    blueprint,
    campaign,
    fresh_once,
    shift_labels,
    zone,
)
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.duty import OnceForm, ShiftsForm, SurgeForm, instant, many
from teamhub.forms.duty_refusals import why_not
from teamhub.forms.fields import given
from teamhub.queries import duty_publication, duty_roster, people, terms
from teamhub.queries.people import PeopleFilter, PersonRow
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page, see_other

MOST_DAYS = 7


@blueprint.get("/roster")
@access(Permission.DUTY_VIEW)
def roster() -> ResponseReturnValue:
    """`?day=2022-04-04&days=3`"""
    day, days = asked_day(), _days()
    grid = duty_roster.grid(viewer(), campaign(day), day, days, at=now())
    return page(
        "duty/roster.html",
        {"roster-grid": "duty/_roster_grid.html"},
        grid=grid,
        day=day,
        days=days,
        earlier=url_for("duty.roster", day=day - timedelta(days=days), days=days),
        later=url_for("duty.roster", day=day + timedelta(days=days), days=days),
        changes=duty_roster.changes_of(viewer(), grid.shifts),
        labels=shift_labels(),
        moment=now(),
        published=duty_publication.published(viewer(), campaign(day), day, day + timedelta(days=days - 1)),
    )


@blueprint.get("/roster/assign")
@access(Permission.DUTY_MANAGE)
def assign_many() -> ResponseReturnValue:
    return _assign_many()


@blueprint.post("/roster/assign")
@access(Permission.DUTY_MANAGE)
def put_many() -> ResponseReturnValue:
    """People, posts and shifts, each ticked; whoever cannot is named with the reason."""
    form, moment = OnceForm(), now()
    chosen = {name: many(request.form.getlist(name)) for name in ("person", "post", "shift")}
    if not form.validate_on_submit() or not all(chosen.values()):
        said = gettext("Choose at least one person, one post and one shift.")
        return _assign_many(chosen, said=said, status=422)
    people, posts, shifts = chosen["person"], chosen["post"], chosen["shift"]
    try:
        outcome = done_once(
            form, moment, lambda: verbs.assign_many(people, posts, shifts, by=viewer(), at=moment)
        )
    except RuleBroken as error:
        return _assign_many(chosen, said=why_not(error), status=422)
    if not outcome.refused:
        return see_other(url_for("duty.roster", day=asked_day()))
    return _assign_many(
        {**chosen, "person": [person for person, _, _ in outcome.refused]},
        said=said_of(outcome),
        refused=dict(refused_in(outcome)),
        status=422,
    )


@blueprint.get("/roster/shifts")
@access(Permission.DUTY_MANAGE)
def shifts() -> ResponseReturnValue:
    day = asked_day()
    return _shifts(ShiftsForm(formdata=None, first=day, last=day + timedelta(days=6)), _surge_form(day))


@blueprint.post("/roster/shifts")
@access(Permission.DUTY_MANAGE)
def make_shifts() -> ResponseReturnValue:
    form = ShiftsForm()
    if form.validate_on_submit():
        first, last = given(form.first.data), given(form.last.data)
        try:
            with unit_of_work():
                duty_shifts.make_shifts(campaign(first), first, last, zone=zone(), by=viewer(), at=now())
            return see_other(url_for("duty.roster", day=first))
        except RuleBroken as error:
            form.form_errors.append(why_not(error))
    return _shifts(form, _surge_form(asked_day()), status=422)


@blueprint.post("/roster/surge")
@access(Permission.DUTY_MANAGE)
def add_shift() -> ResponseReturnValue:
    form = _surge_form(None)
    if form.validate_on_submit():
        starts = instant(given(form.starts.data), g.community.zone)
        ends = instant(given(form.ends.data), g.community.zone)
        day = given(form.starts.data).date()
        try:
            with unit_of_work():
                duty_shifts.add_shift(
                    campaign(day), form.kind.data, starts, ends, zone=zone(), by=viewer(), at=now()
                )
            return see_other(url_for("duty.roster", day=day))
        except RuleBroken as error:
            form.form_errors.append(why_not(error))
    return _shifts(ShiftsForm(formdata=None, first=asked_day(), last=asked_day()), form, status=422)


def _days() -> int:
    return max(1, min(MOST_DAYS, request.args.get("days", 1, type=int)))


def _surge_form(day: date | None) -> SurgeForm:
    """Filled in for a day, or (None) as sent."""
    form = SurgeForm(formdata=None) if day is not None else SurgeForm()
    form.kind.choices = terms.choices(g.community.id, "shift_kind", language())
    if day is not None:
        form.kind.data = "surge"
    return form


def _shifts(form: ShiftsForm, surge: SurgeForm, *, status: int = 200) -> ResponseReturnValue:
    return page("duty/shifts.html", form=form, surge=surge, day=asked_day(), status=status)


def _assign_many(
    chosen: dict[str, list[int]] | None = None,
    *,
    said: str = "",
    refused: dict[int, str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    day = asked_day()
    grid = duty_roster.grid(viewer(), campaign(day), day, 1, at=now())
    on_roster = {seat.person_id for line in grid.lines for cell in line.cells for seat in cell.seats}
    found = people.listing(viewer(), PeopleFilter(sort="organization"), page=None)
    picked = chosen or {"person": [], "post": [], "shift": [s.id for s in grid.shifts[:1]]}
    return page(
        "duty/assign_many.html",
        grid=grid,
        day=day,
        groups=_groups(found.rows, picked["person"]),
        people=found.rows,
        on_roster=on_roster,
        kinds=terms.labels(g.community.id, "member_type", language()),
        chosen=picked,
        said=said,
        refused=refused or {},
        labels=shift_labels(),
        once=fresh_once(),
        status=status,
    )


def _groups(rows: Sequence[PersonRow], picked: Collection[int]) -> list[tuple[str, list[PersonRow], bool]]:
    """(organisation, its people, unfolded) in the leader's order: those who send cadres come unfolded, and those of
    whom somebody is ticked."""
    deployed = {c for c, t in terms.terms(g.community.id, "member_type").items() if t.flags.get("deployed")}
    groups = [(name, list(members)) for name, members in groupby(rows, key=lambda row: row.organization)]
    return [
        (name, members, any(row.member_type in deployed or row.id in picked for row in members))
        for name, members in groups
    ]
