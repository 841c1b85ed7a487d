"""Duty in the example, checked by a reader that knows nothing of how it was made."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from tests.example.conftest import Book, moment, on

Span = tuple[datetime, datetime]


def spans(book: Book) -> dict[tuple[date, str], Span]:
    return {
        (s["duty_date"], s["kind"]): (moment(s["starts_at"]), moment(s["ends_at"])) for s in book["shifts"]
    }


def standing(book: Book) -> list[dict[str, Any]]:
    return [r for r in book["duty"] if "replaced_at" not in r]


def test_the_shifts_of_the_story(book: Book) -> None:
    assert book["shifts"][0] | {"duty_officer": ""} == {
        "duty_date": date(2022, 4, 1), "kind": "surge", "starts_at": "2022-04-01 03:00", "ends_at": "2022-04-01 08:00",
        "duty_officer": "",
    }  # fmt: skip
    assert Counter(s["kind"] for s in book["shifts"]) == {"surge": 1, "day": 6, "night": 6}
    assert book["shifts"][-1]["ends_at"] == "2022-04-07 08:00"


def test_fourteen_posts_with_thirty_seats_all_taken_in_every_shift(book: Book) -> None:
    seats = {p["code"]: p["seats"] for p in book["posts"]}
    assert len(seats) == 14
    assert sum(seats.values()) == 30
    taken = Counter((r["duty_date"], r["shift_kind"], r["post"]) for r in standing(book))
    for day, kind in spans(book):
        assert {post: taken[day, kind, post] for post in seats} == seats


def test_nobody_has_two_shifts_in_a_row_or_less_than_eleven_hours_between(book: Book) -> None:
    times = spans(book)
    own: dict[str, list[Span]] = defaultdict(list)
    for row in standing(book):
        own[row["person"]].append(times[row["duty_date"], row["shift_kind"]])
    for person, held in own.items():
        held.sort()
        for (_, ended), (begins, _) in pairwise(held):
            assert begins - ended >= timedelta(hours=11), (person, ended, begins)


def test_nobody_is_at_a_post_and_in_a_sampling_team_at_once(book: Book) -> None:
    teams: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in book["sampling_teams"]:
        teams[row["round"], row["team"]].append(row["person"])
    busy: dict[str, list[Span]] = defaultdict(list)
    for session in book["site_sessions"]:
        for person in teams[session["round"], session["team"]]:
            busy[person].append((moment(session["opens_at"]), moment(session["closes_at"])))
    times = spans(book)
    for row in standing(book):
        starts, ends = times[row["duty_date"], row["shift_kind"]]
        assert all(e <= starts or ends <= s for s, e in busy[row["person"]]), row


def test_the_crew_of_the_fourth_of_april(book: Book) -> None:
    kinds = {p["code"]: p["member_type"] for p in book["people"]}
    crew = Counter(kinds[r["person"]] for r in standing(book) if r["duty_date"] == date(2022, 4, 4))
    assert crew == {"cadre": 11, "community_worker": 10, "property_staff": 26, "volunteer": 13}
    sampling = {
        r["person"] for r in book["sampling_teams"] if r["round"] == "3" and kinds[r["person"]] == "cadre"
    }
    assert len(sampling) == 10


def test_the_groups_of_cadres_change_between_day_and_night_after_three_days(book: Book) -> None:
    def nights(day: int) -> set[str]:
        return {
            r["person"]
            for r in standing(book)
            if r["duty_date"] == date(2022, 4, day)
            and r["shift_kind"] == "night"
            and r["person"].startswith("P")
        }

    assert len(nights(1)) == 10
    assert nights(1) == nights(2)
    assert nights(3) == set()
    assert nights(4) == nights(5) == nights(6)
    assert len(nights(4)) == 10
    assert not nights(1) & nights(4)


def test_one_late_and_one_substitution_on_the_fourth_of_april(book: Book) -> None:
    times = spans(book)
    late = [
        r
        for r in standing(book)
        if r["duty_date"] == date(2022, 4, 4)
        and moment(r["arrived_at"]) > times[r["duty_date"], r["shift_kind"]][0] + timedelta(minutes=5)
    ]
    assert [(r["post"], r["shift_kind"]) for r in late] == [("K04", "day")]
    instead = [r for r in book["duty"] if r["duty_date"] == date(2022, 4, 4) and "substitutes" in r]
    assert len(instead) == 1
    original = [r for r in book["duty"] if r["duty_date"] == date(2022, 4, 4) and "replaced_at" in r]
    assert [r["person"] for r in original] == [instead[0]["substitutes"]]
    assert original[0]["reason"]


def test_every_change_of_shift_at_every_post_is_handed_over_before_anybody_leaves(book: Book) -> None:
    assert len(book["handovers"]) == 12 * 14
    accepted = {
        (h["duty_date"], h["shift_kind"], h["post"]): moment(h["accepted_at"]) for h in book["handovers"]
    }
    times = spans(book)
    for row in standing(book):
        if "checked_out_at" not in row:
            assert (row["duty_date"], row["shift_kind"]) == (date(2022, 4, 6), "night")
            continue
        left = moment(row["checked_out_at"])
        assert left > accepted[row["duty_date"], row["shift_kind"], row["post"]]
        assert left >= times[row["duty_date"], row["shift_kind"]][1]


def test_three_spot_checks_on_the_fourth_of_april_and_no_empty_post(book: Book) -> None:
    assert len(on(book["spot_checks"], "checked_at", 4)) == 3
    assert not any(c["found_empty"] for c in book["spot_checks"])


def test_vehicles_of_the_fourth_of_april_by_ten_in_the_evening(book: Book) -> None:
    counted = Counter[str]()
    for row in book["gate_counts"]:
        if row["duty_date"] == date(2022, 4, 4) and row["counted_at"] <= "2022-04-04 22:00":
            counted[row["post"]] += row["vehicles"]
    assert counted == {"G1": 96, "G2": 71}


def test_the_muster_of_the_first_night(book: Book) -> None:
    muster = book["musters"][0]
    assert (muster["ordered_at"], muster["due_at"]) == ("2022-04-01 01:20", "2022-04-01 02:50")
    arrivals = sorted(c["arrived_at"] for c in book["muster_calls"])
    assert len(arrivals) == 21
    assert (arrivals[0], arrivals[-1]) == ("2022-04-01 02:31", "2022-04-01 02:49")


def test_the_directive_is_acknowledged_by_all_in_time(book: Book) -> None:
    directive = next(d for d in book["directives"] if d["issuer"] == "市委组织部")
    signed = [r["acknowledged_at"] for r in book["directive_receipts"] if r["directive"] == directive["code"]]
    assert len(signed) == 21
    assert max(signed) <= "2022-04-02 09:00"
