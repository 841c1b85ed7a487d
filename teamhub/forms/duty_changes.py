"""What a member sends who cannot hold a seat, and what colleague and leader answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask_babel import lazy_gettext
from wtforms import DateTimeLocalField, HiddenField

from teamhub.domain.seat_changes import ChangeKind
from teamhub.forms.choosing import RadioField, SelectField
from teamhub.forms.duty import OnceForm, instant, whole
from teamhub.forms.fields import given, line, needed
from teamhub.web.errors import explain

CHOOSE = lazy_gettext("Choose a colleague.")

explain(
    {
        "change_is_over": lazy_gettext(
            "This is settled already, or its shift has begun. Look at the roster."
        ),
        "change_not_possible": lazy_gettext(
            "This is no longer possible: the roster has changed. Choose again."
        ),
        "change_too_late": lazy_gettext(
            "It is less than %(minutes)s minutes to the shift. Call your leader: a relief has to be found at once."
        ),
        "change_with_oneself": lazy_gettext("Choose somebody else than yourself."),
        "change_own_decision": lazy_gettext("Another leader has to decide: you are one of the two."),
        "change_asked_already": lazy_gettext(
            "Somebody is being asked about this shift already. Withdraw that first, or wait for the answer."
        ),
        "change_reason_needed": lazy_gettext("Say why not, so that both know."),
        "leave_ends_before_start": lazy_gettext("The end is before the beginning."),
        "leave_is_past": lazy_gettext("This time is over."),
        "leave_too_long": lazy_gettext("Leave is %(days)s days at most. Ask your leader about more."),
        "leave_overlaps": lazy_gettext("You have asked for leave in this time already."),
        "leave_reason_unknown": lazy_gettext("Choose a reason from the list."),
        "leave_is_decided": lazy_gettext("This leave is decided already."),
        "leave_not_running": lazy_gettext("This leave is over already."),
    }
)


class ChangeForm(OnceForm):
    """`colleague`: take:<person id> or swap:<seat id>."""

    colleague = RadioField(lazy_gettext("Who"), validate_choice=False)
    note = line(lazy_gettext("What do you want to tell the colleague?"))

    @property
    def chosen(self) -> tuple[ChangeKind, int] | None:
        """None while nobody is chosen."""
        word, _, number = str(self.colleague.data or "").partition(":")
        kinds = {"take": ChangeKind.SUBSTITUTE, "swap": ChangeKind.SWAP}
        return (kinds[word], whole(number)) if word in kinds else None


class AnswerForm(OnceForm):
    """`answer`: yes | no, at the version that the reader saw."""

    answer = HiddenField()
    version = HiddenField(validators=[needed()])
    reason = line(lazy_gettext("Why not"))

    @property
    def agrees(self) -> bool:
        return self.answer.data == "yes"

    @property
    def seen_version(self) -> int:
        return whole(self.version.data)


class LeaveForm(OnceForm):
    starts = DateTimeLocalField(lazy_gettext("From"), [needed()])
    ends = DateTimeLocalField(lazy_gettext("To"), [needed()])
    reason = SelectField(lazy_gettext("Reason"), [needed()])
    note = line(lazy_gettext("Note"), description=lazy_gettext("Only who decides reads it."))

    def offer(self, reasons: Iterable[tuple[str, str]]) -> LeaveForm:
        self.reason.choices = list(reasons)
        return self

    def span(self, zone: str) -> tuple[datetime, datetime]:
        return instant(given(self.starts.data), zone), instant(given(self.ends.data), zone)
