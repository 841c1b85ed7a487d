"""/settings/thresholds."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import settings as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.settings.root import blueprint
from teamhub.domain.access import Permission
from teamhub.domain.settings import SPECS
from teamhub.forms.settings.plans import clock_of
from teamhub.forms.settings.thresholds import ThresholdsForm, thresholds_form
from teamhub.forms.settings.words import THRESHOLD_GROUPS, UNITS
from teamhub.queries import settings as asked
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/thresholds")
@access(Permission.SETTINGS_VIEW)
def thresholds() -> ResponseReturnValue:
    return _show(None, status=200)


@blueprint.post("/thresholds")
@access(Permission.SETTINGS_MANAGE)
def set_thresholds() -> ResponseReturnValue:
    form = thresholds_form()
    if not form.validate_on_submit():
        return _show(form, status=422)
    with unit_of_work():
        verbs.set_thresholds(form.values(), by=viewer(), at=now())
    return see_other(url_for("settings.thresholds", saved=1))


@blueprint.post("/thresholds/reset")
@access(Permission.SETTINGS_MANAGE)
def reset_thresholds() -> ResponseReturnValue:
    """All of them, or the one that `name` says."""
    name = request.form.get("name", "")
    with unit_of_work():
        verbs.set_thresholds(
            {spec.name: None for spec in SPECS if not name or spec.name == name}, by=viewer(), at=now()
        )
    return see_other(url_for("settings.thresholds", saved=1))


def _show(form: ThresholdsForm | None, *, status: int) -> ResponseReturnValue:
    rows = {row.spec.name: row for row in asked.thresholds(viewer())}
    return page(
        "settings/thresholds.html",
        form=form or thresholds_form().show(list(rows.values())),
        rows=rows,
        groups=THRESHOLD_GROUPS,
        units=UNITS,
        clock_of=clock_of,
        saved="saved" in request.args,
        status=status,
    )
