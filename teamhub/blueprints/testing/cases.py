"""Cases with a schedule: the list, one case with its tests, and its release."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Response, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import testing_cases as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.testing.root import blueprint, campaign_id
from teamhub.domain.access import Permission
from teamhub.domain.timed_cases import CaseState, ReleaseRefused
from teamhub.forms.testing.cases import FLAGS, OBSTACLES, RESULTS, STATES, ResultForm
from teamhub.queries import testing_cases
from teamhub.web import toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


def _zone() -> ZoneInfo:
    return ZoneInfo(g.community.zone)


@blueprint.get("/cases")
@access(Permission.CARE_VIEW)
def cases() -> Response:
    moment = now()
    lines = testing_cases.cases(viewer(), campaign_id(), moment, _zone())
    return page("testing/cases.html", cases=lines, states=STATES, CaseState=CaseState, moment=moment)


@blueprint.get("/cases/<int:case_id>")
@access(Permission.CARE_VIEW)
def case(case_id: int) -> Response:
    return _case(case_id)


def _case(case_id: int, *, refused: bool = False) -> Response:
    """`refused`: somebody tried to release it too early."""
    moment = now()
    return page(
        "testing/case.html",
        case=testing_cases.case(viewer(), case_id, moment, _zone()),
        states=STATES,
        flags=FLAGS,
        obstacles=OBSTACLES,
        CaseState=CaseState,
        results=dict(RESULTS),
        refused=refused,
        moment=moment,
        status=422 if refused else 200,
    )


@blueprint.post("/cases/<int:case_id>/isolated")
@access(Permission.CARE_MANAGE)
def isolated(case_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.note_isolated(case_id, by=viewer(), at=now())
    return see_other(url_for("testing.case", case_id=case_id))


@blueprint.post("/cases/<int:case_id>/tests/<int:sample_id>")
@access(Permission.CARE_MANAGE)
def case_result(case_id: int, sample_id: int) -> ResponseReturnValue:
    form = ResultForm()
    if not form.validate():
        return see_other(url_for("testing.case", case_id=case_id))
    with unit_of_work():
        verbs.note_result(case_id, sample_id, form.result.data or "", by=viewer(), at=now())
    toasts.tell(gettext("The result is noted"))
    return see_other(url_for("testing.case", case_id=case_id))


@blueprint.post("/cases/<int:case_id>/green")
@access(Permission.CARE_MANAGE)
def green(case_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.note_green(case_id, by=viewer(), at=now())
    return see_other(url_for("testing.case", case_id=case_id))


@blueprint.post("/cases/<int:case_id>/release")
@access(Permission.CARE_MANAGE)
def release(case_id: int) -> ResponseReturnValue:
    try:
        with unit_of_work():
            verbs.release_case(case_id, _zone(), by=viewer(), at=now())
    except ReleaseRefused:
        return _case(case_id, refused=True)
    toasts.tell(gettext("The case is released"))
    return see_other(url_for("testing.case", case_id=case_id))


@blueprint.post("/cases/<int:case_id>/escalate")
@access(Permission.CARE_MANAGE)
def escalate(case_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.escalate_case(case_id, by=viewer(), at=now())
    return see_other(url_for("testing.case", case_id=case_id))
