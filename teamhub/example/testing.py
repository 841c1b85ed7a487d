"""Four testing rounds: sites, teams, sessions, counts by home compound, queues, and why people were not tested."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from teamhub.domain.workbook.content import Row
from teamhub.example.days import Days, minutes, shares
from teamhub.example.figures import figures
from teamhub.example.found import MADE_UP_AT_SITE
from teamhub.example.home_samples import Sample
from teamhub.example.people import People
from teamhub.example.queues import observation_times, observed_waits, queue_row
from teamhub.example.rota import day_group_is_first, sampling_workers

POOL = 10
ROUND_DAYS = {1: 1, 2: 2, 3: 4, 4: 6}
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

MAKEUP_SITE, MAKEUP_TEAM, MAKEUP_SPAN = "P2", "M1", (17, 0, 18, 30)

UNTESTED: dict[int, dict[str, int]] = {
    1: {"temporarily_away": 120, "tested_elsewhere": 30, "infant": 30, "medical_exempt": 20, "quarantined": 5,
        "cannot_move": 8, "not_found": 25, "other": 10},
    2: {"temporarily_away": 70, "tested_elsewhere": 34, "infant": 22, "medical_exempt": 16, "quarantined": 7,
        "not_found": 10, "other": 6},
    3: {"temporarily_away": 31, "tested_elsewhere": 22, "infant": 14, "medical_exempt": 12, "quarantined": 7, "other": 4},
    4: {"temporarily_away": 26, "tested_elsewhere": 18, "infant": 12, "medical_exempt": 10, "quarantined": 5, "other": 2},
}  # fmt: skip
OTHERS_AT: dict[int, tuple[str, ...]] = {3: ("C01", "C05", "C07", "C11")}
"""Where the people without a common reason live, if that matters: these are sampled at home two days later."""

RESULTS: dict[int, tuple[int, int]] = {1: (2, 6), 2: (3, 6), 3: (5, 6)}
"""Round -> day and hour of its results; those of the last round are still out."""

FULL_TEAM = (
    ("sampling", 1),
    ("info_entry", 1),
    ("sampling_assist", 1),
    ("info_entry_assist", 2),
    ("queue_marshal", 2),
)
FIRST_TEAM = (("sampling", 1), ("info_entry", 1), ("queue_marshal", 1), ("info_entry_assist", 2))


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


def team_rows(people: People) -> list[Row]:
    """Five teams a round: in the first as many as could be found that night, then 1+2+4."""
    rows: list[Row] = []
    medics, workers = [m.code for m in people.of("M")], sampling_workers(people)
    for number, day in ROUND_DAYS.items():
        cadres = people.cadre_group(day_group_is_first(day))
        for n in range(5):
            helpers = workers[n * 4 : n * 4 + (2 if number == 1 else 4)]
            crew = [medics[n], *cadres[n * 2 : n * 2 + 2], *helpers]
            tasks = [task for task, count in (FIRST_TEAM if number == 1 else FULL_TEAM) for _ in range(count)]
            rows += [
                {"round": str(number), "team": f"T{n + 1}", "person": person, "task": task}
                for person, task in zip(crew, tasks, strict=True)
            ]
    crew = [medics[0], *workers[10:13]]
    tasks = ["sampling", "info_entry", "info_entry_assist", "queue_marshal"]
    rows += [
        {"round": "2", "team": MAKEUP_TEAM, "person": person, "task": task}
        for person, task in zip(crew, tasks, strict=True)
    ]
    return rows


def round_rows(days: Days) -> dict[str, list[Row]]:
    rounds: list[Row] = []
    for number, day in ROUND_DAYS.items():
        results = RESULTS.get(number)
        rounds.append(
            {
                "number": number,
                "starts_at": days.at(1, 3, 30) if number == 1 else days.at(day, 8),
                "ends_at": days.at(1, 11, 40) if number == 1 else days.at(day, 18),
                "mode": "pooled",
                "pool_size": POOL,
                "template": None if number == 1 else "1+2+4",
                "results": "all_negative" if results else "pending",
                "results_at": days.at(*results) if results else None,
            }
        )
    return {
        "sampling_sites": [
            {"code": s.code, "name": s.name, "compounds": "；".join(s.compounds), "position": n}
            for n, s in enumerate(figures().sites, start=1)
        ],
        "rounds": rounds,
        "round_eligible": [
            {"round": str(number), "compound": c.code, "eligible": c.eligible}
            for number in ROUND_DAYS
            for c in figures().compounds
        ],
    }


def untested_rows(days: Days) -> list[Row]:
    """Everybody eligible and not tested has one reason; which people of which compound is left to chance."""
    rows: list[Row] = []
    for number, reasons in UNTESTED.items():
        chance = random.Random(f"untested {number}")  # noqa: S311  # sample data
        fixed = OTHERS_AT.get(number, ())
        deck = [r for r, count in reasons.items() for _ in range(count) if not (fixed and r == "other")]
        chance.shuffle(deck)
        for compound in figures().compounds:
            missing = compound.eligible - compound.tested[number]
            here = ["other"] if compound.code in fixed else []
            here += [deck.pop() for _ in range(missing - len(here))]
            for reason, persons in sorted(Counter(here).items()):
                rows.append(
                    {
                        "round": str(number),
                        "compound": compound.code,
                        "reason": reason,
                        "persons": persons,
                        "makeup_on": days.day(6) if fixed and reason == "other" else None,
                    }
                )
    return rows
