"""The deeds log: list, filter, one deed, what a member noted lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.masking import mask_name
from teamhub.models.base import db
from teamhub.models.deeds import Deed, DeedHelper
from teamhub.models.people import Person
from teamhub.models.places import Community, Compound, CompoundAlias
from teamhub.queries import terms
from teamhub.queries.tally.scope import midnight

PAGE = 50


@dataclass(frozen=True)
class DeedFilter:
    """Empty fields filter nothing. `voided`: also what was taken back."""

    day: date | None = None
    category: str = ""
    compound_id: int | None = None
    words: str = ""
    voided: bool = False


@dataclass(frozen=True)
class DeedLine:
    """One deed as the log shows it: nobody's full name, no flat, no phone."""

    id: int
    code: str
    done_at: datetime
    category: str
    compound: str
    summary: str
    helpers: tuple[str, ...]
    thanks: str
    quote_consent: bool
    entered_later: bool
    voided: bool


@dataclass(frozen=True)
class DeedPage:
    rows: tuple[DeedLine, ...]
    total: int
    first: int


def log(
    viewer: Viewer, chosen: DeedFilter, language: str, *, first: int = 0, most: int | None = PAGE
) -> DeedPage:
    """Deeds of the viewer's community, the latest first."""
    matches = conditions(viewer, chosen)
    query = select(Deed, Compound.name).outerjoin(Compound, Compound.id == Deed.compound_id).where(*matches)
    total = db.session.scalar(
        select(func.count(Deed.id)).outerjoin(Compound, Compound.id == Deed.compound_id).where(*matches)
    )
    page = query.order_by(Deed.done_at.desc(), Deed.id.desc()).offset(first)
    rows = db.session.execute(page.limit(most) if most is not None else page).all()
    helpers = _helpers([deed.id for deed, _ in rows])
    labels = terms.labels(viewer.community_id, "deed_category", language)
    return DeedPage(
        tuple(_line(deed, compound, labels, helpers.get(deed.id, ())) for deed, compound in rows),
        total or 0,
        first,
    )


def noted_by(viewer: Viewer, language: str, most: int = 10) -> tuple[DeedLine, ...]:
    """What the viewer noted or helped with lately."""
    mine = select(DeedHelper.deed_id).where(DeedHelper.person_id == viewer.person_id).scalar_subquery()
    rows = db.session.execute(
        select(Deed, Compound.name)
        .outerjoin(Compound, Compound.id == Deed.compound_id)
        .where(
            Deed.community_id == viewer.community_id,
            Deed.voided_at.is_(None),
            or_(Deed.recorded_by_id == viewer.account_id, Deed.id.in_(mine)),
        )
        .order_by(Deed.done_at.desc(), Deed.id.desc())
        .limit(most)
    ).all()
    helpers = _helpers([deed.id for deed, _ in rows])
    labels = terms.labels(viewer.community_id, "deed_category", language)
    return tuple(_line(deed, compound, labels, helpers.get(deed.id, ())) for deed, compound in rows)


def for_viewer(viewer: Viewer, deed_id: int) -> Deed:
    """A deed that the viewer may change: leaders any, others their own. Raises NotFound."""
    deed = db.session.scalar(select(Deed).where(Deed.id == deed_id, Deed.community_id == viewer.community_id))
    if deed is None:
        raise NotFound
    if viewer.may(Permission.DEED_MANAGE) or deed.recorded_by_id == viewer.account_id:
        return deed
    raise NotFound


@dataclass(frozen=True)
class Habits:
    """What a helper is likely to choose again: offered first."""

    category: str
    compound_id: int | None


def habits(viewer: Viewer) -> Habits:
    last = db.session.execute(
        select(Deed.category, Deed.compound_id)
        .where(Deed.community_id == viewer.community_id, Deed.recorded_by_id == viewer.account_id)
        .order_by(Deed.id.desc())
        .limit(1)
    ).first()
    return Habits(last.category, last.compound_id) if last else Habits("", None)


def compounds(community_id: int) -> list[tuple[int, str]]:
    """(id, name) in the office's order."""
    rows = db.session.execute(
        select(Compound.id, Compound.name)
        .where(Compound.community_id == community_id)
        .order_by(Compound.position, Compound.id)
    )
    return [(key, name) for key, name in rows]


def conditions(viewer: Viewer, chosen: DeedFilter) -> list[ColumnElement[bool]]:
    """Which deeds a filter means; words need the deed joined with its compound."""
    found = [Deed.community_id == viewer.community_id]
    if not chosen.voided:
        found.append(Deed.voided_at.is_(None))
    if chosen.day is not None:
        zone = ZoneInfo(db.session.get_one(Community, viewer.community_id).zone)
        found.append(Deed.done_at >= midnight(chosen.day, zone))
        found.append(Deed.done_at < midnight(chosen.day + timedelta(days=1), zone))
    if chosen.category:
        found.append(Deed.category == chosen.category)
    if chosen.compound_id is not None:
        found.append(Deed.compound_id == chosen.compound_id)
    if chosen.words:
        found.append(_matches(viewer.community_id, chosen.words))
    return found


def _matches(community_id: int, words: str) -> ColumnElement[bool]:
    like = "%" + words.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
    alias = select(CompoundAlias.compound_id).where(
        CompoundAlias.community_id == community_id, CompoundAlias.name.like(like, escape="!")
    )
    helper = (
        select(DeedHelper.deed_id)
        .join(Person, Person.id == DeedHelper.person_id)
        .where(Person.community_id == community_id, Person.name.like(like, escape="!"))
    )
    return or_(
        Deed.summary.like(like, escape="!"),
        Deed.code.like(like, escape="!"),
        Deed.thanks.like(like, escape="!"),
        Compound.name.like(like, escape="!"),
        Deed.compound_id.in_(alias),
        Deed.id.in_(helper),
    )


def _helpers(deed_ids: list[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for deed_id, name in db.session.execute(
        select(DeedHelper.deed_id, Person.name)
        .join(Person, Person.id == DeedHelper.person_id)
        .where(DeedHelper.deed_id.in_(deed_ids))
        .order_by(DeedHelper.id)
    ):
        found[deed_id] = (*found.get(deed_id, ()), mask_name(name))
    return found


LATE = timedelta(hours=2)
"""Typed in later than this after it was done: marked as entered later."""


def _line(deed: Deed, compound: str | None, labels: dict[str, str], helpers: tuple[str, ...]) -> DeedLine:
    return DeedLine(
        deed.id,
        deed.code,
        deed.done_at,
        labels.get(deed.category, deed.category),
        compound or "",
        deed.summary,
        helpers,
        deed.thanks,
        deed.quote_consent,
        deed.recorded_at - deed.done_at > LATE,
        deed.voided_at is not None,
    )
