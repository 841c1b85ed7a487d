"""One search over what the reader may see: people, posts, doors, requests, deeds, notices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.addresses import format_door
from teamhub.domain.masking import mask_phone
from teamhub.domain.searching import Wanted, read_wanted, sounds_like
from teamhub.models.base import db
from teamhub.models.deeds import Deed, ResidentRequest
from teamhub.models.duty import Post
from teamhub.models.notices import Directive
from teamhub.models.people import Organization, Person
from teamhub.models.places import Compound, CompoundAlias, Unit
from teamhub.models.sweeps import Sweep, SweepDoor
from teamhub.queries import door_finder
from teamhub.queries.doors import walked_by

SHOWN = 8
Sounds = Callable[[str], tuple[str, str]]
"""Name -> (full pinyin, initials)."""


class Kind(StrEnum):
    PEOPLE = "people"
    DOORS = "doors"
    POSTS = "posts"
    REQUESTS = "requests"
    DEEDS = "deeds"
    NOTICES = "notices"


@dataclass(frozen=True)
class Hit:
    """`endpoint` and `values` lead there."""

    title: str
    about: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True)
class Found:
    """`more`: there are others beyond those shown."""

    kind: Kind
    hits: tuple[Hit, ...]
    more: bool


def find(viewer: Viewer, text: str, language: str, sounds: Sounds) -> list[Found] | None:
    """Kinds with at least one hit, in the order of the Kind. None: too little was typed. Queries: at most one a kind
    and two for the compounds, however much there is."""
    names = _compound_names(viewer.community_id)
    wanted = read_wanted(text, names)
    if not wanted.enough:
        return None
    seekers: tuple[tuple[Kind, Permission, Callable[[], Sequence[Hit]]], ...] = (
        (Kind.PEOPLE, Permission.PEOPLE_VIEW, lambda: _people(viewer, wanted)),
        (Kind.DOORS, Permission.SWEEP_VISIT, lambda: _doors(viewer, wanted, names, language)),
        (Kind.POSTS, Permission.DUTY_VIEW, lambda: _posts(viewer, wanted, sounds)),
        (Kind.REQUESTS, Permission.DEED_VIEW, lambda: _requests(viewer, wanted)),
        (Kind.DEEDS, Permission.DEED_VIEW, lambda: _deeds(viewer, wanted)),
        (Kind.NOTICES, Permission.NOTICE_VIEW, lambda: _notices(viewer, wanted)),
    )
    found = []
    for kind, needed, seek in seekers:
        if viewer.may(needed) and (hits := seek()):
            found.append(Found(kind, tuple(hits[:SHOWN]), len(hits) > SHOWN))
    return found


def _people(viewer: Viewer, wanted: Wanted) -> list[Hit]:
    where: list[ColumnElement[bool]] = [
        Person.name.icontains(wanted.words, autoescape=True),
        Person.code == wanted.words.upper(),
    ]
    if wanted.letters:
        where += [
            Person.pinyin.contains(wanted.letters, autoescape=True),
            Person.initials.startswith(wanted.letters, autoescape=True),
        ]
    if len(wanted.figures) >= 4:
        where.append(Person.phone.endswith(wanted.figures, autoescape=True))
    rows = db.session.execute(
        select(Person, Organization.name)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(Person.community_id == viewer.community_id, or_(*where))
        .order_by(Person.active.desc(), Person.initials != wanted.letters, Person.pinyin, Person.id)
        .limit(SHOWN + 1)
    )
    return [
        Hit(
            person.name,
            " · ".join(part for part in (office or "", person.position, mask_phone(person.phone)) if part),
            "people.show",
            {"person_id": person.id},
        )
        for person, office in rows
    ]


def _posts(viewer: Viewer, wanted: Wanted, sounds: Sounds) -> list[Hit]:
    """A community has tens of posts: their sound is made on the spot."""
    posts = db.session.scalars(
        select(Post).where(Post.community_id == viewer.community_id).order_by(Post.position, Post.id)
    )
    words = wanted.words.casefold()
    return [
        Hit(post.name, post.code, "duty.post", {"post_id": post.id})
        for post in posts
        if words in post.name.casefold()
        or words == post.code.casefold()
        or (wanted.letters and sounds_like(wanted.letters, *sounds(post.name)))
    ][: SHOWN + 1]


def _doors(viewer: Viewer, wanted: Wanted, names: dict[str, int], language: str) -> list[Hit]:
    """In the latest sweep: all its doors for who leads it, the own team's for who walks it."""
    if wanted.door is None and (wanted.letters or wanted.figures):
        return []
    sweep = db.session.scalars(
        select(Sweep)
        .where(Sweep.community_id == viewer.community_id)
        .order_by(Sweep.starts_at.desc(), Sweep.id.desc())
        .limit(1)
    ).first()
    if sweep is None:
        return []
    walked = select(SweepDoor.id).where(
        SweepDoor.unit_id == Unit.id, SweepDoor.sweep_id == sweep.id, walked_by(viewer)
    )
    where: list[ColumnElement[bool]] = [walked.exists()]
    if wanted.compound:
        where.append(Unit.compound_id == names[wanted.compound])
    if wanted.door is None:
        where += [Unit.kind != "household", Unit.label.icontains(wanted.words, autoescape=True)]
    found = door_finder.on_record(viewer.community_id, *where, meant=wanted.door)
    return [
        Hit(
            f"{compound} {format_door(there, language)}",
            "",
            "doors.door",
            {"number": sweep.number, "building_id": unit.building_id, "unit_id": unit.id},
        )
        for unit, compound, there in found[: SHOWN + 1]
    ]


def _requests(viewer: Viewer, wanted: Wanted) -> list[Hit]:
    rows = db.session.scalars(
        select(ResidentRequest)
        .where(
            ResidentRequest.community_id == viewer.community_id,
            or_(
                ResidentRequest.code == wanted.words.upper(),
                ResidentRequest.wish.icontains(wanted.words, autoescape=True),
            ),
        )
        .order_by(ResidentRequest.asked_at.desc())
        .limit(SHOWN + 1)
    )
    return [Hit(r.wish, r.code, "requests.show", {"request_id": r.id}, r.asked_at) for r in rows]


def _deeds(viewer: Viewer, wanted: Wanted) -> list[Hit]:
    rows = db.session.scalars(
        select(Deed)
        .where(
            Deed.community_id == viewer.community_id,
            Deed.voided_at.is_(None),
            or_(Deed.code == wanted.words.upper(), Deed.summary.icontains(wanted.words, autoescape=True)),
        )
        .order_by(Deed.done_at.desc())
        .limit(SHOWN + 1)
    )
    return [Hit(d.summary or d.code, d.code, "deeds.show", {"deed_id": d.id}, d.done_at) for d in rows]


def _notices(viewer: Viewer, wanted: Wanted) -> list[Hit]:
    rows = db.session.scalars(
        select(Directive)
        .where(
            Directive.community_id == viewer.community_id,
            or_(
                Directive.code == wanted.words.upper(),
                Directive.title.icontains(wanted.words, autoescape=True),
                Directive.body.icontains(wanted.words, autoescape=True),
            ),
        )
        .order_by(Directive.issued_at.desc())
        .limit(SHOWN + 1)
    )
    return [Hit(n.title, n.issuer, "notices.show", {"notice_id": n.id}, n.issued_at) for n in rows]


def _compound_names(community_id: int) -> dict[str, int]:
    """Names and aliases -> compound."""
    known = select(Compound.name, Compound.id).where(Compound.community_id == community_id)
    aliases = select(CompoundAlias.name, CompoundAlias.compound_id).where(
        CompoundAlias.community_id == community_id
    )
    return {name: key for query in (aliases, known) for name, key in db.session.execute(query)}
