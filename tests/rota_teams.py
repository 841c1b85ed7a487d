"""Teams for the planners of the roster: made by hand, and random ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from teamhub.domain.rota import Duty, PersonTimes, PostTimes, Span
from teamhub.domain.rota_plan import Member, Pair, RotaProblem, Slot, Vacancy, Weights
from teamhub.domain.settings import Thresholds

FIRST = date(2022, 4, 4)
MIDNIGHT = datetime(2022, 4, 4, tzinfo=UTC)


def slots_of(days: int, hours: int = 12) -> tuple[Slot, ...]:
    """Every day split into shifts of `hours`; the last of a day is its night."""
    parts = 24 // hours
    return tuple(
        Slot(
            day * parts + part + 1,
            MIDNIGHT + timedelta(days=day, hours=part * hours),
            MIDNIGHT + timedelta(days=day, hours=(part + 1) * hours),
            FIRST + timedelta(days=day),
            part == parts - 1,
        )
        for day in range(days)
        for part in range(parts)
    )


def team(people: int, posts: int, days: int) -> RotaProblem:
    slots = slots_of(days)
    return RotaProblem(
        slots,
        tuple(Vacancy(s.id, post) for s in slots for post in range(1, posts + 1)),
        tuple(Member(n, PersonTimes(), n % 3) for n in range(1, people + 1)),
        {post: PostTimes() for post in range(1, posts + 1)},
        Thresholds(),
    )


def members(days: int) -> st.SearchStrategy[Member]:
    def made(
        offsets: tuple[int, int],
        leave: tuple[int, int] | None,
        held: int | None,
        nature: tuple[str, bool, bool | None],
    ) -> Member:
        first, last = min(offsets), max(offsets)
        leaves = []
        if leave:
            begins = MIDNIGHT + timedelta(hours=min(leave))
            leaves.append(Span(begins, begins + timedelta(hours=abs(leave[0] - leave[1]) + 1)))
        duties = []
        if held is not None:
            begins = MIDNIGHT + timedelta(hours=12 * held)
            duties.append(Duty(1, 1, begins, begins + timedelta(hours=12), begins.date()))
        times = PersonTimes(
            duties, FIRST + timedelta(days=first), FIRST + timedelta(days=last), leaves, held != 3
        )
        return Member(0, times, first, len(duties), 0, *nature)

    day = st.integers(0, days)
    hour = st.integers(0, days * 24)
    return st.builds(
        made,
        st.tuples(day, day),
        st.none() | st.tuples(hour, hour),
        st.none() | st.integers(-3, days * 2),
        st.tuples(st.sampled_from(["cadre", "medic"]), st.booleans(), st.sampled_from([None, True, False])),
    )


@st.composite
def problems(draw: st.DrawFn, most_people: int = 9, most_seats: int = 20) -> RotaProblem:
    days = draw(st.integers(1, 6))
    slots = slots_of(days, draw(st.sampled_from([8, 12])))
    posts = draw(st.integers(1, 4))
    crew = draw(st.lists(members(days), max_size=most_people))
    closures = draw(st.lists(st.booleans(), min_size=posts, max_size=posts))
    closing = Span(MIDNIGHT + timedelta(hours=20), None)
    cells = st.tuples(st.sampled_from(slots), st.integers(1, posts))
    wanted = draw(st.lists(cells, max_size=most_seats))
    kinds = st.sampled_from([frozenset[str](), frozenset[str](), frozenset({"medic"})])
    asks = [draw(st.tuples(kinds, st.integers(0, 3))) for _ in range(posts)]
    number = st.integers(1, max(1, len(crew)))
    pairs = draw(st.lists(st.tuples(number, number, st.booleans()), max_size=2))
    return RotaProblem(
        slots,
        tuple(
            Vacancy(slot.id, post, rank, 0, asks[post - 1][0], asks[post - 1][1] == 3)
            for rank, (slot, post) in enumerate(wanted)
        ),
        tuple(replace(member, person_id=n + 1) for n, member in enumerate(crew)),
        {n + 1: PostTimes(FIRST, None, [closing] if shut else []) for n, shut in enumerate(closures)},
        Thresholds(
            rest_hours=draw(st.sampled_from([0, 11, 14])), successive_shifts_allowed=draw(st.booleans())
        ),
        draw(st.integers(1, 6)),
        Weights(*draw(st.tuples(*[st.integers(0, 9)] * 6))),
        {},
        tuple(Pair(one, other, together) for one, other, together in pairs if one != other),
    )
