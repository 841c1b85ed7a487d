"""Forms of the brief composer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from teamhub.domain.briefs.texts import TypedTexts
from teamhub.web import errors

errors.explain(
    {
        "brief_changed": lazy_gettext(
            "Somebody else saved this brief in the meantime. Your words are below; compare, then save again."
        ),
        "brief_issued": lazy_gettext(
            "Brief no. %(number)s was already issued by %(by)s at %(at)s. A change needs a correction."
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
    to_superiors = TextAreaField(lazy_gettext("To superiors (报)"), [Optional(), Length(max=600)])
    to_peers = TextAreaField(lazy_gettext("To peers (送)"), [Optional(), Length(max=600)])
    to_subordinates = TextAreaField(lazy_gettext("To those below (发)"), [Optional(), Length(max=600)])
    copies = IntegerField(
        lazy_gettext("Copies"),
        [
            Optional(),
            NumberRange(1, 1000, lazy_gettext("Please give the number of copies, 1 to 1000.")),
        ],
    )

    def typed(self, computed: Proposal) -> TypedTexts:
        """What was typed; a field that still holds what is computed or the community's own stays so."""
        case = (self.typical_case.data or "").strip()
        return TypedTexts(
            opening=(self.opening.data or "").strip(),
            problems=_unless_same(self.problems.data, computed.problems),
            plan=_unless_same(self.plan.data, computed.plan),
            typical_case=None if case == computed.case.strip() else case,
            to_superiors=_unless_same(self._sent("to_superiors"), computed.to_superiors),
            to_peers=_unless_same(self._sent("to_peers"), computed.to_peers),
            to_subordinates=_unless_same(self._sent("to_subordinates"), computed.to_subordinates),
            copies=None if self.copies.data == computed.copies else self.copies.data,
        )

    def _sent(self, name: str) -> str | None:
        """None for a field that was not on the page: its receivers stay."""
        data: str | None = self[name].data
        return data if self[name].raw_data else None


@dataclass(frozen=True)
class Proposal:
    """What a brief would say if nobody had typed anything. `cases`: further stories for print; `offered`: suggestions
    that enter only when somebody takes them."""

    problems: tuple[str, ...]
    plan: tuple[str, ...]
    case: str
    to_superiors: tuple[str, ...]
    to_peers: tuple[str, ...]
    to_subordinates: tuple[str, ...]
    copies: int
    cases: tuple[str, ...] = ()
    offered_problems: tuple[str, ...] = ()
    offered_plan: tuple[str, ...] = ()


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


def _unless_same(text: str | None, computed: tuple[str, ...]) -> tuple[str, ...] | None:
    if text is None:
        return None
    return None if items(text) == computed else items(text)
