"""/settings/texts: announcements, letters, words of the brief."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import settings as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.settings.root import blueprint
from teamhub.documents.letter import letters_a_sheet
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.domain.standard_texts import TextGroup
from teamhub.forms.settings.terms import TextForm
from teamhub.forms.settings.words import TEXT_GROUPS, TEXTS
from teamhub.queries import settings as asked
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.errors import sentence
from teamhub.web.page import page, see_other
from teamhub.web.paper import printable


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
    for language, field in (("zh", form.body_zh), ("en", form.body_en)):
        too_long = _longer_than_paper(name, language, field.data or "")
        if too_long is not None:
            field.errors = [sentence(too_long)]
            return page("settings/text.html", row=row, form=form, words=TEXTS[name], status=422)
    with unit_of_work():
        verbs.write_text(name, form.body_zh.data or "", form.body_en.data or "", by=viewer(), at=now())
    return see_other(url_for("settings.texts"))


def _longer_than_paper(name: str, language: str, body: str) -> RuleBroken | None:
    """What there is to say of a letter's wording that no sheet of paper would hold. `body`: what `name` is to say."""
    if name not in ("letter_opening", "letter_promises") or not body:
        return None
    wording = {row.spec.name: row.en if language == "en" else row.zh for row in asked.texts(viewer())}
    wording[name] = body
    try:
        with printable():
            letters_a_sheet(wording["letter_opening"], wording["letter_promises"].splitlines())
    except RuleBroken as too_long:
        return too_long
    return None


@blueprint.post("/texts/<name>/reset")
@access(Permission.SETTINGS_MANAGE)
def reset_text(name: str) -> ResponseReturnValue:
    with unit_of_work():
        verbs.reset_text(name, by=viewer(), at=now())
    return see_other(url_for("settings.texts"))
