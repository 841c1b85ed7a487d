"""Several processes on one host: gunicorn makes the instance ready once, and any worker answers."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.trust.killed_server import ROOT, STARTS_WITHIN


def answer(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    got = connection.getresponse()
    return got.status, got.read().decode()


def test_two_workers_start_on_an_empty_database_and_both_are_ready(empty_instance: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TEAMHUB_") and k != "DATABASE_URL"}
    command = [
        "-m",
        "gunicorn",
        "-c",
        "python:teamhub.cli.workers",
        "--workers",
        "2",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    process = subprocess.Popen(
        [sys.executable, *command, "app:app"],
        cwd=ROOT,
        env={**kept, "TEAMHUB_INSTANCE_PATH": str(empty_instance)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until and process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        status, told = answer(port, "/healthz")
        assert (status, json.loads(told)["ready"]) == (200, True)
        assert answer(port, "/first-run/")[0] == 200
    finally:
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert said.count("Booting worker") == 2
    assert "Traceback" not in said
