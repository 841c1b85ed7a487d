"""/healthz, /health and /metrics: how the installation fares, and who may know."""

from __future__ import annotations

import io
import json
import logging
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

import pytest
import trustme
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from teamhub.actions import schema
from teamhub.actions.work import unit_of_work
from teamhub.courier import certificate
from teamhub.domain.installation import Finding, Standing
from teamhub.models.base import db
from teamhub.models.bots import BotMessage, GroupBot
from teamhub.web import installation_words, logs
from teamhub.web.clock import now
from tests.cast import Cast
from tests.page_client import PageClient

As = Callable[..., PageClient]


def test_ready_with_the_schema_of_the_program(app: Flask) -> None:
    told = app.test_client().get("/healthz")
    assert (told.status_code, told.json) == (200, {"live": True, "ready": True, "reasons": []})


def test_not_ready_with_the_schema_of_another_version(app: Flask) -> None:
    with unit_of_work():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    told = app.test_client().get("/healthz")
    assert told.status_code == 503
    assert told.json is not None
    assert told.json["reasons"] == [f"schema 0001, needed {schema.head()}"]


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_who_manages_accounts_sees_how_the_installation_fares(as_: As, language: str) -> None:
    client = as_("leader", language=language)
    client.get("/health")
    rows = [row.get_text(" ", strip=True) for row in client.soup.select("main tbody tr")]
    disk, database = ("磁盘", "数据库") if language != "en" else ("Disk", "Database")
    assert any(row.startswith(disk) for row in rows)
    assert any(row.startswith(database) and schema.head() in row for row in rows)


def test_members_do_not_see_it(as_: As) -> None:
    as_("member").get("/health", expect=403)


def test_the_worst_stands_first_with_what_to_do(app: Flask, cast: Cast, as_: As) -> None:
    long_ago = now() - timedelta(hours=3)
    with unit_of_work():
        bot = GroupBot(
            community_id=cast.community_id, kind="wecom", name="群", address="https://x", added_at=long_ago
        )
        db.session.add(bot)
        db.session.flush()
        db.session.add(
            BotMessage(
                community_id=cast.community_id,
                bot_id=bot.id,
                text="t",
                made_at=long_ago,
                try_at=long_ago,
                tries=3,
            )
        )
    client = as_("leader", language="en")
    client.get("/health")
    standings = [
        cell.get_text(strip=True) for cell in client.soup.select("main table:first-of-type tbody td .state")
    ]
    order = ["act now", "look soon", "in order", "unknown"]
    assert standings == sorted(standings, key=order.index)
    stuck = next(r for r in client.soup.select("main tbody tr") if "group chats" in r.get_text())
    assert "act now" in stuck.get_text()
    assert "Settings, Group chats" in stuck.get_text()


@pytest.mark.sqlite("backups of a database server are the server's own")
def test_a_backup_and_its_practice_are_told(app: Flask, as_: As) -> None:
    client = as_("leader", language="en")
    client.get("/health")
    assert "There is no backup yet" in client.soup.get_text()
    folder = Path(app.config["TEAMHUB_BACKUP_FOLDER"])
    folder.mkdir()
    at = (now() - timedelta(minutes=5)).isoformat()
    made = {"at": at, "file": "x.zip", "rows": 1, "size": 1, "seconds": 1.0, "encrypted": False}
    drill = {"at": at, "file": "x.zip", "rows": 1, "seconds": 1.0, "why": "backup_damaged"}
    (folder / "state.json").write_text(json.dumps({"made": made, "failed": None, "drill": drill}))
    client.get("/health")
    rows = [row.get_text(" ", strip=True) for row in client.soup.select("main tbody tr")]
    assert any(row.startswith("Backup in order") for row in rows)
    assert any(row.startswith("Restore for practice act now") and "backup_damaged" in row for row in rows)


def test_every_finding_has_words() -> None:
    codes = set(installation_words.SENTENCES)
    assert set(installation_words.ADVICE) <= codes
    text_of = installation_words.size
    assert (text_of(999), text_of(4_200_000_000), text_of(38_000_000)) == ("999 B", "4.2 GB", "38 MB")
    good = Finding("disk", Standing.GOOD, "disk_free", {"free": 10**10, "total": 10**11})
    assert installation_words.advice(good) == ""


def figures(body: str) -> dict[tuple[str, str], float]:
    """(sample, endpoint) -> value."""
    return {
        (sample.name, sample.labels.get("endpoint", sample.labels.get("finding", ""))): sample.value
        for family in text_string_to_metric_families(body)
        for sample in family.samples
        if sample.name in {"teamhub_requests_total", "teamhub_finding", "process_resident_memory_bytes"}
    }


def test_metrics_count_requests_by_endpoint_and_tell_no_address(app: Flask, as_: As) -> None:
    as_("leader").get("/linli/people/?q=somebody")
    body = app.test_client().get("/metrics").get_data(as_text=True)
    found = figures(body)
    assert found["teamhub_requests_total", "people.index"] == 1
    assert found["teamhub_finding", "database"] == 0
    assert "linli" not in body
    assert "somebody" not in body


def test_metrics_are_for_this_machine_or_the_token(app: Flask) -> None:
    client = app.test_client()
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/metrics", environ_overrides=far).status_code == 404
    # A proxy on this machine passes on what came from outside.
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404
    token = {"Authorization": "Bearer of-the-collector"}
    assert client.get("/metrics", environ_overrides=far, headers=token).status_code == 404
    app.config["TEAMHUB_METRICS_TOKEN"] = "of-the-collector"
    assert client.get("/metrics", environ_overrides=far, headers=token).status_code == 200
    assert client.get("/metrics", environ_overrides=far).status_code == 404


@pytest.fixture
def log_lines(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[dict[str, object]]]:
    """What `teamhub serve` would write as JSON."""
    written = io.StringIO()
    before = {name: logging.getLogger(name).handlers[:] for name in ("teamhub", "waitress")}
    monkeypatch.setattr("sys.stderr", written)
    logs.configure("json", requests=True)
    monkeypatch.undo()

    def lines() -> list[dict[str, object]]:
        for name, handlers in before.items():
            logger = logging.getLogger(name)
            logger.handlers, logger.propagate = handlers, True
        return [json.loads(line) for line in written.getvalue().splitlines()]

    return lines


def test_a_request_is_one_json_line_with_ids_and_without_its_address(
    as_: As, log_lines: Callable[[], list[dict[str, object]]]
) -> None:
    as_("leader").get("/linli/people/?q=赵桂兰")
    lines = log_lines()
    asked = next(line for line in lines if line.get("endpoint") == "people.index")
    assert asked["status"] == 200
    assert asked["level"] == "INFO"
    assert isinstance(asked["account"], int)
    assert "赵桂兰" not in json.dumps(lines, ensure_ascii=False)
    assert "/linli" not in json.dumps(lines)


def test_an_unknown_log_format_is_refused() -> None:
    with pytest.raises(ValueError, match="text or json"):
        logs.configure("xml", requests=False)


def test_a_fault_is_logged_without_the_values_of_its_statement(app: Flask) -> None:
    from sqlalchemy.exc import DBAPIError

    with pytest.raises(DBAPIError) as fault:
        db.session.execute(text("SELECT * FROM nowhere WHERE name = :n"), {"n": "赵桂兰"})
    assert "赵桂兰" not in str(fault.value)


def test_the_error_page_carries_the_number_that_the_log_has(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app.testing = False
    monkeypatch.setattr("teamhub.blueprints.health.schema.head", lambda: 1 / 0)
    answer = app.test_client().get("/healthz", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.get_data(as_text=True)


def test_the_end_of_a_certificate_is_read_from_the_proxy(tmp_path: Path) -> None:
    end = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
    signed = trustme.CA().issue_cert("teamhub.example.org", not_after=end)
    server = HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    signed.configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        assert certificate.ends_at("127.0.0.1", server.server_port) == end
    finally:
        server.shutdown()
        server.server_close()
    assert certificate.ends_at("127.0.0.1", server.server_port) is None
