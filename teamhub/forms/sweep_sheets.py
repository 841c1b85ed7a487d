"""A sweep sheet typed in: one line a door, what is left empty is no visit."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, HiddenField
from wtforms.validators import Length

from teamhub.domain.sweep_facts import VisitFacts
from teamhub.forms.doors import LONGEST_NOTE, MOST_PEOPLE
from teamhub.forms.duty import instant
from teamhub.forms.fields import given, needed

PARTS = ("code", "untested", "letter", "note", "version")


class SheetForm(FlaskForm):
    """The lines come beside it, as <part>-<unit id>."""

    once = HiddenField(validators=[Length(max=64)])
    visited = DateTimeLocalField(
        lazy_gettext("When the doors were visited"),
        [needed()],
        description=lazy_gettext("As the sheet says; one time for all of it is fine."),
    )

    def moment(self, zone: str) -> datetime:
        return instant(given(self.visited.data), zone)


@dataclass
class SheetRow:
    """A line as it was typed. `fault`: what is wrong with it, in the reader's language."""

    code: str = ""
    untested: str = ""
    letter: str = ""
    note: str = ""
    version: str = "0"
    fault: str = field(default="", compare=False)

    @property
    def empty(self) -> bool:
        return not (self.code or self.untested or self.letter or self.note)

    @property
    def seen_version(self) -> int:
        return int(self.version) if self.version.isascii() and self.version.isdigit() else 0

    def facts(self, codes: Mapping[str, str], visited_at: datetime) -> VisitFacts | None:
        """`codes`: number on the sheet -> outcome code. None, with a fault, when it cannot be read."""
        outcome = codes.get(_digits(self.code))
        untested = _digits(self.untested) or "0"
        if outcome is None:
            self.fault = (
                gettext("Which number of the legend?") if self.code else gettext("The number is missing.")
            )
        elif not untested.isdigit() or int(untested) > MOST_PEOPLE:
            self.fault = gettext("How many people are untested?")
        elif len(self.note) > LONGEST_NOTE:
            self.fault = gettext("The note is too long.")
        else:
            letter = "signed" if self.letter else ""
            return VisitFacts(
                outcome=outcome,
                untested=int(untested),
                note=self.note,
                letter=letter,
                visited_at=visited_at,
            )
        return None


def rows_of(sent: Mapping[str, str], unit_ids: list[int]) -> dict[int, SheetRow]:
    """The lines of these doors as they were sent."""
    return {
        unit_id: SheetRow(**{part: sent.get(f"{part}-{unit_id}", "").strip() for part in PARTS})
        for unit_id in unit_ids
    }


def _digits(text: str) -> str:
    """Full-width figures are figures, 03 is 3."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return folded.lstrip("0") or "0" if folded.isascii() and folded.isdigit() else folded
