"""/settings/texts: announcements, letters, words of the brief."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import settings as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.settings.root import blueprint
from teamhub.domain.access import Permission
from teamhub.domain.standard_texts import TextGroup
from teamhub.forms.settings.terms import TextForm
from teamhub.forms.settings.words import TEXT_GROUPS, TEXTS
from teamhub.queries import settings as asked
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/texts")
@access(Permission.SETTINGS_VIEW)
def texts() -> ResponseReturnValue:
    rows = asked.texts(viewer())
    groups = [(TEXT_GROUPS[g], [row for row in rows if row.spec.group is g]) for g in TextGroup]
    return page("settings/texts.html", groups=groups, words=TEXTS)


@blueprint.get("/texts/<name>")
@access(Permission.SETTINGS_MANAGE)
def text(name: str) -> ResponseReturnValue:
    row = asked.text(viewer(), name)
    return page(
        "settings/text.html", row=row, form=TextForm(body_zh=row.zh, body_en=row.en), words=TEXTS[name]
    )


@blueprint.post("/texts/<name>")
@access(Permission.SETTINGS_MANAGE)
def write_text(name: str) -> ResponseReturnValue:
    row, form = asked.text(viewer(), name), TextForm()
    if not form.validate_on_submit():
        return page("settings/text.html", row=row, form=form, words=TEXTS[name], status=422)
    with unit_of_work():
        verbs.write_text(name, form.body_zh.data or "", form.body_en.data or "", by=viewer(), at=now())
    return see_other(url_for("settings.texts"))


@blueprint.post("/texts/<name>/reset")
@access(Permission.SETTINGS_MANAGE)
def reset_text(name: str) -> ResponseReturnValue:
    with unit_of_work():
        verbs.reset_text(name, by=viewer(), at=now())
    return see_other(url_for("settings.texts"))
