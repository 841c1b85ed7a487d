"""Many seats assigned at once: what became of it, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext, ngettext

from teamhub.actions.duty_roster import BulkOutcome
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.duty.root import submission
from teamhub.forms.duty import OnceForm
from teamhub.forms.duty_refusals import reasons


def done_once(form: OnceForm, at: datetime, act: Callable[[], BulkOutcome]) -> BulkOutcome:
    """Once for each submission; sent again, nothing is assigned and nothing refused. Raises RuleBroken."""
    outcome = BulkOutcome()
    with unit_of_work(once=submission(form.once.data, at)) as work:
        if not work.replayed:
            outcome = act()
            work.reply["assigned"] = len(outcome.assigned)
    return outcome


def said_of(outcome: BulkOutcome) -> str:
    return ngettext(
        "One seat assigned; not assigned:", "%(num)s seats assigned; not assigned:", len(outcome.assigned)
    )


def refused_in(outcome: BulkOutcome) -> list[tuple[int, str]]:
    """(person, why) of whom the rules refused."""
    return [
        (person, reasons(against) or gettext("no free seat was left"))
        for person, _, against in outcome.refused
    ]
