"""What the pages of testing share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask import Blueprint, g, url_for
from flask_babel import gettext

from teamhub.actions.work import Once
from teamhub.domain.access import Permission
from teamhub.domain.figures.rates import percent_text
from teamhub.models.testing import TestingRound
from teamhub.queries import tally, terms, testing, viewers
from teamhub.web.access import viewer
from teamhub.web.clock import now
from teamhub.web.formats import local
from teamhub.web.language import language

blueprint = Blueprint("testing", __name__)

Tab = tuple[str, str, bool, object]


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"percent_text": percent_text, "subject_tabs": subject_tabs, "round_tabs": round_tabs}


def today() -> date:
    return local(now()).date()


def asked_round(number: int) -> TestingRound:
    """Raises NotFound."""
    return testing.round_by_number(viewer(), number)


def campaign_id() -> int:
    """The campaign whose rounds are shown: of the day's figures."""
    return viewers.current_campaign(g.community.id, tally.day_of(g.community.id, now())).id


def labels(vocabulary: str) -> dict[str, str]:
    return terms.labels(g.community.id, vocabulary, language())


def keyed(what: str, key: str | None, body: Mapping[str, object], at: datetime) -> Once | None:
    """A submission that counts once, however often the network repeats it. None: it came without a key."""
    return Once.of(viewer().account_id, f"{what}:{key}", dict(body), at) if key else None


def subject_tabs(here: str) -> list[Tab]:
    """The parts of testing that the viewer may open."""
    tabs: list[Tab] = []
    if viewer().may(Permission.TESTING_VIEW):
        tabs.append((gettext("Rounds"), url_for("testing.index"), here == "rounds", None))
    if viewer().may(Permission.TESTING_RECORD):
        tabs.append((gettext("Samples at home"), url_for("testing.home"), here == "home", None))
    if viewer().may(Permission.CARE_VIEW):
        tabs.append((gettext("Cases with a schedule"), url_for("testing.cases"), here == "cases", None))
    return tabs if len(tabs) > 1 else []


def round_tabs(number: int, here: str) -> list[Tab]:
    return [
        (words, url_for(f"testing.{endpoint}", number=number), here == endpoint, None)
        for endpoint, words in (
            ("show", gettext("Standing")),
            ("queues", gettext("Queues")),
            ("plan", gettext("Plan")),
            ("untested", gettext("Not tested")),
            ("pools", gettext("Pools")),
        )
    ]
