"""The live board: who stands where now, where somebody is needed, and whom to send."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.duty_time import day_bounds, local_day
from teamhub.domain.gaps import Gap, GapKind, PostNow, SeatNow, ShiftNow, find_gaps
from teamhub.domain.settings import Thresholds
from teamhub.models.campaigns import Campaign
from teamhub.queries import duty_candidates, duty_clock, terms
from teamhub.queries.duty_candidates import Offer
from teamhub.queries.duty_figures import OtherFigures, other_figures
from teamhub.queries.duty_handovers import held_over
from teamhub.queries.duty_seats import (
    PostRow,
    SeatRow,
    ShiftRow,
    by_place,
    posts_on,
    running_shifts,
    seats,
    shift_row,
)
from teamhub.queries.duty_strain import absent_last_time, long_on_post


@dataclass(frozen=True)
class GapRow:
    """`seat`: whose absence it is, where it is one person's. `held_over`: people of the shift before who are still
    signed in at the post."""

    gap: Gap
    post: PostRow | None
    shift: ShiftRow
    seat: SeatRow | None
    offer: Offer | None
    held_over: int


@dataclass(frozen=True)
class PostCard:
    """`wanted`: seats in the running shift. `next_filled`: seats of the next shift that are assigned."""

    post: PostRow
    wanted: int
    on_post: int
    seats: tuple[SeatRow, ...]
    open_seats: int
    next_filled: int


@dataclass(frozen=True)
class Board:
    """`expected` counts seats that should be filled now, assigned or not."""

    running: tuple[ShiftRow, ...]
    coming: ShiftRow | None
    cards: tuple[PostCard, ...]
    gaps: tuple[GapRow, ...]
    expected: int
    on_post: int
    others: OtherFigures

    @property
    def short(self) -> int:
        return sum(max(0, card.wanted - card.on_post) for card in self.cards)


def board(viewer: Viewer, campaign: Campaign, zone: ZoneInfo, at: datetime) -> Board:
    """Everything in a number of queries that does not grow with posts or people; whom to send costs one
    more per shift that has gaps."""
    thresholds = terms.thresholds(viewer.community_id)
    running = running_shifts(viewer, at)
    following = duty_clock.next_shift(viewer.community_id, at)
    coming = shift_row(following) if following else None
    day = running[-1].duty_date if running else local_day(at, zone)
    posts = posts_on(viewer, campaign.id, day, day, at=at)
    gates = {post.id for post in posts if post.is_gate}
    long, their_shifts = long_on_post(viewer, at, hours=thresholds.longest_on_post_hours, gates=gates)
    unreliable = absent_last_time(viewer, coming, at)
    every = list({s.id: s for s in [*running, *([coming] if coming else []), *their_shifts]}.values())
    placed = by_place(seats(viewer, every, at=at, thresholds=thresholds, masked=True))
    gaps = find_gaps(
        [_shift_now(s, posts, placed) for s in running[:1]]
        + [_surge_now(s, posts, placed) for s in running[1:]],
        _shift_now(coming, posts, placed, unreliable) if coming else None,
        at,
        thresholds,
        long,
    )
    cards = tuple(_card(post, running, coming, placed) for post in posts)
    begins, _ = day_bounds(local_day(at, zone), zone)
    return Board(
        tuple(running),
        coming,
        cards,
        _gap_rows(viewer, gaps, every, posts, placed, thresholds, at),
        sum(card.wanted for card in cards),
        sum(card.on_post for card in cards),
        other_figures(viewer, campaign.id, begins, at),
    )


Placed = dict[tuple[int, int], list[SeatRow]]


def _seat_now(seat: SeatRow, unreliable: Collection[int] = ()) -> SeatNow:
    return SeatNow(
        seat.id,
        seat.missing,
        left=seat.checked_out_at is not None,
        confirmed=seat.confirmed_at is not None,
        waited=seat.minutes_missing,
        absent_before=seat.person_id in unreliable,
    )


def _shift_now(
    shift: ShiftRow, posts: Sequence[PostRow], placed: Placed, unreliable: Collection[int] = ()
) -> ShiftNow:
    return ShiftNow(
        shift.id,
        shift.starts_at,
        [
            PostNow(
                p.id, p.is_gate, p.seats, [_seat_now(s, unreliable) for s in placed.get((p.id, shift.id), [])]
            )
            for p in posts
        ],
    )


def _surge_now(shift: ShiftRow, posts: Sequence[PostRow], placed: Placed) -> ShiftNow:
    """A shift beside the ordinary one wants only the people who were assigned to it."""
    held = {p.id: placed.get((p.id, shift.id), []) for p in posts}
    return ShiftNow(
        shift.id,
        shift.starts_at,
        [
            PostNow(p.id, p.is_gate, len(held[p.id]), [_seat_now(s) for s in held[p.id]])
            for p in posts
            if held[p.id]
        ],
    )


def _card(post: PostRow, running: Sequence[ShiftRow], coming: ShiftRow | None, placed: Placed) -> PostCard:
    mine = [seat for shift in running for seat in placed.get((post.id, shift.id), [])]
    wanted = max(post.seats, len(mine)) if running else 0
    stay = sum(seat.checked_out_at is None for seat in mine)
    return PostCard(
        post,
        wanted,
        sum(seat.on_post for seat in mine),
        tuple(mine),
        max(0, wanted - stay),
        len(placed.get((post.id, coming.id), [])) if coming else 0,
    )


def _gap_rows(
    viewer: Viewer,
    gaps: Sequence[Gap],
    shifts: Sequence[ShiftRow],
    posts: Sequence[PostRow],
    placed: Placed,
    thresholds: Thresholds,
    at: datetime,
) -> tuple[GapRow, ...]:
    by_id = {s.id: s for s in shifts}
    by_post = {p.id: p for p in posts}
    by_seat = {s.id: s for rows in placed.values() for s in rows}
    pools: dict[int, list[Offer]] = {}
    sent: set[int] = set()
    held = held_over(viewer, at) if any(g.running for g in gaps) else {}
    rows = []
    for gap in gaps:
        shift, post = by_id[gap.shift_id], by_post.get(gap.post_id or 0)
        seat = by_seat.get(gap.seat_ids[0]) if gap.seat_ids else None
        offer = None
        if (
            post is not None
            and gap.kind not in (GapKind.RELIEF_UNCONFIRMED, GapKind.TOO_LONG_ON_POST)
            and viewer.may(Permission.DUTY_MANAGE)
        ):
            if shift.id not in pools:
                pools[shift.id] = duty_candidates.offers(
                    viewer, shift, thresholds, member_type=_usual_type(placed, shift)
                )
            offer = _best(pools[shift.id], sent)
        rows.append(GapRow(gap, post, shift, seat, offer, held.get(post.id, 0) if post else 0))
    return tuple(rows)


def _usual_type(placed: Placed, shift: ShiftRow) -> str:
    """The member type that holds most seats of the shift."""
    types = Counter(
        s.member_type for (_, shift_id), rows in placed.items() if shift_id == shift.id for s in rows
    )
    return types.most_common(1)[0][0] if types else ""


def _best(pool: Sequence[Offer], sent: set[int]) -> Offer | None:
    """The first of the pool who is not offered for another gap."""
    for offer in pool:
        if offer.person_id not in sent:
            sent.add(offer.person_id)
            return offer
    return None
