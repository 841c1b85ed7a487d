"""The whole example as the content of a community workbook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from teamhub.domain.workbook import SHEETS
from teamhub.domain.workbook.content import Cell, Row
from teamhub.example import (
    attendance,
    care,
    deeds,
    found,
    home_samples,
    notices,
    rounds,
    sessions,
    supplies,
    sweeps,
)
from teamhub.example.briefs import brief_rows
from teamhub.example.days import LAST, Days
from teamhub.example.people import make_people, people_rows
from teamhub.example.places import make_places, place_rows
from teamhub.example.present import as_of
from teamhub.example.residents import make_residents, resident_rows
from teamhub.example.rota import make_rota, shift_rows
from teamhub.example.setup import setup_rows

STORY_START = date(2022, 4, 1)
ZONE = "Asia/Shanghai"


def start_for(today: date) -> date:
    """The first day of an example whose last day is today."""
    return today - timedelta(days=LAST - 1)


def build(start: date = STORY_START, *, now: datetime | None = None) -> dict[str, list[Row]]:
    """Sheet key -> its rows, for six days from `start`; the same rows every time. `now`, in the community's wall
    clock: what happens later has not happened, only what is planned stands. None: all is long over."""
    days = Days(start)
    tables = _tables(days, is_over=now is None or now >= days.at(LAST, 32))
    if now is not None:
        tables = as_of(tables, now)
    return {spec.key: [_written(row) for row in tables.get(spec.key, [])] for spec in SHEETS}


def _tables(days: Days, *, is_over: bool) -> dict[str, list[Row]]:
    places, people = make_places(), make_people()
    rota = make_rota(people, days)
    residents = make_residents(places, people)
    untested = found.make_found(places, residents)
    samples = home_samples.make_samples(places, residents, untested, days)
    held = sessions.make_sessions(samples, days)
    counts = sessions.count_rows(held)
    visits = sweeps.make_visits(places, people, residents, untested, samples, days)
    done = deeds.make_deeds(people, rota, residents, days)
    parcels = supplies.make_parcels(places, days)
    return {
        **setup_rows(days, is_over=is_over),
        **people_rows(people, days),
        **place_rows(places, days),
        "shifts": shift_rows(rota, people, days),
        "duty": attendance.duty_rows(rota, people, days),
        "handovers": attendance.handover_rows(rota, days),
        "gate_counts": attendance.gate_count_rows(days),
        "activity_log": attendance.log_rows(rota, people, days),
        "spot_checks": attendance.spot_check_rows(people, days),
        **notices.muster_rows(people, days),
        "leave_requests": notices.leave_rows(rota, people, days),
        **rounds.round_rows(days),
        "sampling_teams": rounds.team_rows(people),
        "site_sessions": sessions.session_rows(held, counts),
        "site_counts": counts,
        "queue_observations": sessions.queue_rows(held),
        "untested_counts": rounds.untested_rows(days),
        "residents": resident_rows(residents),
        "timed_cases": home_samples.case_rows(residents, days),
        "home_samples": home_samples.sample_rows(samples, residents, people, days),
        "sweeps": sweeps.sweep_rows(days),
        **sweeps.team_rows(people),
        "door_visits": sweeps.visit_rows(visits, samples, days),
        "commitment_letters": sweeps.letter_rows(visits, days),
        **care.care_rows(residents, people, days),
        **deeds.request_rows(done, people, days),
        "deeds": deeds.deed_rows(done),
        **supplies.supply_rows(parcels, people, days),
        **notices.directive_rows(people, days),
        "briefs": brief_rows(people, days),
    }


def _written(row: Mapping[str, Cell]) -> Row:
    """Filled cells only, moments as the workbook writes them."""
    return {
        name: f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else cell
        for name, cell in row.items()
        if cell is not None
    }
