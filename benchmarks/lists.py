"""Every list page of one community among a thousand, on SQLite and on PostgreSQL: time (median, 95 of 100) and statements,
beside the same page of the same community alone in its database.

./run bench lists                                  1,000 communities, both databases: half an hour, 25 GB
./run bench lists --communities 20 --times 5       to try it"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, func, select

from benchmarks import copies, report
from benchmarks.stage import SLUG, dispose, example_instance, leader_account, sign_in
from teamhub import create_app
from teamhub.actions import database_copy
from teamhub.cli.server import settle
from teamhub.domain.access import Role
from teamhub.models import engine as engines
from teamhub.models.base import db
from teamhub.models.people import Account, Membership
from teamhub.models.places import Community, Unit
from tests.statements import counted
from tools.own_postgres import own_server

STEADY = "the same computation each time"
"""What the machine itself does to a time: work that never changes, measured between the pages."""
AIM = 0.3
"""Seconds, 95 of 100."""
SERVER = {
    "shared_buffers": "2GB",
    "work_mem": "16MB",
    "effective_cache_size": "8GB",
    "autovacuum": "off",
    "max_wal_size": "8GB",
}
"""A server of 8 GB as one would set it; what is written here is thrown away."""


@dataclass
class Page:
    """One address. `runs`: database -> seconds of each time; `asked`: database -> statements."""

    address: str
    runs: dict[str, list[float]] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)

    def at(self, where: str, share: float) -> float:
        """The smallest time that this share of the runs did not exceed."""
        runs = sorted(self.runs[where])
        return runs[max(0, math.ceil(share * len(runs)) - 1)]


def addresses(app: Flask) -> list[str]:
    """Every GET address that names nothing but the community (or nothing at all), in order."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.arguments <= {"community"} and rule.endpoint != "static":
            values: dict[str, Any] = {"community": SLUG} if rule.arguments else {}
            with app.test_request_context():
                found.append(app.url_for(rule.endpoint, **values))
    return sorted(set(found))


def pages_of(app: Flask, clients: list[FlaskClient]) -> dict[str, FlaskClient]:
    """Those that answer a page, to the first of the clients who may see it."""
    found = {}
    for address in addresses(app):
        for client in clients:
            answer = client.get(address)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                found[address] = client
                break
    return found


def viewers(app: Flask) -> list[FlaskClient]:
    """The leader, and somebody who sees a whole subdistrict."""
    with app.app_context():
        account = db.session.scalar(select(Account).where(Account.login == "area-of-bench"))
        if account is None:
            account = Account(login="area-of-bench", display_name="街道", created_at=datetime.now(UTC))
            db.session.add(account)
            db.session.flush()
            over = db.session.scalars(select(Community.subdistrict_id).where(Community.slug == SLUG)).one()
            role = Membership(
                account_id=account.id,
                role=Role.SUBDISTRICT.value,
                subdistrict_id=over,
                created_at=account.created_at,
            )
            db.session.add(role)
            db.session.commit()
        account_id = account.id
        db.session.remove()
    return [sign_in(app, leader_account(app)), sign_in(app, account_id)]


def look(app: Flask, pages: dict[str, Page], where: str, times: int) -> None:
    """Each page so many times, after once to warm up, in a process settled as the server's."""
    settle()
    steady = pages.setdefault(STEADY, Page(STEADY))
    steady.runs[where], steady.asked[where] = [], 0
    for address, client in pages_of(app, viewers(app)).items():
        page = pages.setdefault(address, Page(address))
        with app.app_context(), counted() as asked:
            client.get(address)
        page.asked[where] = len(asked)
        page.runs[where] = []
        for _ in range(times):
            began = time.perf_counter()
            answer = client.get(address)
            page.runs[where].append(time.perf_counter() - began)
            assert answer.status_code == 200, address
        steady.runs[where].append(_steady_work())
    dispose(app)


def _steady_work() -> float:
    """Seconds for a sum that never changes."""
    began = time.perf_counter()
    sum(n * n for n in range(1_000_000))
    return time.perf_counter() - began


@contextmanager
def on_postgres(folder: Path, instance: Path) -> Iterator[tuple[Flask, str]]:
    """The SQLite instance's content in a PostgreSQL of its own, and its address."""
    with own_server(SERVER) as server:
        key = (instance / "journal.key").read_text("ascii").strip().encode()
        url = server.url.replace("postgresql://", "postgresql+psycopg://")
        source = create_engine(f"sqlite:///{instance / 'teamhub.sqlite'}")
        target = create_engine(url, **engines.options({"SQLALCHEMY_DATABASE_URI": url, "TEAMHUB_THREADS": 1}))
        for engine in (source, target):
            engines.prepare(engine, key, threads=1)
        app = create_app(instance_path=str(instance))
        with app.app_context():
            database_copy.copy(source, target, key=key)
        dispose(app)
        source.dispose()
        target.dispose()
        yield create_app({"DATABASE_URL": server.url}, instance_path=str(folder)), server.url


def measure(folder: Path, communities: int, times: int, databases: set[str]) -> dict[str, Page]:
    pages: dict[str, Page] = {}
    app = example_instance(folder / "instance")
    viewers(app)
    dispose(app)
    if "postgresql" in databases:
        with on_postgres(folder / "instance", folder / "instance") as (moved, url):
            look(moved, pages, "postgresql alone", times)
            _told("PostgreSQL: copying", lambda: copies.copy_community_in_postgres(url, communities - 1))
            look(moved, pages, "postgresql among", times)
            _size(moved)
    if "sqlite" in databases:
        app = create_app(instance_path=str(folder / "instance"))
        look(app, pages, "sqlite alone", times)
        file = folder / "instance" / "teamhub.sqlite"
        _told("SQLite: copying", lambda: copies.copy_community(file, 1, communities - 1))
        look(app, pages, "sqlite among", times)
        _size(app)
    return pages


def _told(what: str, work: object) -> None:
    began = time.monotonic()
    assert callable(work)
    work()
    print(f"{what}: {time.monotonic() - began:.0f} s", flush=True)


def _size(app: Flask) -> None:
    with app.app_context():
        households = db.session.scalar(select(func.count()).select_from(Unit))
        communities = db.session.scalar(select(func.count()).select_from(Community))
        print(f"{db.engine.dialect.name}: {communities} communities, {households} doors", flush=True)
    dispose(app)


def table(pages: dict[str, Page], databases: set[str], grown: str = "among") -> str:
    """One row a page, the slowest first: for each database alone, among, statements. `grown`: what it is called when it
    is no longer alone."""
    kinds = sorted(databases)
    head = ["Page"]
    for kind in kinds:
        head += [f"{kind} alone, median", f"{grown}: median", "95 of 100", f"statements alone / {grown}"]
    rows = [head, ["---"] * len(head)]
    for page in sorted(
        pages.values(), key=lambda page: -max(page.at(f"{kind} among", 0.95) for kind in kinds)
    ):
        cells = [page.address if page.address == STEADY else f"`{page.address}`"]
        for kind in kinds:
            alone, among = f"{kind} alone", f"{kind} among"
            cells += [report.duration(page.at(alone, 0.5)), report.duration(page.at(among, 0.5))]
            cells += [report.duration(page.at(among, 0.95)), f"{page.asked[alone]} / {page.asked[among]}"]
        rows.append(cells)
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def verdict(pages: dict[str, Page], databases: set[str]) -> list[str]:
    """What misses the aim, or asks more the more communities there are."""
    missed = []
    for page in pages.values():
        if page.address == STEADY:
            continue
        for kind in sorted(databases):
            slow = page.at(f"{kind} among", 0.95)
            if slow > AIM:
                missed.append(f"{page.address} on {kind}: {report.duration(slow)}")
            alone, among = page.asked[f"{kind} alone"], page.asked[f"{kind} among"]
            if alone != among:
                missed.append(f"{page.address} on {kind}: {alone} statements alone, {among} among many")
    return missed


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench lists", description=__doc__)
    parser.add_argument("--communities", type=int, default=1000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    asked = parser.parse_args(arguments)
    databases = {asked.only} if asked.only else {"sqlite", "postgresql"}
    with tempfile.TemporaryDirectory(prefix="teamhub-lists-") as folder:
        pages = measure(Path(folder), asked.communities, asked.times, databases)
    print(f"\n{report.machine()}\n\n{table(pages, databases)}\n")
    missed = verdict(pages, databases)
    print(
        "\n".join(missed)
        or f"All {len(pages) - 1} pages within {AIM * 1000:.0f} ms, the same statements alone and among many."
    )
    return 1 if missed else 0
