"""What is printed in one go: which sheets, how they are bound, and what the file is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g
from flask_babel import gettext

from teamhub.documents.binder import print_binder
from teamhub.documents.binding import bind
from teamhub.documents.letter import letters_sheet
from teamhub.documents.paper import Sheet
from teamhub.documents.poster import PosterFacts, posters_sheet
from teamhub.documents.site_poster import SitePosterFacts, site_posters_sheet
from teamhub.documents.sweep_sheet import SweepSheetFacts, sweep_sheet
from teamhub.domain.prints import PORTION, PrintKind, PrintRefused
from teamhub.models.campaigns import Campaign
from teamhub.queries import sweep_papers, sweeps, viewers
from teamhub.queries.sweep_papers import BuildingSheet
from teamhub.web.access import viewer
from teamhub.web.language import language
from teamhub.web.sheets import day as days
from teamhub.web.sheets import duty
from teamhub.web.sheets import sweeps as of_sweep
from teamhub.web.sheets.day import Maker

Press = Callable[[], bytes]


@dataclass(frozen=True)
class Batch:
    """`makers` set one sheet each. `bound` takes so many sheets and gives the work of the press, which needs neither
    request nor database any more; `portion` sheets at a time."""

    name: str
    makers: Sequence[Maker]
    bound: Callable[[Sequence[Sheet]], Press]
    portion: int = PORTION


def batch_of(kind: PrintKind, wish: dict[str, Any], at: datetime) -> Batch:
    """Everything is read here, in one view of the records. Raises NotFound, PrintRefused(print_nothing)."""
    batch = _MAKERS[kind](wish, at)
    if not batch.makers:
        raise PrintRefused("print_nothing")
    return batch


def _binder(wish: dict[str, Any], at: datetime) -> Batch:
    """One run of the press: its contents need to know all pages."""
    day = date.fromisoformat(str(wish["day"]))
    plans = days.chapters(_campaign(day), day, at)
    makers = [maker for plan in plans for maker in plan.makers]
    tongue = language()

    def bound(sheets: Sequence[Sheet]) -> Press:
        facts = days.binder_facts(plans, sheets, day, at)
        return lambda: print_binder(facts, language=tongue)

    return Batch(f"binder-{day}", makers, bound, len(makers))


def _sweep_sheets(wish: dict[str, Any], at: datetime) -> Batch:
    sweep = sweeps.by_number(viewer(), int(wish["sweep"]), _today(at))
    found = sweep_papers.sheets(viewer(), sweep, compound_id=wish.get("compound"))
    facts = [of_sweep.sheet_facts(sweep, one, at) for one in found]
    title = gettext("Sweep sheets")
    return Batch(f"sweep-{sweep.number}-sheets", [_one_sweep_sheet(one) for one in facts], _bound(title))


def _one_sweep_sheet(facts: SweepSheetFacts) -> Maker:
    return lambda: sweep_sheet(facts, language=language())


def _letters(wish: dict[str, Any], at: datetime) -> Batch:
    """A sheet a building: those of its households that have not signed."""
    sweep = sweeps.by_number(viewer(), int(wish["sweep"]), _today(at))
    about = of_sweep.sweep_words(sweep)
    found = sweep_papers.sheets(viewer(), sweep, compound_id=wish.get("compound"))
    makers = [_letters_of(one, about) for one in found if of_sweep.households([one])]
    return Batch(f"sweep-{sweep.number}-letters", makers, _bound(gettext("Commitment letters")))


def _letters_of(building: BuildingSheet, about: str) -> Maker:
    return lambda: letters_sheet(
        of_sweep.letter_facts(about), of_sweep.households([building]), language=language()
    )


def _posters(wish: dict[str, Any], at: datetime) -> Batch:
    day, size = _today(at), str(wish["size"])
    posts = duty.standing_posts(_campaign(day), day, at)
    facts = [duty.poster_facts(post, is_open=is_open) for post, is_open in posts]
    return Batch(f"posters-{size}", [_poster(one, size) for one in facts], _bound(gettext("Posters")))


def _poster(facts: PosterFacts, size: str) -> Maker:
    return lambda: posters_sheet([facts], language=language(), size=size)


def _site_posters(wish: dict[str, Any], at: datetime) -> Batch:
    size = str(wish["size"])
    facts = duty.site_facts(_campaign(_today(at)), at)
    return Batch(
        f"site-posters-{size}", [_site_poster(one, size) for one in facts], _bound(gettext("Posters"))
    )


def _site_poster(facts: SitePosterFacts, size: str) -> Maker:
    return lambda: site_posters_sheet([facts], language=language(), size=size)


def _bound(title: str) -> Callable[[Sequence[Sheet]], Press]:
    tongue, whole = language(), f"{g.community.title(language())} {title}"

    def bound(sheets: Sequence[Sheet]) -> Press:
        return lambda: bind(sheets, title=whole, language=tongue)

    return bound


def _campaign(day: date) -> Campaign:
    return viewers.current_campaign(g.community.id, day)


def _today(at: datetime) -> date:
    return at.astimezone(ZoneInfo(g.community.zone)).date()


_MAKERS: dict[PrintKind, Callable[[dict[str, Any], datetime], Batch]] = {
    PrintKind.BINDER: _binder,
    PrintKind.SWEEP_SHEETS: _sweep_sheets,
    PrintKind.LETTERS: _letters,
    PrintKind.POSTERS: _posters,
    PrintKind.SITE_POSTERS: _site_posters,
}
