"""/duty/roster/officers: who leads each shift of a day."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import duty_shifts
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.duty.root import asked_day, blueprint, campaign, shift_labels
from teamhub.domain.access import Permission
from teamhub.forms.duty import OfficerForm
from teamhub.queries import duty_roster, people
from teamhub.queries.duty_seats import ShiftRow, shifts_between
from teamhub.queries.people import PeopleFilter
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other
from teamhub.web.toasts import tell


@blueprint.get("/roster/officers")
@access(Permission.DUTY_MANAGE)
def officers() -> ResponseReturnValue:
    shifts = _shifts()
    return _page(shifts, _forms(shifts, filled=True))


@blueprint.post("/roster/officers")
@access(Permission.DUTY_MANAGE)
def name_officers() -> ResponseReturnValue:
    """All shifts of the day at once; only what changed is written."""
    shifts = _shifts()
    forms, held = _forms(shifts, filled=False), duty_roster.officers_of(shifts)
    faults = [form for form in forms.values() if not form.validate_on_submit()]
    if faults:
        return _page(shifts, forms, status=422)
    with unit_of_work():
        for shift_id, form in forms.items():
            chosen = int(form.person.data) if form.person.data else None
            if chosen != held.get(shift_id):
                duty_shifts.name_duty_officer(shift_id, chosen, by=viewer(), at=now())
    tell(gettext("Saved who leads the shifts"))
    return see_other(url_for("duty.roster", day=asked_day()))


def _shifts() -> list[ShiftRow]:
    day = asked_day()
    return shifts_between(viewer(), campaign(day).id, day, day)


def _forms(shifts: list[ShiftRow], *, filled: bool) -> dict[int, OfficerForm]:
    """Shift -> its form, as it stands or as sent."""
    found = people.listing(viewer(), PeopleFilter(sort="organization"), page=None).rows
    options = [(str(p.id), f"{p.name} · {p.organization}" if p.organization else p.name) for p in found]
    held = duty_roster.officers_of(shifts) if filled else {}
    forms = {}
    for shift in shifts:
        prefix = f"shift-{shift.id}"
        form = OfficerForm(formdata=None, prefix=prefix) if filled else OfficerForm(prefix=prefix)
        form.person.choices = [("", gettext("nobody named")), *options]
        if filled:
            form.person.data = str(held.get(shift.id) or "")
        forms[shift.id] = form
    return forms


def _page(shifts: list[ShiftRow], forms: dict[int, OfficerForm], *, status: int = 200) -> ResponseReturnValue:
    return page(
        "duty/officers.html",
        shifts=shifts,
        forms=forms,
        day=asked_day(),
        labels=shift_labels(),
        status=status,
    )
