"""The example as it stands at one moment of its days: what is planned stays, what happens later is not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from teamhub.domain.workbook.content import Cell, Row

Tables = Mapping[str, list[Row]]


@dataclass(frozen=True)
class Rule:
    """`happens`: a row whose moment is still to come is dropped. `later`: a field that is still to come is emptied,
    and with it those named behind it."""

    happens: str = ""
    later: tuple[tuple[str, tuple[str, ...]], ...] = ()


RULES: Mapping[str, Rule] = {
    "duty": Rule(
        later=(
            ("checked_out_at", ()),
            ("arrived_at", ("evidence", "entered_later", "recorded_at", "checked_out_at")),
            ("confirmed_at", ()),
            ("replaced_at", ("reason",)),
        )
    ),
    "handovers": Rule("offered_at", (("accepted_at", ("incoming_person",)),)),
    "gate_counts": Rule("counted_at"),
    "activity_log": Rule("at"),
    "spot_checks": Rule("checked_at", (("rectified_at", ()),)),
    "muster_calls": Rule(later=(("answered_at", ("answer",)), ("arrived_at", ("evidence",)))),
    "leave_requests": Rule("requested_at", (("decided_at", ("decided_by", "approved")), ("closed_at", ()))),
    "rounds": Rule(later=(("results_at", ("results",)),)),
    "site_sessions": Rule(later=(("closed_at", ("tubes_in_system",)), ("opened_at", ()))),
    "site_counts": Rule("counted_at"),
    "queue_observations": Rule("observed_at"),
    "timed_cases": Rule("isolated_at", (("code_seen_green_at", ("code_seen_by",)), ("released_at", ()))),
    "home_samples": Rule("recorded_at", (("sampled_at", ("result",)),)),
    "sweeps": Rule(later=(("ends_at", ()),)),
    "door_visits": Rule("visited_at", (("resolved_at", ("resolved_by",)),)),
    "commitment_letters": Rule("signed_at"),
    "care_contacts": Rule("contacted_at"),
    "care_medicines": Rule("recorded_at"),
    "requests": Rule("asked_at", (("closed_at", ()), ("confirmed_at", ()), ("done_at", ()))),
    "request_steps": Rule("at"),
    "deeds": Rule("done_at"),
    "relay_runs": Rule("started_at", (("finished_at", ()),)),
    "deliveries": Rule("arrived_at", (("delivered_at", ()), ("received_at", ()))),
    "directives": Rule("issued_at"),
    "directive_receipts": Rule(later=(("acknowledged_at", ()),)),
    "briefs": Rule("issued_at"),
}


def as_of(tables: Tables, now: datetime) -> dict[str, list[Row]]:
    """The same tables at that moment of the community's wall clock. What has just happened is recorded just now."""
    seen = {key: _seen(key, rows, now) for key, rows in tables.items()}
    _drop_substitutes(seen, now)
    _loosen_runs(seen)
    _loosen_samples(seen)
    _drop_receipts(seen)
    _end_rounds(seen, now)
    _restate_requests(seen)
    _without_future_register(seen, now)
    return seen


def _seen(key: str, rows: list[Row], now: datetime) -> list[Row]:
    rule = RULES.get(key)
    if rule is None:
        return list(rows)
    found: list[Row] = []
    for row in rows:
        if rule.happens and _is_later(row.get(rule.happens), now):
            continue
        kept: dict[str, Cell] = dict(row)
        for field, others in rule.later:
            if _is_later(row.get(field), now):
                for name in (field, *others):
                    kept.pop(name, None)
        if _is_later(kept.get("recorded_at"), now):
            kept["recorded_at"] = now
        found.append(kept)
    return found


def _is_later(cell: Cell, now: datetime) -> bool:
    return isinstance(cell, datetime) and cell > now


def _drop_substitutes(seen: dict[str, list[Row]], now: datetime) -> None:
    """A seat taken over later still has its first holder."""
    seen["duty"] = [
        r for r in seen["duty"] if not ("substitutes" in r and _is_later(r.get("assigned_at"), now))
    ]


def _loosen_runs(seen: dict[str, list[Row]]) -> None:
    """Pieces whose run has not started wait at the gate."""
    started = {r["code"] for r in seen["relay_runs"]}
    seen["deliveries"] = [
        r if r.get("run") in started else {name: cell for name, cell in r.items() if name != "run"}
        for r in seen["deliveries"]
    ]


def _loosen_samples(seen: dict[str, list[Row]]) -> None:
    """A visit does not name the sample that is taken hours after it."""
    taken = {r["code"] for r in seen["home_samples"]}
    seen["door_visits"] = [
        r
        if r.get("home_sample") is None or r["home_sample"] in taken
        else {name: cell for name, cell in r.items() if name != "home_sample"}
        for r in seen["door_visits"]
    ]


def _drop_receipts(seen: dict[str, list[Row]]) -> None:
    """Nobody is addressed by a directive that has not come."""
    issued = {r["code"] for r in seen["directives"]}
    seen["directive_receipts"] = [r for r in seen["directive_receipts"] if r["directive"] in issued]


def _end_rounds(seen: dict[str, list[Row]], now: datetime) -> None:
    """Why people were not tested is known when the round is over."""
    over = {str(r["number"]) for r in seen["rounds"] if not _is_later(r["ends_at"], now)}
    seen["untested_counts"] = [r for r in seen["untested_counts"] if r["round"] in over]
    seen["rounds"] = [r if "results" in r else {**r, "results": "pending"} for r in seen["rounds"]]


def _restate_requests(seen: dict[str, list[Row]]) -> None:
    """The state that the steps so far have led to."""
    steps: dict[Cell, set[Cell]] = {}
    for step in seen["request_steps"]:
        steps.setdefault(step["request"], set()).add(step["kind"])
    restated: list[Row] = []
    for row in seen["requests"]:
        taken = steps.get(row["code"], set())
        state = next(
            (s for s in ("closed", "confirmed", "done") if s in taken),
            "in_progress" if "accepted" in taken else "assigned" if "assigned" in taken else "open",
        )
        kept: dict[str, Cell] = {**row, "state": state}
        if "assigned" not in taken:
            kept.pop("assigned_to", None)
        restated.append(kept)
    seen["requests"] = restated


def _without_future_register(seen: dict[str, list[Row]], now: datetime) -> None:
    """Residents of cases that begin later today are not on the register yet; nor is their carer named."""
    known = {r["resident"] for r in seen["timed_cases"]}
    future = {
        r["resident"]
        for r in seen["care_register"]
        if r["category"] == "yellow_code" and r["resident"] not in known
    }
    today: date = now.date()
    for key in ("care_register", "care_assignments"):
        seen[key] = [
            r
            if not isinstance(r.get("ends_on") or r.get("ended_on"), date)
            or _day(r.get("ends_on") or r.get("ended_on")) <= today
            else {name: cell for name, cell in r.items() if name not in ("ends_on", "ended_on")}
            for r in seen[key]
            if r["resident"] not in future
        ]
    seen["residents"] = [r for r in seen["residents"] if r["code"] not in future]


def _day(cell: Cell) -> date:
    assert isinstance(cell, date)
    return cell
