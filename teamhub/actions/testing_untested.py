"""Why people of a compound were not tested in a round."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import delete

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.testing import check_untested
from teamhub.models.base import db
from teamhub.models.testing import UntestedCount
from teamhub.queries import terms, testing


def explain_untested(
    round_id: int,
    compound_id: int,
    reasons: Mapping[str, tuple[int, date | None]],
    *,
    untested: int,
    by: Viewer,
    at: datetime,
) -> None:
    """Sets the reasons of one compound: code -> (people, day of their make-up test). `untested`: how many of the
    compound are not tested by the tally. Raises NotFound, CountRefused(untested_too_many | count_not_positive),
    RuleBroken(reason_unknown)."""
    held = testing.round_for(by, round_id)
    if compound_id not in testing.eligible_of(held.id):
        raise NotFound
    if not set(reasons) <= set(terms.terms(by.community_id, "untested_reason")):
        raise RuleBroken("reason_unknown")
    check_untested(untested, {code: persons for code, (persons, _) in reasons.items()})
    db.session.execute(
        delete(UntestedCount).where(
            UntestedCount.round_id == held.id, UntestedCount.compound_id == compound_id
        )
    )
    db.session.add_all(
        UntestedCount(
            community_id=by.community_id,
            round_id=held.id,
            compound_id=compound_id,
            reason=code,
            persons=persons,
            makeup_on=makeup_on,
        )
        for code, (persons, makeup_on) in reasons.items()
        if persons
    )
    db.session.flush()
    explained = sum(persons for persons, _ in reasons.values())
    journal.write(
        "round.untested",
        by=by,
        at=at,
        object_type="round",
        object_id=held.id,
        compound=compound_id,
        explained=explained,
    )
