"""The example on its last day, at any moment of it: what has happened, and what is only planned."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from teamhub.domain.workbook import BY_KEY
from teamhub.domain.workbook.spec import Kind
from tests.example.conftest import made

START = date(2026, 11, 18)
TODAY = "2026-11-23"
PLANNED = {
    ("shifts", "starts_at"), ("shifts", "ends_at"), ("rounds", "starts_at"), ("rounds", "ends_at"),
    ("site_sessions", "opens_at"), ("site_sessions", "closes_at"), ("home_samples", "planned_at"),
    ("sweeps", "starts_at"), ("door_visits", "revisit_at"), ("leave_requests", "starts_at"),
    ("leave_requests", "ends_at"), ("requests", "due_at"),
}  # fmt: skip

CODED = ("home_samples", "timed_cases", "requests", "relay_runs", "directives", "deeds", "deliveries")
"""Rows with a code that may lie in the future and are then not there."""


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.strptime(f"{TODAY} {hour:02d}:{minute:02d}", "%Y-%m-%d %H:%M")  # noqa: DTZ007  # wall clock


@pytest.mark.parametrize(
    "now", [at(0, 10), at(7, 55), at(9, 20), at(13), at(16, 45), at(19, 59), at(21, 30), at(23, 50)]
)
def test_nothing_lies_in_the_future_but_plans(now: datetime) -> None:
    book = made(START, now)
    limit = f"{now:%Y-%m-%d %H:%M}"
    for key, rows in book.items():
        moments = [
            c.field for c in BY_KEY[key].columns if c.kind is Kind.MOMENT and (key, c.field) not in PLANNED
        ]
        for row in rows:
            for field in moments:
                assert str(row.get(field, "")) <= limit, (key, field, row)


@pytest.mark.parametrize("now", [at(0, 10), at(9, 20), at(13), at(21, 30)])
def test_nothing_points_at_what_is_not_there(now: datetime) -> None:
    book = made(START, now)
    residents = {r["code"] for r in book["residents"]}
    cases = {c["code"] for c in book["timed_cases"]}
    samples = {s["code"] for s in book["home_samples"]}
    runs = {r["code"] for r in book["relay_runs"]}
    requests = {r["code"] for r in book["requests"]}
    register = {(r["resident"], r["category"]) for r in book["care_register"]}
    assert {c["resident"] for c in book["timed_cases"]} <= residents
    assert {s["timed_case"] for s in book["home_samples"] if "timed_case" in s} <= cases
    assert {s["resident"] for s in book["home_samples"] if "resident" in s} <= residents
    assert {v["home_sample"] for v in book["door_visits"] if "home_sample" in v} <= samples
    assert {d["run"] for d in book["deliveries"] if "run" in d} <= runs
    assert {d["request"] for d in book["deeds"] if "request" in d} <= requests
    assert {s["request"] for s in book["request_steps"]} <= requests
    for key in ("care_assignments", "care_contacts"):
        assert {(r["resident"], r["vulnerable"]) for r in book[key]} <= register


@pytest.mark.parametrize(
    ("now", "running"), [(at(3), (22, "night")), (at(10), (23, "day")), (at(22), (23, "night"))]
)
def test_a_shift_is_running_with_one_late_and_one_substitute(now: datetime, running: tuple[int, str]) -> None:
    book = made(START, now)
    day, kind = running
    crew = [
        r
        for r in book["duty"]
        if r["duty_date"] == date(2026, 11, day) and r["shift_kind"] == kind and "replaced_at" not in r
    ]
    shift = next(s for s in book["shifts"] if (s["duty_date"].day, s["kind"]) == running)
    assert shift["starts_at"] <= f"{now:%Y-%m-%d %H:%M}" < shift["ends_at"]
    assert len(crew) == sum("arrived_at" in r for r in crew) == 30
    assert not any("checked_out_at" in r for r in crew)
    assert sum("substitutes" in r for r in crew) == 1
    assert (
        sum(str(r["arrived_at"]) > f"{shift['starts_at'][:11]}{shift['starts_at'][11:13]}:05" for r in crew)
        == 1
    )


def test_the_next_shift_is_assigned_but_nobody_has_come() -> None:
    book = made(START, at(10))
    crew = [r for r in book["duty"] if r["duty_date"] == date(2026, 11, 23) and r["shift_kind"] == "night"]
    assert len(crew) == 30
    assert not any("arrived_at" in r or "evidence" in r for r in crew)


def test_the_campaign_runs_until_the_last_night_is_over() -> None:
    assert "ends_on" not in made(START, at(22, 30))["campaign"][0]
    assert made(START)["campaign"][0]["ends_on"] == date(2026, 11, 23)


def test_a_request_is_as_far_as_its_steps() -> None:
    book = made(START, at(14))
    states = {r["state"] for r in book["requests"] if r["asked_at"].startswith(TODAY)}
    assert states - {"closed"}
    for row in book["requests"]:
        assert (row["state"] in ("done", "confirmed", "closed")) == ("done_at" in row)
        assert ("assigned_to" in row) == (row["state"] != "open")


@pytest.mark.parametrize("day", range(1, 7))
@pytest.mark.parametrize("hour", [2, 10, 15])
def test_on_every_day_what_a_row_points_at_is_there(day: int, hour: int) -> None:
    book = made(date(2022, 4, 1), datetime(2022, 4, day, hour, 21))  # noqa: DTZ001  # wall clock
    codes = {key: {row["code"] for row in book[key]} for key in CODED}
    for key, rows in book.items():
        for column in BY_KEY[key].columns:
            if column.kind is Kind.REF and column.ref in codes:
                named = {row[column.field] for row in rows if column.field in row}
                assert named <= codes[column.ref], (key, column.field)
