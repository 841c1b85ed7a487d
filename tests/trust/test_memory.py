"""A server's threads share the memory that they free."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.conftest import copy_instance
from tests.trust.killed_server import Server
from tests.trust.phones import signed_in
from tests.trust.steady_load import Request, send_all

ARENA = 64 << 20
"""Bytes of address space that glibc sets aside for an arena of a thread, and what its address is a multiple of."""


def arenas(pid: int) -> int:
    """Arenas of threads in a process: what is in use of each, and behind it what is only set aside."""
    parts = []
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        words = line.split()
        begin, end = (int(edge, 16) for edge in words[0].split("-"))
        parts.append((begin, end, words[1]))
    return sum(
        begin % ARENA == 0 and (used, rest) == ("rw-p", "---p") and middle == there and end - begin == ARENA
        for (begin, middle, used), (there, end, rest) in pairwise(parts)
    )


def served_by_many_threads(folder: Path, cast: Cast, more: dict[str, str]) -> int:
    """Arenas of a server after eighty pages for eight who ask at once."""
    (member,) = signed_in(folder, cast, "member")
    server = Server(folder, more=more)
    server.start()
    try:
        answers = send_all(server.port, [Request(member, "/linli/me")] * 80, per_second=1000, connections=8)
        assert (answers.errors, answers.statuses[200]) == (0, 80)
        assert server.process is not None
        return arenas(server.process.pid)
    finally:
        server.stop()


def test_two_dozen_threads_share_two_arenas(
    peopled_instance: tuple[Path, Cast], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process begins with one, which is counted elsewhere. The control: whoever sets the variable gets what it says."""
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    source, cast = peopled_instance
    assert served_by_many_threads(copy_instance(source, tmp_path / "shared"), cast, {}) <= 1
    many = {"MALLOC_ARENA_MAX": "12"}
    assert served_by_many_threads(copy_instance(source, tmp_path / "many"), cast, many) > 4
