"""Which gap comes first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from teamhub.domain.attendance import Missing
from teamhub.domain.gaps import GapKind, LongOnPost, PostNow, SeatNow, ShiftNow, find_gaps
from teamhub.domain.settings import Thresholds

START = datetime(2022, 4, 4, 0, 0, tzinfo=UTC)
LATER = START + timedelta(minutes=20)
HERE = SeatNow(1, None)


def running(*posts: PostNow) -> list[ShiftNow]:
    return [ShiftNow(1, START, posts)]


def test_everybody_there_is_no_gap() -> None:
    assert find_gaps(running(PostNow(1, True, 2, [HERE, SeatNow(2, None)])), None, LATER, Thresholds()) == ()


def test_an_empty_post_comes_before_an_open_seat_before_somebody_late_and_gates_first() -> None:
    late = SeatNow(5, Missing.ALERT, waited=11)
    posts = (
        PostNow(1, False, 2, [HERE, late]),
        PostNow(2, False, 2, [SeatNow(6, None)]),
        PostNow(3, True, 3, [SeatNow(7, None)]),
        PostNow(4, False, 1, [SeatNow(8, Missing.LATE)]),
    )
    gaps = find_gaps(running(*posts), None, LATER, Thresholds())
    assert [(g.kind, g.post_id, g.people, g.minutes) for g in gaps] == [
        (GapKind.EMPTY_POST, 4, 1, 20),
        (GapKind.SEAT_OPEN, 3, 2, 20),
        (GapKind.SEAT_OPEN, 2, 1, 20),
        (GapKind.NOT_ARRIVED, 1, 1, 11),
    ]
    assert gaps[0].seat_ids == (8,)


def test_within_the_grace_nobody_is_missed_yet() -> None:
    posts = (PostNow(1, False, 1, [SeatNow(1, Missing.DUE)]),)
    assert find_gaps(running(*posts), None, START + timedelta(minutes=5), Thresholds()) == ()


def test_somebody_who_left_opens_the_seat() -> None:
    posts = (PostNow(1, False, 2, [HERE, SeatNow(2, None, left=True)]),)
    assert [g.kind for g in find_gaps(running(*posts), None, LATER, Thresholds())] == [GapKind.SEAT_OPEN]


def test_the_next_shift_counts_from_twelve_hours_before_and_confirmation_from_two() -> None:
    silent = SeatNow(1, Missing.NOT_DUE)
    coming = ShiftNow(
        2,
        START,
        (PostNow(1, False, 2, [silent]), PostNow(2, False, 1, [SeatNow(2, Missing.NOT_DUE, confirmed=True)])),
    )
    assert find_gaps([], coming, START - timedelta(hours=13), Thresholds()) == ()
    early = find_gaps([], coming, START - timedelta(hours=3), Thresholds())
    assert [(g.kind, g.post_id, g.minutes) for g in early] == [(GapKind.NEXT_SEAT_OPEN, 1, 180)]
    near = find_gaps([], coming, START - timedelta(hours=2), Thresholds())
    assert [(g.kind, g.people, g.seat_ids) for g in near][1:] == [(GapKind.RELIEF_UNCONFIRMED, 1, (1,))]


def test_who_did_not_come_last_time_is_named_while_the_next_shift_is_ahead() -> None:
    seats = [
        SeatNow(1, Missing.NOT_DUE, confirmed=True, absent_before=True),
        SeatNow(2, Missing.NOT_DUE, confirmed=True),
    ]
    coming = ShiftNow(2, START + timedelta(hours=12), (PostNow(1, False, 2, seats),))
    found = find_gaps(running(PostNow(1, False, 1, [HERE])), coming, LATER, Thresholds())
    assert [(g.kind, g.seat_ids) for g in found] == [(GapKind.RELIEF_ABSENT_BEFORE, (1,))]


def test_somebody_longer_than_twelve_hours_on_post_is_named_last() -> None:
    long = [LongOnPost(7, 1, 1, 721), LongOnPost(8, 1, 1, 720)]
    found = find_gaps(running(PostNow(1, False, 2, [HERE])), None, LATER, Thresholds(), long)
    assert [(g.kind, g.minutes) for g in found][-1] == (GapKind.TOO_LONG_ON_POST, 721)
    assert len(found) == 2
    relaxed = Thresholds(longest_on_post_hours=13)
    assert GapKind.TOO_LONG_ON_POST not in {g.kind for g in find_gaps([], None, LATER, relaxed, long)}
