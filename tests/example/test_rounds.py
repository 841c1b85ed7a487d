"""Testing in the example: every sum by round, day, site and compound."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from teamhub.example.figures import FILE
from tests.example.conftest import Book, moment, on

GIVEN = json.loads(FILE.read_text("utf-8"))
ROUNDS = ("1", "2", "3", "4")
APRIL_FOURTH = {
    "P1": (712, 73, 14, 22), "P2": (814, 83, 9, 17), "P3": (603, 62, 12, 21), "P4": (567, 58, 16, 26),
    "P5": (433, 45, 11, 19), "P6": (542, 56, 13, 23), "P7": (452, 47, 8, 15), "P8": (662, 68, 18, 28), "P9": (283, 30, 7, 12),
}  # fmt: skip
"""Site -> pooled, tubes, mean and longest wait."""


def person_tests(book: Book) -> dict[tuple[str, str], int]:
    """(round, home compound) -> person-tests."""
    found = Counter[tuple[str, str]]()
    for row in book["site_counts"]:
        found[row["round"], row["compound"]] += row["persons"]
    for row in book["home_samples"]:
        found[row["round"], row["compound"]] += 1
    return found


def test_every_compound_in_every_round_is_exactly_as_given(book: Book) -> None:
    found = person_tests(book)
    for compound in GIVEN["compounds"]:
        for number in ROUNDS:
            assert found[number, compound["code"]] == compound["tested"][f"R{number}"], (
                number,
                compound["code"],
            )
    assert sum(found.values()) == 20168


def test_the_days_add_up_to_the_rounds(book: Book) -> None:
    by_day = Counter[str]()
    for row in book["site_counts"]:
        by_day[row["counted_at"][:10]] += row["persons"]
    for row in book["home_samples"]:
        by_day[row["sampled_at"][:10]] += 1
    assert by_day == {
        "2022-04-01": 4938, "2022-04-02": 4998, "2022-04-03": 23, "2022-04-04": 5096, "2022-04-06": 5113,
    }  # fmt: skip


def test_nine_sites_ten_sessions_five_teams_of_seven_on_the_fourth_of_april(book: Book) -> None:
    sessions = [s for s in book["site_sessions"] if s["round"] == "3"]
    assert len(sessions) == 10
    assert len({s["site"] for s in sessions}) == 9
    sizes = Counter(r["team"] for r in book["sampling_teams"] if r["round"] == "3")
    assert sizes == {f"T{n}": 7 for n in range(1, 6)}


@pytest.mark.parametrize("site", APRIL_FOURTH)
def test_a_site_on_the_fourth_of_april(book: Book, site: str) -> None:
    home_site = {c: s["code"] for s in book["sampling_sites"] for c in s["compounds"].split("；")}
    at = {s["code"]: s["site"] for s in book["site_sessions"] if s["round"] == "3"}
    counts = [r for r in book["site_counts"] if r["round"] == "3"]
    pooled = sum(r["persons"] for r in counts if home_site[r["compound"]] == site)
    tubes = sum(r["tubes"] for r in counts if at[r["session"]] == site)
    waits = [
        r["wait_minutes"]
        for r in book["queue_observations"]
        if r["round"] == "3" and at[r["session"]] == site
    ]
    mean = (2 * sum(waits) + len(waits)) // (2 * len(waits))
    assert (pooled, tubes, mean, max(waits)) == APRIL_FOURTH[site]


def test_the_longest_queue_of_each_round(book: Book) -> None:
    longest = {
        n: max(r["wait_minutes"] for r in book["queue_observations"] if r["round"] == n) for n in ROUNDS
    }
    assert longest == {"1": 58, "2": 29, "3": 28, "4": 24}


def test_no_tube_holds_more_than_ten(book: Book) -> None:
    makeup = {s["code"] for s in book["site_sessions"] if s["is_makeup"]}
    for row in book["site_counts"]:
        if row["session"] not in makeup:
            assert row["tubes"] * 10 >= row["persons"], row
    for code in makeup:
        rows = [r for r in book["site_counts"] if r["session"] == code]
        assert sum(r["tubes"] for r in rows) * 10 >= sum(r["persons"] for r in rows) == 19


def test_counts_and_observations_lie_within_their_session(book: Book) -> None:
    spans = {s["code"]: (moment(s["opened_at"]), moment(s["closed_at"])) for s in book["site_sessions"]}
    for key, field in (("site_counts", "counted_at"), ("queue_observations", "observed_at")):
        for row in book[key]:
            opened, closed = spans[row["session"]]
            assert opened < moment(row[field]) <= closed, row


def test_a_team_works_at_one_site_at_a_time(book: Book) -> None:
    busy: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for s in book["site_sessions"]:
        busy[s["round"], s["team"]].append((s["opens_at"], s["closes_at"]))
    for spans in busy.values():
        spans.sort()
        assert all(ends <= begins for (_, ends), (begins, _) in pairwise(spans))


def test_walk_ins_count_at_home(book: Book) -> None:
    served = {s["code"]: set(s["compounds"].split("；")) for s in book["sampling_sites"]}
    at = {s["code"]: s["site"] for s in book["site_sessions"]}
    for row in book["site_counts"]:
        assert row["walk_in"] == (row["compound"] not in served[at[row["session"]]]), row
    assert {r["round"] for r in book["site_counts"] if r["walk_in"]} == {"2", "3"}


@pytest.mark.parametrize("number", ROUNDS)
def test_everybody_not_tested_has_one_reason(book: Book, number: str) -> None:
    found = person_tests(book)
    reasons = Counter[str]()
    for row in book["untested_counts"]:
        if row["round"] == number:
            reasons[row["compound"]] += row["persons"]
    missing = {c["code"]: c["eligible"] - found[number, c["code"]] for c in GIVEN["compounds"]}
    assert {c: n for c, n in missing.items() if n} == dict(reasons)


def test_the_ninety_of_the_fourth_of_april(book: Book) -> None:
    reasons = Counter[str]()
    for row in book["untested_counts"]:
        if row["round"] == "3":
            reasons[row["reason"]] += row["persons"]
    assert reasons == {
        "temporarily_away": 31, "tested_elsewhere": 22, "infant": 14, "medical_exempt": 12, "quarantined": 7, "other": 4,
    }  # fmt: skip
    later = {str(r["makeup_on"]) for r in book["untested_counts"] if "makeup_on" in r}
    assert later == {"2022-04-06"}


def test_fifty_nine_samples_at_home(book: Book) -> None:
    samples = book["home_samples"]
    assert len(samples) == 59
    assert Counter(s["round"] for s in samples) == {"2": 10, "3": 28, "4": 21}
    by_day = {day: Counter(s["reason"] for s in on(samples, "sampled_at", day)) for day in (2, 3, 4, 6)}
    assert by_day == {
        2: {"timed_case": 6},
        3: {"limited_mobility": 4},
        4: {"timed_case": 12, "limited_mobility": 4, "sweep_found": 9, "other": 3},
        6: {"timed_case": 11, "limited_mobility": 4, "other": 6},
    }


def test_where_the_samples_of_the_fourth_of_april_were_taken(book: Book) -> None:
    home_site = {c: s["code"] for s in book["sampling_sites"] for c in s["compounds"].split("；")}
    spread = {
        "timed_case": (3, 1, 2, 0, 1, 0, 2, 2, 1),
        "limited_mobility": (0, 0, 1, 1, 0, 1, 0, 1, 0),
        "sweep_found": (1, 3, 0, 2, 0, 2, 0, 1, 0),
        "other": (0, 0, 0, 0, 1, 0, 1, 0, 1),
    }
    found = Counter(
        (s["reason"], home_site[s["compound"]]) for s in on(book["home_samples"], "sampled_at", 4)
    )
    for reason, counts in spread.items():
        assert tuple(found[reason, f"P{n}"] for n in range(1, 10)) == counts, reason


def test_no_medic_is_at_two_doors_or_at_a_site_and_a_door_at_once(book: Book) -> None:
    team = {(r["round"], r["person"]): r["team"] for r in book["sampling_teams"] if r["team"] != "M1"}
    by_medic: dict[str, list[str]] = defaultdict(list)
    for s in book["home_samples"]:
        by_medic[s["medic"]].append(s["sampled_at"])
        for session in book["site_sessions"]:
            if session["team"] == team.get((s["round"], s["medic"])) and session["round"] == s["round"]:
                assert not session["opens_at"] <= s["sampled_at"] < session["closes_at"], (s, session)
    for moments in by_medic.values():
        moments.sort()
        assert all(
            (moment(b) - moment(a)).seconds >= 600 or moment(b).date() != moment(a).date()
            for a, b in pairwise(moments)
        )


def test_yellow_codes_have_two_tests_a_day_apart_and_three_days_at_home(book: Book) -> None:
    cases = {c["code"]: c for c in book["timed_cases"]}
    assert Counter(c["group_label"] for c in cases.values()) == {"A": 6, "B": 6, "C": 5}
    tests: dict[str, list[str]] = defaultdict(list)
    for s in book["home_samples"]:
        if "timed_case" in s:
            tests[s["timed_case"]].append(s["sampled_at"])
    for code, case in cases.items():
        taken = sorted(tests[code])
        assert len(taken) == (1 if case["group_label"] == "C" else 2)
        if len(taken) == 2:
            assert (moment(taken[1]) - moment(taken[0])).total_seconds() >= 24 * 3600
        released = case.get("released_at", "")
        assert released.startswith("2022-04-05") if case["group_label"] == "A" else released == ""
