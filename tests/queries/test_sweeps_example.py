"""The example's four sweeps, door by door (story facts 20, 21, 31, 54)."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from teamhub.actions import doors
from teamhub.domain.access import Viewer
from teamhub.models.base import db
from teamhub.models.sweeps import Sweep, SweepDoor
from teamhub.queries import sweeps, tally, viewers

# number, day, met, by phone, no answer, untested found; domain.md 10.1
SWEEPS = [(1, 3, 2031, 97, 91, 23), (2, 4, 2104, 71, 44, 9), (3, 5, 2127, 62, 30, 5), (4, 6, 2135, 58, 26, 2)]


@pytest.mark.parametrize(("number", "day", "met", "phone", "no_answer", "found"), SWEEPS)
def test_each_sweep_of_the_story_ends_cleared(
    example: Flask, number: int, day: int, met: int, phone: int, no_answer: int, found: int
) -> None:
    community_id = viewers.community_by_slug("balicha").id
    viewer, on = Viewer.system(community_id), date(2022, 4, day)
    sweep = sweeps.by_number(viewer, number, on)
    o = sweeps.overview(viewer, sweep, on, tally.end_of_day(community_id, on))
    firsts = o.firsts
    assert (firsts.due, firsts.met, firsts.phone, firsts.no_answer) == (2219, met, phone, no_answer)
    assert (firsts.revisited, firsts.untested_found, firsts.untested_resolved) == (no_answer, found, found)
    assert (o.letters, o.letters_due, o.stands.remaining, len(o.teams)) == (2219, 2219, 0, 17)
    assert (sum(len(t.people) for t in o.teams), o.without_team) == (57, 0)
    assert all(line.row.cleared for line in o.compounds)
    assert sum(line.counts.final for line in o.compounds) == o.stands.doors


def test_the_import_left_every_door_as_the_rules_say(example: Flask) -> None:
    before, cleared = doors_now(), cleared_now()
    doors.derive_states(db.session.scalars(select(Sweep.id)).all())
    assert (doors_now(), cleared_now()) == (before, cleared)
    assert len(before) == 4 * 2219 + 34


def doors_now() -> list[tuple[object, ...]]:
    rows = db.session.execute(
        select(
            SweepDoor.id,
            SweepDoor.state,
            SweepDoor.last_outcome,
            SweepDoor.last_visit_at,
            SweepDoor.open_untested,
            SweepDoor.version,
        ).order_by(SweepDoor.id)
    )
    return [tuple(row) for row in rows]


def cleared_now() -> list[object]:
    return list(db.session.scalars(select(Sweep.cleared_at).order_by(Sweep.id)))
