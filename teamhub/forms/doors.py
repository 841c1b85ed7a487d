"""Forms of one door: what a knock brought, what became of untested people, the letter."""

from __future__ import annotations

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateTimeLocalField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from teamhub.domain.sweep_facts import Settlement, VisitFacts
from teamhub.forms.choosing import SelectField
from teamhub.forms.fields import line, offer, trimmed
from teamhub.queries import terms
from teamhub.queries.doors_sheet import DoorSheet
from teamhub.web import errors

MOST_PEOPLE = 99
LONGEST_NOTE = 600
MOST_QUESTIONS, LONGEST_QUESTION, LONGEST_ANSWER = 8, 80, 120

errors.explain(
    {
        "outcome_unknown": lazy_gettext("Please choose how it went."),
        "outcome_not_for_shop": lazy_gettext("This outcome is for households."),
        "outcome_not_for_household": lazy_gettext("This outcome is for shops."),
        "untested_count_missing": lazy_gettext(
            "How many people are untested? Set the number, then press again."
        ),
        "untested_count_unexpected": lazy_gettext(
            "You counted untested people, but this outcome has none. Choose the other outcome or set the number to 0."
        ),
        "reason_unknown": lazy_gettext("Please choose a reason."),
        "visit_in_future": lazy_gettext("This time has not come yet."),
        "letter_of_household_only": lazy_gettext("Only households sign a letter."),
        "visit_voided": lazy_gettext("This visit was taken back before."),
        "visit_followed": lazy_gettext(
            "Somebody was at this door since. Ask the leader of the sweep to take it back."
        ),
        "nobody_untested": lazy_gettext("Nobody is untested at this door any more."),
        "letter_verb_unknown": lazy_gettext("Signed or refused? Please choose one."),
        "settlement_unknown": lazy_gettext("Please choose what was done."),
    }
)


class VisitForm(FlaskForm):
    """The outcome comes from the button that was pressed. Everything else may stay as it is."""

    once = HiddenField()
    version = IntegerField(widget=HiddenInput(), default=0)
    outcome = StringField(
        lazy_gettext("How it went"), [InputRequired(lazy_gettext("Please choose how it went."))]
    )
    untested = IntegerField(
        lazy_gettext("Untested people"), [Optional(), NumberRange(0, MOST_PEOPLE)], default=0
    )
    untested_reason = SelectField(lazy_gettext("Why untested"), [Optional()])
    letter_signed = BooleanField(lazy_gettext("Commitment letter signed"))
    letter_refused = BooleanField(lazy_gettext("Letter refused"))
    needs_help = BooleanField(lazy_gettext("Needs help"))
    people_at_home = IntegerField(lazy_gettext("People at home"), [Optional(), NumberRange(0, MOST_PEOPLE)])
    note = TextAreaField(
        lazy_gettext("Note"),
        [Optional(), Length(max=LONGEST_NOTE)],
        filters=[trimmed],
        description=lazy_gettext("No names, phones or illnesses."),
    )

    asked: tuple[tuple[str, str], ...] = ()
    """(question, answer) of the further questions: as they were sent (`sent_answers`), else as the text asks them."""

    def prepare(self, community_id: int, language: str, door: DoorSheet) -> VisitForm:
        self.asked = self.asked or tuple((q, "") for q in door_questions(community_id, language))
        offer(self.untested_reason, terms.choices(community_id, "untested_reason", language), nothing=True)
        if not self.once.data:
            self.once.data = secrets.token_urlsafe(16)
            self.version.data = door.version
        return self

    def renew(self, door: DoorSheet) -> VisitForm:
        """The same words for the door as it is now, as a submission of its own."""
        self.once.data, self.version.data = secrets.token_urlsafe(16), door.version
        self.version.raw_data = None  # else the field shows what was sent
        return self

    def validate(self, extra_validators: object = None) -> bool:
        fine = bool(super().validate())
        if fine and any(len(answer) > LONGEST_ANSWER for _, answer in self.asked):
            self.form_errors.append(gettext("An answer is too long; put the rest into the note."))
            return False
        if fine and self.letter_signed.data and self.letter_refused.data:
            self.letter_refused.errors = [gettext("Signed or refused? Please choose one.")]
            return False
        return fine

    def facts(self, door: DoorSheet, visited_at: datetime | None = None) -> VisitFacts:
        """A switch that shows an earlier signature says nothing new. `visited_at`: when it was not just now."""
        letter = ""
        if self.letter_refused.data and door.letter != "none":
            letter = "refused"
        elif self.letter_signed.data and door.letter in {"due", "refused"}:
            letter = "signed"
        return VisitFacts(
            outcome=self.outcome.data or "",
            untested=self.untested.data or 0,
            untested_reason=self.untested_reason.data or "",
            people_at_home=self.people_at_home.data,
            needs_help=bool(self.needs_help.data),
            note="\n".join([*([self.note.data] if self.note.data else []), *self._answers()]),
            letter=letter,
            visited_at=visited_at,
        )

    def _answers(self) -> list[str]:
        """One a line, with its question: so it reads on every list and in every export."""
        return [f"{question}：{answer}" for question, answer in self.asked if answer]

    def body(self) -> dict[str, object]:
        """What makes this submission the same when it comes again."""
        fields = {name: value for name, value in self.data.items() if name not in {"csrf_token", "once"}}
        return fields | {"asked": self._answers()} if self._answers() else fields


def door_questions(community_id: int, language: str) -> list[str]:
    """At most MOST_QUESTIONS lines of the community's text."""
    lines = terms.standard_text(community_id, "door_questions", language).splitlines()
    return [line.strip()[:LONGEST_QUESTION] for line in lines if line.strip()][:MOST_QUESTIONS]


def sent_answers() -> tuple[tuple[str, str], ...]:
    """The questions travel with their answers: what a phone kept for hours was asked in the words of then."""
    questions, answers = request.form.getlist("question"), request.form.getlist("answer")
    pairs = list(zip(questions, answers, strict=False))[:MOST_QUESTIONS]
    return tuple((question.strip()[:LONGEST_QUESTION], answer.strip()) for question, answer in pairs)


class SettleForm(FlaskForm):
    """What became of the untested people of a door; one button each."""

    how = StringField(
        lazy_gettext("What was done"), [InputRequired(lazy_gettext("Please choose what was done."))]
    )
    reason = SelectField(lazy_gettext("Accepted reason"), [Optional()])
    planned_at = DateTimeLocalField(
        lazy_gettext("Home sample due at"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )

    def prepare(self, community_id: int, language: str) -> SettleForm:
        offer(self.reason, terms.choices(community_id, "untested_reason", language), nothing=True)
        return self

    def validate(self, extra_validators: object = None) -> bool:
        fine = bool(super().validate())
        if fine and self.how.data == "planned" and self.planned_at.data is None:
            self.planned_at.errors = [gettext("When is it due?")]
            return False
        return fine

    def settlement(self, zone: str) -> Settlement:
        planned: datetime | None = None
        if self.how.data == "planned" and self.planned_at.data is not None:
            planned = self.planned_at.data.replace(tzinfo=ZoneInfo(zone))
            return Settlement("home_sample", planned_at=planned)
        return Settlement(self.how.data or "", self.reason.data or "")


class LetterForm(FlaskForm):
    verb = StringField("", [InputRequired()])
    note = line(lazy_gettext("Why it is refused"), most=240)
