"""Nothing is fetched from elsewhere: pinned packages, own files, and a server that starts and serves where there is no
network but the machine's own loopback."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import copy_instance

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = re.compile(
    r"""(?:src|href|action|url\(|@import|importScripts\(|fetch\()\s*[=(]?\s*["']?(?:https?:)?//"""
)
INSIDE = """
import os, re, subprocess, sys, time, urllib.request
here = "http://127.0.0.1:8000"
server = subprocess.Popen([sys.executable, "-m", "teamhub", "serve"], stdout=subprocess.DEVNULL)
try:
    until = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(here + "/healthz", timeout=5)
            break
        except OSError:
            assert server.poll() is None and time.monotonic() < until, "the server did not start"
            time.sleep(0.1)
    try:
        urllib.request.urlopen("http://192.0.2.1/", timeout=5)
    except OSError as fault:
        assert "unreachable" in str(fault), fault
    page = urllib.request.urlopen(here + "/sign-in").read().decode()
    parts = set(re.findall(r'(?:src|href)="([^"#]+)', page))
    for part in parts:
        assert part.startswith("/"), part
        assert urllib.request.urlopen(here + part).status == 200, part
    print(len(parts))
finally:
    server.terminate()
    server.wait()
"""


@pytest.mark.proves("T79")
@pytest.mark.sqlite("a network of its own reaches no database server")
def test_the_server_starts_and_serves_a_whole_page_without_any_network(
    migrated_instance: Path, tmp_path: Path
) -> None:
    instance = copy_instance(migrated_instance, tmp_path / "alone")
    done = subprocess.run(
        [
            "unshare",
            "--map-root-user",
            "--net",
            "sh",
            "-c",
            'ip link set lo up && exec "$0" -c "$1"',
            sys.executable,
            INSIDE,
        ],
        cwd=ROOT,
        env={
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "TEAMHUB_INSTANCE_PATH": str(instance),
            "HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr[:1500] + done.stderr[-800:]
    assert int(done.stdout) > 5


@pytest.mark.proves("T79")
@pytest.mark.parametrize("lock", sorted((ROOT / "locks").glob("*.txt")), ids=lambda path: path.stem)
def test_every_package_is_pinned_with_its_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text("utf-8")
    packages = re.findall(r"^[A-Za-z0-9][^\n]*?(?:\\\n(?:    [^\n]*\n?)+|\n)", text, re.MULTILINE)
    assert packages
    for package in packages:
        assert re.match(r"\S+==\S+", package), package[:80]
        assert "--hash=sha256:" in package, package[:80]
    assert not re.search(r"^\s*-?-?(?:extra-)?index-url|https?://", text, re.MULTILINE)


@pytest.mark.proves("T79")
def test_no_page_and_no_script_names_a_foreign_address() -> None:
    own = [
        *ROOT.glob("teamhub/templates/**/*.html"),
        *ROOT.glob("static/js/*.js"),
        *ROOT.glob("static/css/**/*.css"),
    ]
    assert len(own) > 100
    found = [f"{path.name}: {m.group(0)}" for path in own for m in FOREIGN.finditer(path.read_text("utf-8"))]
    assert found == []


def test_a_foreign_script_would_be_noticed() -> None:
    assert FOREIGN.search('<script src="https://cdn.example/x.js">')
    assert FOREIGN.search("@import '//cdn.example/x.css'")
    assert FOREIGN.search("background: url(http://elsewhere/x.png)")
