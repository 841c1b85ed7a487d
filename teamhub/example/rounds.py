"""Four testing rounds: sites, teams, eligible people, and why people were not tested."""

from __future__ import annotations

import random
from collections import Counter

from teamhub.domain.workbook.content import Row
from teamhub.example.days import Days
from teamhub.example.figures import figures
from teamhub.example.people import People
from teamhub.example.rota import day_group_is_first, sampling_workers

POOL = 10
ROUND_DAYS = {1: 1, 2: 2, 3: 4, 4: 6}
MAKEUP_TEAM = "M1"

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
