"""./run bench load: the example served to many people at once, as locust's visitors of benchmarks/visitors.py.

What it prints is for one machine that serves and visits at the same time; with the visitors elsewhere the server does
better. TEAMHUB_LOAD_USERS and TEAMHUB_LOAD_SECONDS set the size."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from benchmarks.check_in import served
from benchmarks.report import machine
from benchmarks.stage import ROOT, SLUG, dispose, environment, example_instance, writer
from teamhub.domain.access import Role
from teamhub.models.base import db
from teamhub.models.people import Membership
from teamhub.models.places import Community

USERS = int(os.environ.get("TEAMHUB_LOAD_USERS", "120"))
SECONDS = int(os.environ.get("TEAMHUB_LOAD_SECONDS", "60"))
ROLES = {
    "member": Role.MEMBER,
    "sweeper": Role.SWEEPER,
    "leader": Role.TEAM_LEADER,
    "reader": Role.COMMITTEE_READER,
}
COLUMNS = ("Name", "Request Count", "Failure Count", "Requests/s", "50%", "95%", "99%")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="teamhub-load-") as folder:
        home = Path(folder)
        app = example_instance(home / "instance")
        visitors = home / "visitors.json"
        visitors.write_text(json.dumps(sign_in_all(app)), "utf-8")
        dispose(app)
        with served(home / "instance") as port:
            ended = visit(port, visitors, home / "told")
        print(f"{machine()}\n\n{USERS} visitors for {SECONDS} s\n\n{table(home / 'told_stats.csv')}")
    return ended


def sign_in_all(app: Flask) -> dict[str, list[dict[str, str]]]:
    """Everybody of the example who has one of the roles, signed in."""
    with app.app_context():
        rows = db.session.execute(
            select(Membership.role, Membership.account_id)
            .join(Community, Community.id == Membership.community_id)
            .where(Community.slug == SLUG, Membership.ended_at.is_(None))
        ).all()
        db.session.remove()
    found: dict[str, list[dict[str, str]]] = {role: [] for role in ROLES}
    for role, wanted in ROLES.items():
        for _, account_id in (row for row in rows if row.role == wanted.value):
            client, csrf = writer(app, account_id)
            cookie = client.get_cookie("teamhub")
            assert cookie is not None
            found[role].append({"cookie": f"teamhub={cookie.value}", "csrf": csrf})
    missing = [role for role, known in found.items() if not known]
    if missing:
        raise SystemExit(f"the example has nobody as {', '.join(missing)}")
    return found


def visit(port: int, visitors: Path, told: Path) -> int:
    """Locust's own exit status: not 0 when a request failed."""
    command = [
        sys.executable, "-m", "locust", "-f", str(ROOT / "benchmarks" / "visitors.py"), "--headless",
        "--host", f"http://127.0.0.1:{port}", "--users", str(USERS), "--spawn-rate", str(max(1, USERS // 10)),
        "--run-time", f"{SECONDS}s", "--stop-timeout", "10", "--csv", str(told), "--only-summary",
        "--loglevel", "WARNING",
    ]  # fmt: skip
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**environment(), "TEAMHUB_VISITORS": str(visitors)},
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode


def table(file: Path) -> str:
    """Requests, failures, a second, and milliseconds that half, 95 and 99 of a hundred did not exceed."""
    with file.open(encoding="utf-8", newline="") as content:
        rows = list(csv.DictReader(content))
    lines = ["| " + " | ".join(COLUMNS) + " |", "|" + " --- |" * len(COLUMNS)]
    lines += ["| " + " | ".join(_short(row[column]) for column in COLUMNS) + " |" for row in rows]
    return "\n".join(lines)


def _short(value: str) -> str:
    return f"{float(value):.1f}" if "." in value else value
