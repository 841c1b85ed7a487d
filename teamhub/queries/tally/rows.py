"""The rows behind a figure. A figure's source is a dotted key (testing.R3.tested); the first part names the
subject, the rest narrows the rows. `RowSet.total` is what the rows add up to: the figure, where it is a count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from teamhub.domain.errors import NotFound
from teamhub.domain.figures.labels import Label
from teamhub.domain.masking import mask_name
from teamhub.models.base import db
from teamhub.models.care import VulnerableResident
from teamhub.models.deeds import Deed, DeedHelper
from teamhub.models.duty import DutyAssignment, GateCount, Post, Shift, SpotCheck
from teamhub.models.people import Organization, Person
from teamhub.models.places import Community, Compound, Unit
from teamhub.models.supplies import SupplyDelivery
from teamhub.models.sweeps import (
    CommitmentLetter,
    Sweep,
    SweepDoor,
    SweepTeam,
    SweepTeamMember,
)
from teamhub.models.testing import (
    HomeSample,
    QueueObservation,
    RoundEligible,
    SamplingSite,
    SiteCount,
    SiteSession,
    TestingRound,
    UntestedCount,
)
from teamhub.queries import viewers
from teamhub.queries.tally import duty, sweeps
from teamhub.queries.tally.scope import Scope, scope_of

Cell = str | int | datetime | date | Label | None


@dataclass(frozen=True)
class RowSet:
    """`columns` are codes that the page puts into words; `value` is the column that the total adds up."""

    subject: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int | None


def rows_behind(community_id: int, key: str, day: date, as_of: datetime) -> RowSet:
    """Raises NotFound for a key that names no figure."""
    community = db.session.get(Community, community_id)
    if community is None:
        raise NotFound
    scope = scope_of(community, viewers.current_campaign(community_id, day), day, as_of)
    subject, _, rest = key.partition(".")
    find = SUBJECTS.get(subject)
    if find is None:
        raise NotFound
    return find(scope, rest.split(".") if rest else [])


def _counted(subject: str, columns: tuple[str, ...], rows: list[tuple[Cell, ...]]) -> RowSet:
    """Rows that count one each."""
    return RowSet(subject, columns, tuple(rows), len(rows))


def _summed(subject: str, columns: tuple[str, ...], rows: list[tuple[Cell, ...]]) -> RowSet:
    """Rows whose column `value` adds up."""
    at = columns.index("value")
    values = [r[at] for r in rows]
    return RowSet(subject, columns, tuple(rows), sum(v for v in values if isinstance(v, int)))


SEAT_FILTERS: dict[str, Callable[[duty.SeatRow], bool]] = {
    "expected": lambda s: True,
    "present": lambda s: s.present,
    "late": lambda s: s.late,
    "absent": lambda s: s.absent,
    "left_early": lambda s: s.left_early,
    "substitutions": lambda s: s.substitute,
}


def _duty(scope: Scope, rest: list[str]) -> RowSet:
    what = rest[0] if rest else "expected"
    if what in {"posts", "open_gates"}:
        return _posts(scope, open_only=what == "open_gates")
    if what == "kind" and rest[-1] == "posts":
        return _posts(scope, open_only=False, kind=rest[1])
    if what in {"spot_checks", "empty_posts"}:
        return _spot_checks(scope, empty_only=what == "empty_posts")
    if what == "organizations" or what.startswith("cadres"):
        return _cadres(scope, what, rest[1:])
    if what == "vehicles" or rest[-1] == "vehicles":
        return _gate_counts(scope, None if what == "vehicles" else rest[1:-1])
    if rest[-1] in {"pieces", "pending"}:
        return _deliveries(scope, rest[1:-1], pending_only=rest[-1] == "pending")
    return _seats(scope, what, rest)


def _seats(scope: Scope, what: str, rest: list[str]) -> RowSet:
    found = duty.day_seats(scope)
    wanted = SEAT_FILTERS.get(what) or SEAT_FILTERS.get(rest[-1]) or SEAT_FILTERS["present"]
    names = dict(
        db.session.execute(
            select(DutyAssignment.id, Person.name)
            .join(Person, Person.id == DutyAssignment.person_id)
            .where(DutyAssignment.id.in_([s.assignment_id for s in found.seats]))
        ).all()
    )
    posts, shifts = {p.id: p for p in found.posts}, {s.id: s for s in found.shifts}
    rows: list[tuple[Cell, ...]] = []
    for seat in found.seats:
        post, shift = posts[seat.post_id], shifts[seat.shift_id]
        if not wanted(seat) or not _seat_matches(seat, post, shift, what, rest):
            continue
        rows.append(
            (
                post.name,
                scope.label("shift_kind", shift.kind),
                mask_name(names[seat.assignment_id]),
                scope.label("member_type", seat.member_type),
                _standing(seat),
            )
        )
    return _counted("seats", ("post", "shift", "person", "member_type", "standing"), rows)


def _seat_matches(seat: duty.SeatRow, post: Post, shift: Shift, what: str, rest: list[str]) -> bool:
    if len(rest) < 2:
        return True
    codes = rest[1]
    if rest[2:3] == ["shift"] and shift.kind != rest[3]:
        return False
    return {
        "post": post.code == codes,
        "kind": post.kind == codes,
        "type": seat.member_type == codes,
        "shift": shift.kind == codes,
    }.get(what, True)


def _standing(seat: duty.SeatRow) -> str:
    for word in ("absent", "late", "left_early", "present"):
        if getattr(seat, word):
            return word
    return "expected"


def _posts(scope: Scope, *, open_only: bool, kind: str = "") -> RowSet:
    open_gates = duty.open_gates(scope)
    rows: list[tuple[Cell, ...]] = [
        (p.code, p.name, scope.label("post_kind", p.kind), p.seats)
        for p in duty.standing_posts(scope)
        if (not open_only or p.id in open_gates) and kind in ("", p.kind)
    ]
    return _counted("posts", ("code", "post", "kind", "seats"), rows)


def _spot_checks(scope: Scope, *, empty_only: bool) -> RowSet:
    query = (
        select(SpotCheck.checked_at, Post.name, SpotCheck.expected, SpotCheck.present, SpotCheck.remark)
        .join(Post, Post.id == SpotCheck.post_id)
        .where(SpotCheck.community_id == scope.community.id, scope.today(SpotCheck.checked_at))
        .order_by(SpotCheck.checked_at)
    )
    if empty_only:
        query = query.where(SpotCheck.found_empty.is_(True))
    return _counted(
        "spot_checks",
        ("at", "post", "expected", "present", "remark"),
        [tuple(r) for r in db.session.execute(query)],
    )


CADRE_PLACES: dict[str, frozenset[str]] = {
    "cadres": frozenset({"sampling", "post", "missing", "resting"}),
    "cadres_present": frozenset({"sampling", "post"}),
    "cadres_at_posts": frozenset({"post"}),
    "cadres_at_sampling": frozenset({"sampling"}),
    "cadres_resting": frozenset({"resting"}),
    "organizations": frozenset({"sampling", "post"}),
}


def _cadres(scope: Scope, what: str, rest: list[str]) -> RowSet:
    """`rest`: the place of one organisation in the office's order, from 0."""
    places = duty.cadre_places(scope, duty.day_seats(scope).seats)
    wanted = [p for p, place in places.items() if place in CADRE_PLACES.get(what, CADRE_PLACES["cadres"])]
    rows = db.session.execute(
        select(Organization.id, Organization.name, Person.name, Person.position)
        .select_from(Person)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(Person.id.in_(list(places)))
        .order_by(Organization.position, Organization.id, Person.id)
        .add_columns(Person.id)
    ).all()
    offices = list(dict.fromkeys(office for office, *_ in rows if office is not None))
    chosen = offices[int(rest[0])] if rest and rest[0].isdigit() and int(rest[0]) < len(offices) else None
    return _counted(
        "cadres",
        ("organization", "person", "position"),
        [
            (office_name, mask_name(name), position)
            for office, office_name, name, position, person in rows
            if person in wanted and chosen in {None, office}
        ],
    )


def _gate_counts(scope: Scope, posts: list[str] | None) -> RowSet:
    query = (
        select(GateCount.counted_at, Post.name, GateCount.vehicles)
        .join(Post, Post.id == GateCount.post_id)
        .join(Shift, Shift.id == GateCount.shift_id)
        .where(
            GateCount.community_id == scope.community.id,
            Shift.duty_date == scope.day,
            scope.so_far(GateCount.counted_at),
        )
        .order_by(GateCount.counted_at)
    )
    if posts:
        query = query.where(or_(Post.code.in_(posts), Post.kind.in_(posts)))
    return _summed("gate_counts", ("at", "post", "value"), [tuple(r) for r in db.session.execute(query)])


def _deliveries(
    scope: Scope, gates: list[str], *, pending_only: bool = False, delivered_only: bool = False
) -> RowSet:
    query = (
        select(
            SupplyDelivery.arrived_at,
            Post.name,
            Compound.name,
            SupplyDelivery.delivered_at,
            SupplyDelivery.pending_reason,
            SupplyDelivery.pieces,
        )
        .join(Post, Post.id == SupplyDelivery.gate_id)
        .outerjoin(Compound, Compound.id == SupplyDelivery.compound_id)
        .where(SupplyDelivery.campaign_id == scope.campaign.id, scope.today(SupplyDelivery.arrived_at))
        .order_by(SupplyDelivery.arrived_at, SupplyDelivery.id)
    )
    if gates:
        query = query.where(or_(Post.code.in_(gates), Post.kind.in_(gates)))
    waits = or_(SupplyDelivery.delivered_at.is_(None), SupplyDelivery.delivered_at > scope.as_of)
    if pending_only:
        query = query.where(waits)
    if delivered_only:
        query = query.where(SupplyDelivery.delivered_at <= scope.as_of)
    rows: list[tuple[Cell, ...]] = [
        (
            arrived,
            gate,
            compound,
            delivered if delivered is not None and delivered <= scope.as_of else None,
            scope.label("pending_reason", reason) if reason else None,
            pieces,
        )
        for arrived, gate, compound, delivered, reason, pieces in db.session.execute(query)
    ]
    return _summed("deliveries", ("arrived", "gate", "compound", "delivered", "reason", "value"), rows)


def _supplies(scope: Scope, rest: list[str]) -> RowSet:
    what = rest[-1] if rest else "received"
    return _deliveries(scope, rest[:-1], pending_only=what == "pending", delivered_only=what == "delivered")


def _testing(scope: Scope, rest: list[str]) -> RowSet:
    if not rest or not rest[0].startswith("R") or not rest[0][1:].isdigit():
        if rest == ["waits_over_target"]:
            return _waits(scope, None, over_only=True)
        return _counts(scope, None, None, day_only=rest == ["day"])
    held = db.session.scalar(
        select(TestingRound).where(
            TestingRound.campaign_id == scope.campaign.id, TestingRound.number == int(rest[0][1:])
        )
    )
    if held is None:
        raise NotFound
    site = db.session.scalar(
        select(SamplingSite).where(
            SamplingSite.campaign_id == scope.campaign.id,
            SamplingSite.code == (rest[1] if len(rest) > 1 else ""),
        )
    )
    what = rest[2] if site is not None and len(rest) > 2 else rest[1] if len(rest) > 1 else "tested"
    if what == "eligible":
        return _eligible(scope, held, site)
    if what in {"untested", "unexplained", "coverage_adjusted"}:
        return _untested(scope, held, rest[2] if len(rest) > 2 and site is None else None)
    if what in {"mean_wait", "longest_wait"}:
        return _waits(scope, held, site=site)
    if what == "home":
        return _home_samples(scope, held, site, rest[2] if site is None and len(rest) > 2 else None)
    if what in {"pooled", "tubes"}:
        return _counts(scope, held, site, site_only=True, column=what)
    return _counts(scope, held, site)


def _site_compounds(site: SamplingSite | None) -> list[int] | None:
    return None if site is None else [c.id for c in site.compounds]


def _counts(
    scope: Scope,
    held: TestingRound | None,
    site: SamplingSite | None,
    *,
    site_only: bool = False,
    day_only: bool = False,
    column: str = "pooled",
) -> RowSet:
    """Entries at sites and, unless `site_only`, home samples: the person-tests."""
    shown = SiteCount.tubes if column == "tubes" else SiteCount.persons
    query = (
        select(SiteCount.counted_at, TestingRound.number, SamplingSite.name, Compound.name, shown)
        .join(SiteSession, SiteSession.id == SiteCount.session_id)
        .join(TestingRound, TestingRound.id == SiteSession.round_id)
        .join(SamplingSite, SamplingSite.id == SiteSession.site_id)
        .outerjoin(Compound, Compound.id == SiteCount.compound_id)
        .where(TestingRound.campaign_id == scope.campaign.id, scope.so_far(SiteCount.counted_at))
        .order_by(SiteCount.counted_at, SiteCount.id)
    )
    if held is not None:
        query = query.where(TestingRound.id == held.id)
    if site is not None and column == "tubes":
        query = query.where(SiteSession.site_id == site.id)
    elif site is not None:
        query = query.where(SiteCount.compound_id.in_(_site_compounds(site) or []))
    if day_only:
        query = query.where(scope.today(SiteCount.counted_at))
    rows: list[tuple[Cell, ...]] = [tuple(r) for r in db.session.execute(query)]
    if not site_only:
        rows += _home_rows(scope, held, site, day_only=day_only)
    return _summed("counts", ("at", "round", "site", "compound", "value"), rows)


def _home_rows(
    scope: Scope, held: TestingRound | None, site: SamplingSite | None, *, day_only: bool
) -> list[tuple[Cell, ...]]:
    query = (
        select(HomeSample.sampled_at, TestingRound.number, Compound.name)
        .join(TestingRound, TestingRound.id == HomeSample.round_id)
        .join(Compound, Compound.id == HomeSample.compound_id)
        .where(TestingRound.campaign_id == scope.campaign.id, scope.so_far(HomeSample.sampled_at))
        .order_by(HomeSample.sampled_at, HomeSample.id)
    )
    if held is not None:
        query = query.where(TestingRound.id == held.id)
    if site is not None:
        query = query.where(HomeSample.compound_id.in_(_site_compounds(site) or []))
    if day_only:
        query = query.where(scope.today(HomeSample.sampled_at))
    return [(at, number, Label("上门", "at home"), name, 1) for at, number, name in db.session.execute(query)]


def _home_samples(scope: Scope, held: TestingRound, site: SamplingSite | None, reason: str | None) -> RowSet:
    query = (
        select(HomeSample.sampled_at, HomeSample.code, Compound.name, HomeSample.reason)
        .join(Compound, Compound.id == HomeSample.compound_id)
        .where(HomeSample.round_id == held.id, scope.so_far(HomeSample.sampled_at))
        .order_by(HomeSample.sampled_at, HomeSample.id)
    )
    if site is not None:
        query = query.where(HomeSample.compound_id.in_(_site_compounds(site) or []))
    if reason is not None:
        query = query.where(HomeSample.reason == reason)
    return _counted(
        "home_samples",
        ("at", "code", "compound"),
        [(at, code, compound) for at, code, compound, _ in db.session.execute(query)],
    )


def _eligible(scope: Scope, held: TestingRound, site: SamplingSite | None) -> RowSet:
    query = (
        select(Compound.code, Compound.name, RoundEligible.eligible)
        .join(Compound, Compound.id == RoundEligible.compound_id)
        .where(RoundEligible.round_id == held.id)
        .order_by(Compound.position, Compound.id)
    )
    if site is not None:
        query = query.where(Compound.id.in_(_site_compounds(site) or []))
    return _summed("eligible", ("code", "compound", "value"), [tuple(r) for r in db.session.execute(query)])


def _untested(scope: Scope, held: TestingRound, reason: str | None) -> RowSet:
    query = (
        select(Compound.name, UntestedCount.reason, UntestedCount.persons)
        .join(Compound, Compound.id == UntestedCount.compound_id)
        .where(UntestedCount.round_id == held.id)
        .order_by(Compound.position, UntestedCount.reason)
    )
    if reason is not None:
        query = query.where(UntestedCount.reason == reason)
    rows: list[tuple[Cell, ...]] = [
        (name, scope.label("untested_reason", code), persons)
        for name, code, persons in db.session.execute(query)
    ]
    return _summed("untested", ("compound", "reason", "value"), rows)


def _waits(
    scope: Scope, held: TestingRound | None, *, site: SamplingSite | None = None, over_only: bool = False
) -> RowSet:
    query = (
        select(
            QueueObservation.observed_at,
            SamplingSite.name,
            QueueObservation.waiting_people,
            QueueObservation.wait_minutes,
        )
        .join(SiteSession, SiteSession.id == QueueObservation.session_id)
        .join(SamplingSite, SamplingSite.id == SiteSession.site_id)
        .where(
            QueueObservation.community_id == scope.community.id, scope.so_far(QueueObservation.observed_at)
        )
        .order_by(QueueObservation.observed_at)
    )
    query = (
        query.where(scope.today(QueueObservation.observed_at))
        if held is None
        else query.where(SiteSession.round_id == held.id)
    )
    if site is not None:
        query = query.where(SiteSession.site_id == site.id)
    if over_only:
        query = query.where(QueueObservation.wait_minutes > scope.thresholds.queue_target_minutes)
    rows: list[tuple[Cell, ...]] = [tuple(r) for r in db.session.execute(query)]
    return RowSet(
        "waits", ("at", "site", "waiting", "minutes"), tuple(rows), len(rows) if over_only else None
    )


def _sweeps(scope: Scope, rest: list[str]) -> RowSet:
    if rest and rest[0].startswith("letters"):
        return _letters(scope)
    number = rest[0][1:] if rest and rest[0].startswith("S") else ""
    sweep = db.session.scalar(
        select(Sweep)
        .where(
            Sweep.campaign_id == scope.campaign.id,
            *([Sweep.number == int(number)] if number.isdigit() else []),
        )
        .order_by(Sweep.number.desc())
        .limit(1)
    )
    if sweep is None:
        raise NotFound
    what = rest[-1] if len(rest) > 1 else "due"
    compound = rest[1] if len(rest) > 2 else None
    if what in {"teams", "people"}:
        return _team_members(sweep, compound)
    if what in {"cleared", "compounds"}:
        return _compounds_of(scope, sweep, cleared_only=what == "cleared")
    if what in {"untested_found", "made_up", "open_untested"}:
        return _untested_found(scope, sweep, compound, what)
    return _door_table(scope, sweep, compound, what)


def _compounds_of(scope: Scope, sweep: Sweep, *, cleared_only: bool) -> RowSet:
    """The compounds of a sweep, each one row."""
    rows: list[tuple[Cell, ...]] = [
        (row.code, row.name, row.due)
        for row in sweeps.compound_rows(scope, sweep)
        if row.cleared or not cleared_only
    ]
    return _counted("compounds", ("code", "compound", "households"), rows)


DOOR_FIGURES = (
    "due",
    "first_met",
    "first_phone",
    "first_other",
    "first_no_answer",
    "revisited",
    "unvisited",
    "remaining",
)


def _door_table(scope: Scope, sweep: Sweep, compound: str | None, what: str) -> RowSet:
    """Per compound: the figure that was asked for, beside the others of the first visit."""
    table = sweeps.compound_rows(scope, sweep)
    rows: list[tuple[Cell, ...]] = []
    for row in table:
        if compound is not None and row.code != compound:
            continue
        value = row.first_met + row.first_phone + row.first_other if what == "first_settled" else None
        if value is None:
            value = getattr(row, what) if what in DOOR_FIGURES else row.due
        rows.append((row.code, row.name, row.due, row.first_met, row.first_phone, row.first_no_answer, value))
    return _summed("doors", ("code", "compound", "due", "met", "phone", "no_answer", "value"), rows)


def _untested_found(scope: Scope, sweep: Sweep, compound: str | None, what: str) -> RowSet:
    """Door by door; `what`: untested_found, made_up or open_untested."""
    rows: list[tuple[Cell, ...]] = []
    for door in sweeps.untested_doors(scope, sweep):
        value = {"made_up": door.made_up, "open_untested": door.found - door.made_up}.get(what, door.found)
        if value and compound in (None, door.compound_code):
            rows.append((door.compound, door.building, door.found, door.made_up, value))
    return _summed("untested_found", ("compound", "building", "found", "resolved", "value"), rows)


def _team_members(sweep: Sweep, compound: str | None) -> RowSet:
    """Members of the teams; of one compound: of those that own doors there."""
    owns = (
        select(SweepDoor.team_id)
        .join(Compound, Compound.id == SweepDoor.compound_id)
        .where(SweepDoor.sweep_id == sweep.id, Compound.code == compound)
    )
    rows = db.session.execute(
        select(SweepTeam.code, SweepTeam.name, Person.name, Person.member_type)
        .join(SweepTeamMember, SweepTeamMember.team_id == SweepTeam.id)
        .join(Person, Person.id == SweepTeamMember.person_id)
        .where(SweepTeam.sweep_id == sweep.id, *([SweepTeam.id.in_(owns)] if compound is not None else []))
        .order_by(SweepTeam.position, Person.id)
    )
    return _counted("team_members", ("code", "team", "person"), [(c, t, mask_name(n)) for c, t, n, _ in rows])


def _letters(scope: Scope) -> RowSet:
    rows: dict[tuple[str, str], int] = {}
    for code, name in db.session.execute(
        select(Compound.code, Compound.name)
        .join(Unit, Unit.compound_id == Compound.id)
        .join(CommitmentLetter, CommitmentLetter.unit_id == Unit.id)
        .where(CommitmentLetter.campaign_id == scope.campaign.id, scope.so_far(CommitmentLetter.signed_at))
        .order_by(Compound.position, Compound.id)
    ):
        rows[code, name] = rows.get((code, name), 0) + 1
    return _summed("letters", ("code", "compound", "value"), [(c, n, v) for (c, n), v in rows.items()])


def _deeds(scope: Scope, rest: list[str]) -> RowSet:
    query = (
        select(Deed.id, Deed.code, Deed.done_at, Deed.category, Compound.name)
        .outerjoin(Compound, Compound.id == Deed.compound_id)
        .where(Deed.campaign_id == scope.campaign.id, Deed.voided_at.is_(None), scope.so_far(Deed.done_at))
        .order_by(Deed.done_at.desc(), Deed.id)
    )
    if rest and rest[-1] == "day":
        query = query.where(scope.today(Deed.done_at))
    group = rest[0] if len(rest) > 1 else None
    found = [r for r in db.session.execute(query) if group in {None, _group(scope, r.category)}]
    helpers: dict[int, list[str]] = {}
    for deed_id, name in db.session.execute(
        select(DeedHelper.deed_id, Person.name)
        .join(Person, Person.id == DeedHelper.person_id)
        .join(Deed, Deed.id == DeedHelper.deed_id)
        .where(Deed.campaign_id == scope.campaign.id)
        .order_by(DeedHelper.id)
    ):
        helpers.setdefault(deed_id, []).append(mask_name(name))
    rows: list[tuple[Cell, ...]] = [
        (code, done_at, scope.label("deed_category", category), compound, "、".join(helpers.get(key, [])))
        for key, code, done_at, category, compound in found
    ]
    return _counted("deeds", ("code", "at", "category", "compound", "helpers"), rows)


def _group(scope: Scope, category: str) -> str:
    term = scope.terms["deed_category"].get(category)
    return str(term.flags["brief_group"]) if term else "other"


def _care(scope: Scope, rest: list[str]) -> RowSet:
    """Counts per category only: no names, whoever asks."""
    rows: dict[str, int] = {}
    for category in db.session.scalars(
        select(VulnerableResident.category).where(
            VulnerableResident.campaign_id == scope.campaign.id,
            VulnerableResident.registered_on <= scope.day,
            or_(VulnerableResident.ended_on.is_(None), VulnerableResident.ended_on > scope.day),
        )
    ):
        rows[category] = rows.get(category, 0) + 1
    wanted = rest[0] if len(rest) > 1 and rest[0] in rows else None
    return _summed(
        "care",
        ("category", "value"),
        [(scope.label("vulnerable_category", c), n) for c, n in rows.items() if wanted in {None, c}],
    )


def _totals(scope: Scope, rest: list[str]) -> RowSet:
    what = rest[0] if rest else ""
    if what in {"cadres", "organizations"}:
        return _cadres(scope, "cadres", [])
    compounds = db.session.execute(
        select(Compound.code, Compound.name, Compound.household_count)
        .where(Compound.community_id == scope.community.id)
        .order_by(Compound.position, Compound.id)
    )
    rows: list[tuple[Cell, ...]] = [tuple(r) for r in compounds]
    if what == "compounds":
        return _counted("compounds", ("code", "compound", "households"), rows)
    return _summed("households", ("code", "compound", "value"), rows)


SUBJECTS: dict[str, Callable[[Scope, list[str]], RowSet]] = {
    "duty": _duty,
    "testing": _testing,
    "sweeps": _sweeps,
    "deeds": _deeds,
    "supplies": _supplies,
    "care": _care,
    "totals": _totals,
    "places": _totals,
}
