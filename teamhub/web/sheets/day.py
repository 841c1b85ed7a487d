"""The binder of a day: which sheets, in which order, and what stands in place of those that there are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import g
from flask_babel import gettext

from teamhub.documents.binder import BinderFacts, Chapter
from teamhub.documents.brief import brief_sheet
from teamhub.documents.duty_roster import roster_sheet
from teamhub.documents.handover_record import HandoverFacts, handover_sheet
from teamhub.documents.paper import Sheet
from teamhub.documents.register import RegisterFacts, register_sheet
from teamhub.domain.access import Permission
from teamhub.domain.briefs import compose
from teamhub.domain.briefs.frozen import FrozenFacts
from teamhub.models.campaigns import Campaign
from teamhub.queries import briefs, deeds, duty_musters, notices, terms
from teamhub.queries.deeds import DeedFilter
from teamhub.web import formats, registers
from teamhub.web.access import viewer
from teamhub.web.language import language
from teamhub.web.paper import example_note
from teamhub.web.sheets import duty, figures, handovers
from teamhub.web.sheets.duty import text

Maker = Callable[[], Sheet]


@dataclass
class Plan:
    """The sheets of one chapter, not made yet."""

    title: str
    nothing: str
    makers: list[Maker] = field(default_factory=list)


def chapters(campaign: Campaign, day: date, at: datetime) -> list[Plan]:
    """In the order of the binder. Everything is read here; what the makers do is set it."""
    row = briefs.latest_of_day(g.community.id, day)
    facts = briefs.facts_of(g.community.id, day, row, at=at)
    issued = row is not None and row.issued
    roster = duty.roster_facts(campaign, day, at)
    none = gettext("none on this day")
    care, supplies = figures.care(facts.figures, at), figures.supplies(facts.figures, at)
    return [
        Plan(
            gettext("Daily brief") if issued else gettext("Daily brief (draft)"), "", [_brief(facts, issued)]
        ),
        Plan(gettext("Duty roster"), "", [lambda: roster_sheet(roster, language=language())]),
        Plan(gettext("Musters"), none, _registers(_musters(day, at))),
        Plan(
            gettext("Handover records"),
            none,
            [_handover(facts) for facts in handovers.records_of_day(day, at)],
        ),
        Plan(gettext("Testing rounds"), none, _registers(figures.rounds(facts.figures, at))),
        Plan(gettext("Sweeps"), none, _registers(figures.sweeps(facts.figures, at))),
        Plan(gettext("Care, in counts"), none, _registers([care] if care else [])),
        Plan(gettext("Deeds"), none, _registers([_deeds(facts, day, at)])),
        Plan(gettext("Supplies"), none, _registers([supplies] if supplies else [])),
        Plan(gettext("Receipts of notices"), none, _registers(_receipts(day, at))),
    ]


def binder_facts(plans: Sequence[Plan], sheets: Sequence[Sheet], day: date, at: datetime) -> BinderFacts:
    """`sheets`: of all chapters one after the other, as their makers made them."""
    left = iter(sheets)
    return BinderFacts(
        community=g.community.title(language()),
        title=gettext("Binder of the day"),
        day=formats.day_full(day),
        as_of=gettext("as of %(time)s", time=formats.moment(at)),
        compiled_by=text("brief_compiled_by"),
        through=gettext("Binder"),
        chapters=tuple(
            Chapter(plan.title, tuple(next(left) for _ in plan.makers), plan.nothing) for plan in plans
        ),
        example_note=example_note(),
    )


def _brief(facts: FrozenFacts, issued: bool) -> Maker:
    return lambda: brief_sheet(
        compose(facts.figures, facts.texts, language()), draft=not issued, language=language()
    )


def _handover(facts: HandoverFacts) -> Maker:
    return lambda: handover_sheet(facts, language=language())


def _registers(found: Sequence[RegisterFacts]) -> list[Maker]:
    return [_register(one) for one in found]


def _register(facts: RegisterFacts) -> Maker:
    return lambda: register_sheet(facts, language=language())


def _musters(day: date, at: datetime) -> list[RegisterFacts]:
    of_day = [m for m in duty_musters.listing(viewer()) if day in (_day(m.due_at), _day(m.ordered_at))]
    return [registers.muster_record(duty_musters.one(viewer(), muster.id), at) for muster in of_day]


def _deeds(facts: FrozenFacts, day: date, at: datetime) -> RegisterFacts:
    page = deeds.log(viewer(), DeedFilter(day=day), language(), most=None)
    labels = terms.labels(g.community.id, "deed_category", language())
    return figures.deeds(facts.figures, page.rows, labels, at)


def _receipts(day: date, at: datetime) -> list[RegisterFacts]:
    """Those who issue notices see who has confirmed; for others the chapter stays empty."""
    if not viewer().may(Permission.NOTICE_ISSUE):
        return []
    of_day = [n for n in notices.listing(viewer()) if _day(n.issued_at) == day]
    return [registers.receipts(notices.one(viewer(), notice.id), at) for notice in of_day]


def _day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(g.community.zone)).date()
