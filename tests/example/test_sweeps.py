"""Sweeps of the example: every knock, every untested person, every letter."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest

from tests.example.conftest import Book, moment

SECOND = {
    "C01": (296, 10, 6, 1), "C02": (337, 12, 7, 3), "C03": (160, 5, 3, 0), "C04": (174, 6, 4, 2), "C05": (69, 2, 1, 0),
    "C06": (138, 5, 3, 2), "C07": (188, 6, 4, 0), "C08": (125, 4, 3, 1), "C09": (150, 5, 3, 0), "C10": (91, 3, 2, 0),
    "C11": (118, 4, 2, 0), "C12": (51, 2, 1, 0), "C13": (61, 2, 1, 0), "C14": (40, 1, 1, 0), "C15": (36, 1, 1, 0),
    "C16": (46, 2, 1, 0), "C17": (24, 1, 1, 0),
}  # fmt: skip
"""Compound -> met, by phone, no answer at the first visit, and untested people on 4 April."""
TOTALS = {"1": (2031, 97, 91, 23), "2": (2104, 71, 44, 9), "3": (2127, 62, 30, 5), "4": (2135, 58, 26, 2)}

Visits = dict[tuple[str, str], list[dict[str, Any]]]


def knocks(book: Book, sweep: str) -> Visits:
    """Door -> its visits in order; shops apart."""
    shops = {(d["compound"], f"{d['building']}栋{d['label']}") for d in book["doors"] if d["kind"] == "shop"}
    found: Visits = defaultdict(list)
    for row in book["door_visits"]:
        door = (row["compound"], row["unit"])
        if row["sweep"] == sweep and door not in shops:
            found[door].append(row)
    for visits in found.values():
        visits.sort(key=lambda v: v["attempt"])
    return found


def firsts(visits: Visits) -> dict[str, tuple[int, int, int, int]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for (compound, _), rows in visits.items():
        outcome = rows[0]["outcome"]
        kind = "met" if outcome.startswith("met") else outcome
        found[compound][kind] += 1
        found[compound]["untested"] += sum(r.get("untested_count", 0) for r in rows)
    return {c: (n["met"], n["phone_verified"], n["no_answer"], n["untested"]) for c, n in found.items()}


@pytest.mark.parametrize("sweep", TOTALS)
def test_every_household_is_visited_and_the_first_visits_are_as_given(book: Book, sweep: str) -> None:
    visits = knocks(book, sweep)
    assert len(visits) == 2219
    by_compound = firsts(visits)
    assert tuple(map(sum, zip(*by_compound.values(), strict=True))) == TOTALS[sweep]


def test_the_second_sweep_by_compound(book: Book) -> None:
    assert firsts(knocks(book, "2")) == SECOND


@pytest.mark.parametrize("sweep", TOTALS)
def test_whoever_did_not_answer_is_settled_the_same_evening(book: Book, sweep: str) -> None:
    for rows in knocks(book, sweep).values():
        assert [r["attempt"] for r in rows] == list(range(1, len(rows) + 1))
        assert rows[-1]["outcome"] in ("met_all_ok", "met_untested", "phone_verified")
        moments = [moment(r["visited_at"]) for r in rows]
        assert moments == sorted(moments)
        assert moments[-1].hour < 21


@pytest.mark.parametrize(
    ("sweep", "how"),
    [
        ("1", {"home_sample": 4, "made_up": 19}),
        ("2", {"home_sample": 9}),
        ("3", {"reason": 5}),
        ("4", {"made_up": 2}),
    ],
)
def test_untested_people_are_taken_care_of_after_they_were_found(
    book: Book, sweep: str, how: dict[str, int]
) -> None:
    found = [r for r in book["door_visits"] if r["sweep"] == sweep and r.get("untested_count")]
    assert Counter(r["resolved_by"] for r in found) == how
    samples = {s["code"]: s for s in book["home_samples"]}
    day = {"1": 3, "2": 4, "3": 5, "4": 6}[sweep]
    for row in found:
        assert row["visited_at"] < row["resolved_at"] < f"2022-04-{day:02d} 21:00"
        if row["resolved_by"] == "home_sample":
            sample = samples[row["home_sample"]]
            assert (sample["compound"], sample["unit"]) == (row["compound"], row["unit"])
            assert row["visited_at"] < sample["sampled_at"] <= row["resolved_at"]


def test_the_make_up_session_serves_those_whom_the_first_sweep_found(book: Book) -> None:
    found = Counter(
        r["compound"] for r in book["door_visits"] if r["sweep"] == "1" and r.get("resolved_by") == "made_up"
    )
    makeup = {s["code"] for s in book["site_sessions"] if s["is_makeup"]}
    counted = Counter[str]()
    for row in book["site_counts"]:
        if row["session"] in makeup:
            counted[row["compound"]] += row["persons"]
    assert counted == found


def test_late_risers_of_the_last_sweep_come_while_their_site_is_open(book: Book) -> None:
    open_at = {
        compound: (s["opens_at"], s["closes_at"])
        for site in book["sampling_sites"]
        for compound in site["compounds"].split("；")
        for s in book["site_sessions"]
        if s["round"] == "4" and s["site"] == site["code"]
    }
    for row in book["door_visits"]:
        if row["sweep"] == "4" and row.get("untested_count"):
            opens, closes = open_at[row["compound"]]
            assert opens < row["resolved_at"] < closes


def test_no_shop_is_left_out_of_the_first_sweep(book: Book) -> None:
    shops = {(d["compound"], f"{d['building']}栋{d['label']}") for d in book["doors"] if d["kind"] == "shop"}
    last: dict[tuple[str, str], str] = {}
    for row in book["door_visits"]:
        if (row["compound"], row["unit"]) in shops:
            assert row["sweep"] == "1"
            last[row["compound"], row["unit"]] = row["outcome"]
    assert last.keys() == shops
    assert set(last.values()) == {"shop_open_ok", "shop_sealed"}


def test_a_letter_from_every_household_on_the_day_of_the_first_sweep(book: Book) -> None:
    letters = {(r["compound"], r["unit"]): r["signed_at"] for r in book["commitment_letters"]}
    homes = {
        (d["compound"], f"{d['building']}-{d['stairwell']}-{d['label']}")
        for d in book["doors"]
        if d["kind"] == "household" and d["occupied"]
    }
    assert len(book["commitment_letters"]) == 2219
    assert letters.keys() == homes
    assert all("2022-04-03 09:00" < at < "2022-04-03 21:00" for at in letters.values())


def test_a_letter_is_taken_by_somebody_of_the_team_that_walks_there(book: Book) -> None:
    team_of = {r["compound"]: r["team"] for r in book["sweep_doors"] if r["sweep"] == "1"}
    members = {(r["team"], r["person"]) for r in book["sweep_teams"] if r["sweep"] == "1"}
    assert all((team_of[r["compound"]], r["collected_by"]) in members for r in book["commitment_letters"])


def test_a_household_in_isolation_is_asked_by_phone(book: Book) -> None:
    cases = {c["resident"]: c for c in book["timed_cases"]}
    doors = {(r["compound"], r["unit"]): cases[r["code"]] for r in book["residents"] if r["code"] in cases}
    first = {door: rows[0]["outcome"] for door, rows in knocks(book, "2").items() if door in doors}
    isolated = [first[d] for d, c in doors.items() if str(c["started_on"]) <= "2022-04-04"]
    assert isolated == ["phone_verified"] * 12
