"""What happened at the sampling sites: sessions, counts by home compound, queues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from teamhub.domain.workbook.content import Row
from teamhub.example.days import Days, minutes, shares
from teamhub.example.figures import figures
from teamhub.example.found import MADE_UP_AT_SITE
from teamhub.example.home_samples import Sample
from teamhub.example.queues import observation_times, observed_waits, queue_row
from teamhub.example.rounds import MAKEUP_TEAM, POOL, ROUND_DAYS

Span = tuple[int, int, int, int]
"""Hour and minute of beginning and end."""

NIGHT, MORNING = (3, 30, 7, 30), (7, 40, 11, 40)
FORENOON, AFTERNOON = (8, 0, 12, 0), (14, 0, 18, 0)

Plan = tuple[tuple[str, str, Span, float], ...]
"""(site, team, span, share of the site's people)"""


def _usual(early: Span, late: Span) -> Plan:
    return (
        ("P1", "T1", early, 1), ("P2", "T2", early, 0.5), ("P2", "T2", late, 0.5), ("P3", "T3", early, 1),
        ("P4", "T4", early, 1), ("P5", "T3", late, 1), ("P6", "T5", early, 1), ("P7", "T1", late, 1),
        ("P8", "T4", late, 1), ("P9", "T5", late, 1),
    )  # fmt: skip


PLANS: dict[int, Plan] = {
    1: _usual(NIGHT, MORNING),
    2: _usual(FORENOON, AFTERNOON),
    3: _usual(FORENOON, AFTERNOON),
    4: (
        ("P1", "T1", FORENOON, 1), ("P2", "T2", FORENOON, 0.5), ("P2", "T2", AFTERNOON, 0.5), ("P3", "T3", FORENOON, 1),
        ("P4", "T4", FORENOON, 1), ("P5", "T3", AFTERNOON, 1), ("P6", "T5", AFTERNOON, 1), ("P7", "T1", AFTERNOON, 1),
        ("P8", "T5", (10, 15, 12, 0), 0.4), ("P8", "T4", AFTERNOON, 0.6), ("P9", "T5", (8, 0, 10, 0), 1),
    ),
}  # fmt: skip
"""After the long queue of the third round 梧桐雅居 works in two sessions."""

WALK_INS: dict[int, tuple[str, str, int]] = {2: ("C16", "P1", 4), 3: ("C12", "P1", 6)}
"""Round -> people of a compound who came to another compound's site."""

MAKEUP_SITE, MAKEUP_SPAN = "P2", (17, 0, 18, 30)


@dataclass
class Session:
    """`people`: home compound -> persons who came, walk-ins apart."""

    round_number: int
    code: str
    site: str
    team: str
    opens_at: datetime
    closes_at: datetime
    people: dict[str, int]
    walk_ins: dict[str, int] = field(default_factory=dict)
    is_makeup: bool = False

    @property
    def persons(self) -> int:
        return sum(self.people.values()) + sum(self.walk_ins.values())


def make_sessions(samples: list[Sample], days: Days) -> list[Session]:
    """Whoever was not sampled at home or made up came to a site."""
    sessions: list[Session] = []
    for number, plan in PLANS.items():
        at_home = Counter(s.compound for s in samples if s.round_number == number)
        at_site = {c.code: c.tested[number] - at_home[c.code] for c in figures().compounds}
        if number == 2:
            at_site = {code: n - MADE_UP_AT_SITE.get(code, 0) for code, n in at_site.items()}
        sessions += _planned(number, plan, at_site, days)
        if number == 2:
            opens, closes = days.at(3, *MAKEUP_SPAN[:2]), days.at(3, *MAKEUP_SPAN[2:])
            served = figures().sites[1].compounds
            own = {code: n for code, n in MADE_UP_AT_SITE.items() if code in served}
            others = {code: n for code, n in MADE_UP_AT_SITE.items() if code not in served}
            sessions.append(
                Session(2, "2-M1", MAKEUP_SITE, MAKEUP_TEAM, opens, closes, own, others, is_makeup=True)
            )
    return sessions


def _planned(number: int, plan: Plan, at_site: dict[str, int], days: Days) -> Iterator[Session]:
    waiting = dict(at_site)
    walk_in = WALK_INS.get(number)
    if walk_in:
        waiting[walk_in[0]] -= walk_in[2]
    total = Counter(site for site, *_ in plan)
    seen: Counter[str] = Counter()
    for site, team, span, share in plan:
        seen[site] += 1
        served = next(s.compounds for s in figures().sites if s.code == site)
        if seen[site] < total[site]:
            people = {c: round(at_site[c] * share / POOL) * POOL for c in served}
        else:
            people = {c: waiting[c] for c in served}
        for c, n in people.items():
            waiting[c] -= n
        part = "ab"[seen[site] - 1] if total[site] > 1 else ""
        day = ROUND_DAYS[number]
        session = Session(
            number,
            f"{number}-{site}{part}",
            site,
            team,
            days.at(day, *span[:2]),
            days.at(day, *span[2:]),
            people,
        )
        if walk_in and walk_in[1] == site and seen[site] == 1:
            session.walk_ins[walk_in[0]] = walk_in[2]
        yield session


def count_rows(sessions: list[Session]) -> list[Row]:
    """Half-hourly entries by home compound, whole pools but for the last; one pool a site is closed short."""
    rows: list[Row] = []
    by_site: dict[tuple[int, str, bool], list[Session]] = {}
    for session in sessions:
        by_site.setdefault((session.round_number, session.site, session.is_makeup), []).append(session)
    for (_, _, is_makeup), together in by_site.items():
        entries = [entry for s in together for entry in (_makeup_entries(s) if is_makeup else _entries(s))]
        persons, tubes = sum(e[2] for e in entries) + _went_elsewhere(together[0]), sum(e[3] for e in entries)
        short = -(-persons // POOL) + 1 - tubes
        if short > 0 and not is_makeup:
            last = max(n for n, e in enumerate(entries) if e[2] > POOL)
            entries[last] = (*entries[last][:3], entries[last][3] + short, entries[last][4])
        session_of = [s for s in together for _ in (_makeup_entries(s) if is_makeup else _entries(s))]
        rows += [_count_row(s, *e) for s, e in zip(session_of, entries, strict=True)]
    return rows


def _went_elsewhere(session: Session) -> int:
    """People of this site's compounds who came to another site."""
    compound, _, persons = WALK_INS.get(session.round_number, ("", "", 0))
    return persons if compound in session.people else 0


Entry = tuple[datetime, str, int, int, bool]
"""(counted at, home compound, persons, tubes, walk-in)"""


def _entries(session: Session) -> list[Entry]:
    span = session.closes_at - session.opens_at
    slots = int(span / minutes(30))
    weights = [1.0 + 0.5 * (1 - abs(2 * n / max(1, slots - 1) - 0.8)) for n in range(slots)]
    ends = [session.opens_at + minutes(30 * (n + 1)) for n in range(slots - 1)] + [session.closes_at]
    found: list[Entry] = []
    for compound, persons in session.people.items():
        for at, pools in zip(ends, shares(persons // POOL, weights), strict=True):
            if pools:
                found.append((at, compound, pools * POOL, pools, False))
        if persons % POOL:
            found.append((session.closes_at + minutes(2), compound, persons % POOL, 1, False))
    found += [
        (ends[len(ends) // 2], compound, persons, 1, True) for compound, persons in session.walk_ins.items()
    ]
    return sorted(found, key=lambda e: (e[0], e[1]))


def _makeup_entries(session: Session) -> list[Entry]:
    """Few people from many compounds share two tubes."""
    every = [
        *((c, n, False) for c, n in session.people.items()),
        *((c, n, True) for c, n in session.walk_ins.items()),
    ]
    counted, found = 0, []
    for n, (compound, persons, walk_in) in enumerate(every):
        tubes = -(-(counted + persons) // POOL) - -(-counted // POOL)
        counted += persons
        found.append((session.opens_at + minutes(6 * (n + 1)), compound, persons, tubes, walk_in))
    return found


def _count_row(session: Session, at: datetime, compound: str, persons: int, tubes: int, walk_in: bool) -> Row:
    return {
        "round": str(session.round_number),
        "session": session.code,
        "counted_at": at,
        "compound": compound,
        "persons": persons,
        "tubes": tubes,
        "walk_in": walk_in,
        "recorded_at": at + minutes(1),
    }


def session_rows(sessions: list[Session], counts: list[Row]) -> list[Row]:
    tubes: Counter[str] = Counter()
    for row in counts:
        tubes[str(row["session"])] += int(str(row["tubes"]))
    return [
        {
            "round": str(s.round_number),
            "code": s.code,
            "site": s.site,
            "team": s.team,
            "opens_at": s.opens_at,
            "closes_at": s.closes_at,
            "opened_at": s.opens_at,
            "closed_at": s.closes_at + minutes(3),
            "is_makeup": s.is_makeup,
            "tubes_in_system": tubes[s.code],
        }
        for s in sessions
    ]


def queue_rows(sessions: list[Session]) -> list[Row]:
    rows: list[Row] = []
    by_site: dict[tuple[int, str], list[Session]] = {}
    for session in sessions:
        if not session.is_makeup:
            by_site.setdefault((session.round_number, session.site), []).append(session)
    for (number, site), together in by_site.items():
        times = [observation_times(s.opens_at, s.closes_at) for s in together]
        waits = iter(observed_waits(number, site, [len(t) for t in times]))
        for session, moments in zip(together, times, strict=True):
            per_hour = session.persons / ((session.closes_at - session.opens_at) / minutes(60))
            rows += [queue_row(number, session.code, at, next(waits), per_hour) for at in moments]
    return rows
