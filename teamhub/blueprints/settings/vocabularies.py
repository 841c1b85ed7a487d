"""/settings/lists: the vocabularies and their terms."""

from __future__ import annotations

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import settings as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.settings.root import blueprint, choices
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.domain.vocabularies import BY_NAME, VocabularySpec
from teamhub.forms.fields import note_fault
from teamhub.forms.settings.terms import NewTermForm, TermForm, term_form
from teamhub.forms.settings.words import CONTACTS, FLAGS
from teamhub.queries import settings as asked
from teamhub.queries import terms
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/lists")
@access(Permission.SETTINGS_VIEW)
def vocabularies() -> ResponseReturnValue:
    return page("settings/vocabularies.html", rows=asked.vocabularies(viewer()))


@blueprint.get("/lists/<name>")
@access(Permission.SETTINGS_VIEW)
def vocabulary(name: str) -> ResponseReturnValue:
    return _list(_spec(name), NewTermForm(), status=200)


@blueprint.post("/lists/<name>")
@access(Permission.SETTINGS_MANAGE)
def add_term(name: str) -> ResponseReturnValue:
    spec, form = _spec(name), NewTermForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                verbs.add_term(
                    name,
                    form.code.data or "",
                    form.label_zh.data or "",
                    form.label_en.data or "",
                    by=viewer(),
                    at=now(),
                )
            return see_other(url_for("settings.vocabulary", name=name))
        except RuleBroken as error:
            note_fault(
                form, error, {"label_needed": "label_zh", "term_code_malformed": "code", "term_taken": "code"}
            )
    return _list(spec, form, status=422)


@blueprint.get("/lists/<name>/<code>")
@access(Permission.SETTINGS_MANAGE)
def term(name: str, code: str) -> ResponseReturnValue:
    spec = _spec(name)
    found = asked.term_record(viewer(), name, code)
    form = _form(spec)
    form.label_zh.data, form.label_en.data, form.active.data = found.label_zh, found.label_en, found.active
    for flag, value in {**spec.flags, **(found.flags or {})}.items():
        if f"flag_{flag}" in form:
            form[f"flag_{flag}"].data = value
    return page("settings/term.html", spec=spec, term=found, form=form)


@blueprint.post("/lists/<name>/<code>")
@access(Permission.SETTINGS_MANAGE)
def change_term(name: str, code: str) -> ResponseReturnValue:
    spec = _spec(name)
    form = _form(spec)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                verbs.change_term(
                    asked.term_record(viewer(), name, code),
                    label_zh=form.label_zh.data or "",
                    label_en=form.label_en.data or "",
                    active=bool(form.active.data),
                    flags=form.flags(),
                    by=viewer(),
                    at=now(),
                )
            return see_other(url_for("settings.vocabulary", name=name))
        except RuleBroken as error:
            note_fault(form, error, {"label_needed": "label_zh"})
    found = asked.term_record(viewer(), name, code)
    return page("settings/term.html", spec=spec, term=found, form=form, status=422)


@blueprint.post("/lists/<name>/<code>/up")
@access(Permission.SETTINGS_MANAGE)
def term_up(name: str, code: str) -> ResponseReturnValue:
    return _move(name, code, up=True)


@blueprint.post("/lists/<name>/<code>/down")
@access(Permission.SETTINGS_MANAGE)
def term_down(name: str, code: str) -> ResponseReturnValue:
    return _move(name, code, up=False)


def _move(name: str, code: str, *, up: bool) -> ResponseReturnValue:
    with unit_of_work():
        verbs.move_term(asked.term_record(viewer(), name, code), up=up, by=viewer(), at=now())
    return see_other(url_for("settings.vocabulary", name=name))


def _spec(name: str) -> VocabularySpec:
    spec = BY_NAME.get(name)
    if spec is None:
        abort(404)
    return spec


def _form(spec: VocabularySpec) -> TermForm:
    options = {
        "brief_group": choices("deed_group") if "brief_group" in spec.flags else [],
        "contact": [(code, str(words)) for code, words in CONTACTS.items()],
        "staffing": [
            ("", gettext("None: anybody")),
            *((str(t.id), t.name) for t in asked.templates(viewer())),
        ],
    }
    return term_form(spec.name, options)()


def _list(spec: VocabularySpec, form: NewTermForm, *, status: int) -> ResponseReturnValue:
    rows = terms.terms(viewer().community_id, spec.name)
    return page(
        "settings/vocabulary.html",
        spec=spec,
        rows=list(rows.values()),
        form=form,
        flag_words=FLAGS,
        status=status,
    )
