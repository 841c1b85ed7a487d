"""Forms of the brief composer."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import HiddenInput

from teamhub.domain.briefs.texts import TypedTexts
from teamhub.web import errors

errors.explain(
    {
        "brief_changed": lazy_gettext(
            "Somebody else saved this brief in the meantime. Your words are below; compare, then save again."
        ),
        "brief_issued": lazy_gettext(
            "Brief no. %(number)s was already issued by %(by)s. A change needs a correction."
        ),
        "brief_too_early": lazy_gettext("The day of this brief has not begun yet."),
        "correction_needs_note": lazy_gettext("Please say in a few words what the correction puts right."),
        "correction_open": lazy_gettext("A correction of this brief is already being written."),
    },
    {"uq_daily_briefs_community_id_year_number": "brief_changed"},
)

MARKER = re.compile(r"^\s*(?:（[一二三四五六七八九十]+）|\([0-9]+\)|[0-9]+[.、．])\s*")
"""Numbers that people type in front of an item; the brief numbers its items itself."""


class TextsForm(FlaskForm):
    """The free texts: one item a line. What still reads as suggested stays computed."""

    version = IntegerField(widget=HiddenInput(), default=0)
    opening = TextAreaField(lazy_gettext("Opening sentence"), [Optional(), Length(max=600)])
    problems = TextAreaField(lazy_gettext("Open problems"), [Optional(), Length(max=4000)])
    plan = TextAreaField(lazy_gettext("Plan for tomorrow"), [Optional(), Length(max=4000)])
    typical_case = TextAreaField(lazy_gettext("Typical case"), [Optional(), Length(max=1500)])

    def typed(self, suggested_problems: str, suggested_plan: str, suggested_case: str) -> TypedTexts:
        """What was typed; a field that still holds the suggestion stays computed."""
        return TypedTexts(
            opening=(self.opening.data or "").strip(),
            problems=_unless_same(self.problems.data, suggested_problems),
            plan=_unless_same(self.plan.data, suggested_plan),
            typical_case=None
            if (self.typical_case.data or "").strip() == suggested_case.strip()
            else (self.typical_case.data or "").strip(),
        )


class StepForm(FlaskForm):
    """Review or issue: carries the version that was read."""

    version = IntegerField(widget=HiddenInput(), default=0)


class CorrectionForm(FlaskForm):
    note = TextAreaField(
        lazy_gettext("What the correction puts right"),
        [
            DataRequired(lazy_gettext("Please say in a few words what the correction puts right.")),
            Length(max=240),
        ],
    )


def items(text: str | None) -> tuple[str, ...]:
    """One item a line, without the numbers that people type in front."""
    return tuple(MARKER.sub("", line).strip() for line in (text or "").splitlines() if line.strip())


def _unless_same(text: str | None, suggested: str) -> tuple[str, ...] | None:
    return None if items(text) == items(suggested) else items(text)
