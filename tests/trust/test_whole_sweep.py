"""A whole sweep by scripted phones: each walks its team's doors, is without signal now and then, presses twice, goes
back to who did not answer, settles who was found untested. In the end every door is final, and nothing is counted
twice."""

from __future__ import annotations

import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from teamhub import create_app
from teamhub.actions import sweeps
from teamhub.actions.work import unit_of_work
from teamhub.domain.sweep_facts import SweepFacts
from teamhub.models.base import db
from teamhub.models.people import Account, Membership, Person
from teamhub.models.places import Compound
from teamhub.models.sweeps import DoorVisit, Sweep, SweepDoor, SweepTeam, SweepTeamMember
from teamhub.queries import viewers
from teamhub.web.clock import now
from tests.cast import Cast
from tests.conftest import CHEAP, copy_instance
from tests.figures import Tell
from tests.outbox import Phone
from tests.page_client import PageClient
from tests.sweep_scene import build_sweep

MOST = 50
"""Entries that a phone sends in one batch."""


@dataclass
class Sweeper:
    """`doors`: (building, unit) in walking order. `planned`: outcomes that were to be stored, each once. Shares of the
    presses: `offline` begin a spell without signal, `twice` are pressed again. `put_off`: answers that said "later"; such
    an entry is kept and sent again, as the phone does."""

    phone: Phone
    base: str
    doors: list[tuple[int, int]]
    rng: random.Random
    offline: float
    twice: float
    planned: Counter[str] = field(default_factory=Counter)
    kept: list[dict[str, object]] = field(default_factory=list)
    spell: int = 0
    put_off: int = 0
    failed: list[str] = field(default_factory=list)

    def walk(self) -> None:
        later: list[tuple[str, str]] = []
        for building, unit in self.doors:
            path = f"{self.base}/{building}/{unit}"
            chance = self.rng.random()
            if chance < 0.03:
                self.knock(path, "no_answer", 0)
                later.append((path, "again"))
            elif chance < 0.04:
                self.knock(path, "met_untested", self.rng.randint(1, 2))
                later.append((path, "settle"))
            else:
                self.knock(path, "met_all_ok", 0)
        self.send_kept()
        for path, what in later:
            if what == "again":
                self.knock(path, "met_all_ok", 0, version=self.version(path))
            else:
                while self.post(f"{path}/settle", {"how": "made_up"}) == 503:
                    self.put_off += 1
        self.send_kept()

    def knock(self, path: str, outcome: str, untested: int, *, version: int = 0) -> None:
        """Kept while there is no signal, else sent at once, sometimes twice."""
        self.planned[outcome] += 1
        fields: dict[str, object] = {"version": version, "outcome": outcome, "untested": untested}
        if not self.spell and self.rng.random() < self.offline:
            self.spell = self.rng.randint(3, 40)
        entry = self.phone.entry(path, fields, now())
        if self.spell:
            self.kept.append(entry)
            self.spell -= 1
            if not self.spell:
                self.send_kept()
            return
        for _ in range(2 if self.rng.random() < self.twice else 1):
            if self.post(path, dict(entry["fields"])) == 503:
                self.put_off += 1
                self.kept.append(entry)

    def send_kept(self) -> None:
        self.spell = 0
        while self.kept:
            batch, self.kept = self.kept[:MOST], self.kept[MOST:]
            if self.rng.random() < self.twice:
                self.phone.send(batch)  # the answer is lost
            for entry, answer in zip(batch, self.phone.send(batch), strict=True):
                if answer["outcome"] == "later":
                    self.put_off += 1
                    self.kept.append(entry)
                elif answer["outcome"] not in ("done", "again"):
                    self.failed.append(str(answer))

    def post(self, path: str, fields: dict[str, object]) -> int:
        csrf = {"csrf_token": self.phone.client.csrf()}
        status = self.phone.client.http.post(path, data=fields | csrf).status_code
        if status not in (303, 503):
            self.failed.append(f"{status} {path}")
        return status

    def version(self, path: str) -> int:
        self.phone.client.get(path)
        found = self.phone.client.soup.select_one("#door-sheet input[name=version]")
        assert found is not None
        return int(str(found["value"]))


def walk_all(app: Flask, sweepers: list[Sweeper]) -> None:
    """All at once, a thread each."""

    def walk(one: Sweeper) -> None:
        with app.app_context():
            try:
                one.walk()
            except Exception as error:
                one.failed.append(repr(error))
            finally:
                db.session.remove()

    threads = [threading.Thread(target=walk, args=(one,)) for one in sweepers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def is_cleared_and_exact(sweep_id: int, sweepers: list[Sweeper]) -> None:
    db.session.rollback()
    assert [one.failed for one in sweepers if one.failed] == []
    planned = sum((one.planned for one in sweepers), Counter[str]())
    rows = db.session.execute(
        select(DoorVisit.outcome, func.count())
        .where(DoorVisit.sweep_id == sweep_id, DoorVisit.voided_at.is_(None))
        .group_by(DoorVisit.outcome)
    )
    assert Counter({outcome: count for outcome, count in rows}) == planned  # noqa: C416  # a row is no pair to mypy
    states = set(db.session.scalars(select(SweepDoor.state).where(SweepDoor.sweep_id == sweep_id)))
    assert states == {"final"}
    assert db.session.get_one(Sweep, sweep_id).cleared_at is not None


def test_two_phones_clear_a_building(app: Flask, cast: Cast) -> None:
    scene = build_sweep(cast)
    sweepers = [
        Sweeper(
            phone_of(app, cast.account(who)),
            "/linli/doors/1",
            [(cast.building_id, unit) for unit in doors],
            random.Random(number),
            offline=0.3,
            twice=0.3,
        )
        for number, (who, doors) in enumerate(
            [("member", scene.first_well), ("other_member", scene.second_well)]
        )
    ]
    for letterless in db.session.scalars(select(SweepDoor).where(SweepDoor.sweep_id == scene.sweep_id)):
        sign_letter(app, cast.account("leader"), f"/linli/doors/1/{cast.building_id}/{letterless.unit_id}")
    walk_all(app, sweepers)
    is_cleared_and_exact(scene.sweep_id, sweepers)


def sign_letter(app: Flask, account_id: int, path: str) -> None:
    client = PageClient(app).sign_in(account_id)
    response = client.http.post(f"{path}/letter", data={"verb": "sign", "csrf_token": client.csrf()})
    assert response.status_code == 303
    db.session.rollback()


def phone_of(app: Flask, account_id: int) -> Phone:
    return Phone(PageClient(app).sign_in(account_id), account_id)


def new_sweep() -> int:
    """A fifth sweep over the whole example, with the teams of the fourth."""
    community = viewers.community_by_slug("balicha")
    fourth = db.session.scalars(select(Sweep).where(Sweep.number == 4)).one()
    leader = db.session.scalars(select(Membership).where(Membership.role == "team_leader")).first()
    assert leader is not None
    account = db.session.get_one(Account, leader.account_id)
    _, viewer = viewers.viewer_in(account.id, account.display_name, "balicha")
    compounds = tuple(db.session.scalars(select(Compound.id).where(Compound.community_id == community.id)))
    day = date(2022, 4, 6)
    begins = fourth.starts_at + timedelta(hours=12)
    with unit_of_work():
        return sweeps.open_sweep(
            SweepFacts(day, begins, compounds, purpose="复核", with_shops=False, teams_of=fourth.id),
            by=viewer,
            at=begins,
        ).id


def teams_of(app: Flask, sweep_id: int) -> Iterable[Sweeper]:
    sweep = db.session.get_one(Sweep, sweep_id)
    for team in db.session.scalars(select(SweepTeam).where(SweepTeam.sweep_id == sweep_id)):
        account_id = db.session.scalars(
            select(Person.account_id)
            .join(SweepTeamMember, SweepTeamMember.person_id == Person.id)
            .where(SweepTeamMember.team_id == team.id, Person.account_id.is_not(None))
        ).first()
        assert account_id is not None, f"nobody of {team.name} has an account"
        doors = db.session.execute(
            select(SweepDoor.building_id, SweepDoor.unit_id).where(SweepDoor.team_id == team.id)
        )
        yield Sweeper(
            phone_of(app, account_id),
            f"/balicha/doors/{sweep.number}",
            [(building, unit) for building, unit in doors],  # a row is no pair to mypy
            random.Random(team.id),
            offline=0.05,
            twice=0.02,
        )


@dataclass
class Leader:
    """Looks at the sweep all the while. `times`: seconds an answer took."""

    client: PageClient
    page: str
    times: list[float] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        while not self.done.wait(1):
            began = time.perf_counter()
            assert self.client.http.get(self.page).status_code == 200
            self.times.append(time.perf_counter() - began)


@pytest.mark.prove
def test_seventeen_phones_clear_two_thousand_doors(
    example_instance: Path, tmp_path: Path, tell: Tell
) -> None:
    app = create_app(CHEAP, instance_path=str(copy_instance(example_instance, tmp_path / "served")))
    with app.app_context():
        sweep_id = new_sweep()
        sweepers = list(teams_of(app, sweep_id))
        leading = db.session.scalars(select(Membership).where(Membership.role == "team_leader")).first()
        assert leading is not None
        leader = Leader(PageClient(app).sign_in(leading.account_id), "/balicha/sweeps/5")
        db.session.remove()
        watcher, began = threading.Thread(target=leader.watch), time.monotonic()
        watcher.start()
        walk_all(app, sweepers)
        leader.done.set()
        watcher.join()
        seconds = time.monotonic() - began
        is_cleared_and_exact(sweep_id, sweepers)
        doors = sum(len(one.doors) for one in sweepers)
        visits = sum(sum(one.planned.values()) for one in sweepers)
        db.session.remove()
        db.engine.dispose()
    assert (len(sweepers), doors) == (17, 2219)
    assert statistics.median(leader.times) < 1, "docs/performance.md"
    tell("whole sweep: phones / doors / visits / lost / double", f"17 / {doors} / {visits} / 0 / 0")
    tell("whole sweep: answers that said later", str(sum(one.put_off for one in sweepers)))
    tell("whole sweep: visits a second", f"{visits / seconds:.0f}")
    tell(
        "whole sweep: the leader's page meanwhile, median / slowest ms",
        f"{statistics.median(leader.times) * 1000:.0f} / {max(leader.times) * 1000:.0f}",
    )
