"""/settings/patterns, /templates, /rules: what is planned once and used often."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import plans as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.settings.root import blueprint, choices, labels
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.domain.plans import PatternPart, uncovered_minutes
from teamhub.forms.fields import given, note_fault
from teamhub.forms.settings.plans import PatternForm, RuleSetForm, TemplateForm, clock_of
from teamhub.models.campaigns import RuleSet, ShiftPattern, StaffingTemplate
from teamhub.queries import settings as asked
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.formats import local
from teamhub.web.language import language
from teamhub.web.page import page, see_other

AT_NAME = {"plan_name_taken": "name", "name_needed": "name"}


@blueprint.get("/patterns")
@access(Permission.SETTINGS_VIEW)
def patterns() -> ResponseReturnValue:
    rows = asked.patterns(viewer())
    gaps = {
        row.id: uncovered_minutes([PatternPart(p.kind, p.starts_minute, p.length_minutes) for p in row.parts])
        for row in rows
    }
    return page("settings/patterns.html", rows=rows, gaps=gaps, kinds=labels("shift_kind"), clock_of=clock_of)


@blueprint.get("/patterns/new")
@access(Permission.SETTINGS_MANAGE)
def new_pattern() -> ResponseReturnValue:
    form = _pattern_form()
    form.starts_on.data = local(now()).date()
    return page("settings/pattern.html", form=form, pattern_id=None)


@blueprint.get("/patterns/<int:pattern_id>")
@access(Permission.SETTINGS_MANAGE)
def pattern(pattern_id: int) -> ResponseReturnValue:
    found = asked.record(viewer(), ShiftPattern, pattern_id)
    return page("settings/pattern.html", form=_pattern_form().show(found), pattern_id=pattern_id)


@blueprint.post("/patterns/new")
@access(Permission.SETTINGS_MANAGE)
def add_pattern() -> ResponseReturnValue:
    return _save_pattern(None)


@blueprint.post("/patterns/<int:pattern_id>")
@access(Permission.SETTINGS_MANAGE)
def change_pattern(pattern_id: int) -> ResponseReturnValue:
    return _save_pattern(pattern_id)


def _save_pattern(pattern_id: int | None) -> ResponseReturnValue:
    form = _pattern_form()
    found = asked.record(viewer(), ShiftPattern, pattern_id) if pattern_id else None
    if form.validate_on_submit():
        try:
            with unit_of_work():
                verbs.save_pattern(
                    found,
                    campaign_id=form.campaign_id.data,
                    name=form.name.data or "",
                    starts_on=given(form.starts_on.data),
                    parts=form.chosen(),
                    by=viewer(),
                    at=now(),
                )
            return see_other(url_for("settings.patterns"))
        except RuleBroken as error:
            note_fault(form, error, AT_NAME)
    return page("settings/pattern.html", form=form, pattern_id=pattern_id, status=422)


@blueprint.get("/templates")
@access(Permission.SETTINGS_VIEW)
def templates() -> ResponseReturnValue:
    return page(
        "settings/templates.html",
        rows=asked.templates(viewer()),
        types=labels("member_type"),
        tasks=labels("task"),
    )


@blueprint.get("/templates/new")
@access(Permission.SETTINGS_MANAGE)
def new_template() -> ResponseReturnValue:
    return page("settings/template.html", form=_template_form(TemplateForm()), template_id=None)


@blueprint.get("/templates/<int:template_id>")
@access(Permission.SETTINGS_MANAGE)
def template(template_id: int) -> ResponseReturnValue:
    found = asked.record(viewer(), StaffingTemplate, template_id)
    return page(
        "settings/template.html", form=_template_form(TemplateForm().show(found)), template_id=template_id
    )


@blueprint.post("/templates/new")
@access(Permission.SETTINGS_MANAGE)
def add_template() -> ResponseReturnValue:
    return _save_template(None)


@blueprint.post("/templates/<int:template_id>")
@access(Permission.SETTINGS_MANAGE)
def change_template(template_id: int) -> ResponseReturnValue:
    return _save_template(template_id)


def _save_template(template_id: int | None) -> ResponseReturnValue:
    form = _template_form(TemplateForm())
    found = asked.record(viewer(), StaffingTemplate, template_id) if template_id else None
    if form.validate_on_submit():
        try:
            with unit_of_work():
                verbs.save_template(
                    found, name=form.name.data or "", seats=form.chosen(), by=viewer(), at=now()
                )
            return see_other(url_for("settings.templates"))
        except RuleBroken as error:
            note_fault(form, error, AT_NAME)
    return page("settings/template.html", form=form, template_id=template_id, status=422)


@blueprint.get("/rules")
@access(Permission.SETTINGS_VIEW)
def rule_sets() -> ResponseReturnValue:
    return page("settings/rule_sets.html", rows=asked.rule_sets(viewer()))


@blueprint.get("/rules/new")
@access(Permission.SETTINGS_MANAGE)
def new_rule_set() -> ResponseReturnValue:
    return page("settings/rule_set.html", form=RuleSetForm(), rule_set_id=None)


@blueprint.get("/rules/<int:rule_set_id>")
@access(Permission.SETTINGS_MANAGE)
def rule_set(rule_set_id: int) -> ResponseReturnValue:
    found = asked.record(viewer(), RuleSet, rule_set_id)
    return page("settings/rule_set.html", form=RuleSetForm(obj=found), rule_set_id=rule_set_id)


@blueprint.post("/rules/new")
@access(Permission.SETTINGS_MANAGE)
def add_rule_set() -> ResponseReturnValue:
    return _save_rule_set(None)


@blueprint.post("/rules/<int:rule_set_id>")
@access(Permission.SETTINGS_MANAGE)
def change_rule_set(rule_set_id: int) -> ResponseReturnValue:
    return _save_rule_set(rule_set_id)


def _save_rule_set(rule_set_id: int | None) -> ResponseReturnValue:
    form = RuleSetForm()
    found = asked.record(viewer(), RuleSet, rule_set_id) if rule_set_id else None
    if form.validate_on_submit():
        try:
            with unit_of_work():
                verbs.save_rule_set(
                    found,
                    name=form.name.data or "",
                    days=given(form.days.data),
                    tests=given(form.tests.data),
                    min_interval_hours=given(form.min_interval_hours.data),
                    mode=form.mode.data,
                    by=viewer(),
                    at=now(),
                )
            return see_other(url_for("settings.rule_sets"))
        except RuleBroken as error:
            note_fault(form, error, {**AT_NAME, "rule_impossible": "min_interval_hours"})
    return page("settings/rule_set.html", form=form, rule_set_id=rule_set_id, status=422)


def _pattern_form() -> PatternForm:
    campaigns = [
        (c.id, c.name_en if language() == "en" and c.name_en else c.name) for c in asked.campaigns(viewer())
    ]
    return PatternForm().offer(choices("shift_kind"), campaigns)


def _template_form(form: TemplateForm) -> TemplateForm:
    return form.offer(choices("member_type"), choices("task"))
