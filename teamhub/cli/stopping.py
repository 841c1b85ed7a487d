"""The server's loop with a graceful end: who is told to stop takes no new visitors, answers those who are there, and
only then goes."""

from __future__ import annotations

import signal
import threading
import time
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

LOOK = 0.2
"""Seconds between two looks at whether somebody wants an end."""
CONNECTIONS = 800
"""Open at a time; a browser keeps one or more for two minutes. Some below the thousand files that a process may have open."""
PATIENCE = 25.0
"""Seconds for those who are being served; longer than any page takes, shorter than a service manager waits."""


def serve(app: Flask, stop: threading.Event, *, host: str, port: int, threads: int) -> None:
    """Serves until SIGTERM, SIGINT or `stop`."""
    connections: dict[int, Any] = {}
    server = create_server(
        app,
        map=connections,
        host=host,
        port=port,
        threads=threads,
        ident=None,
        connection_limit=CONNECTIONS,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        wasyncore.loop(timeout=LOOK, use_poll=True, map=connections, count=1)
    _finish(connections)
    server.task_dispatcher.shutdown()
    wasyncore.close_all(connections)


def _finish(connections: dict[int, Any]) -> None:
    until = time.monotonic() + PATIENCE
    for _ in range(3):  # who has already knocked is let in
        wasyncore.loop(timeout=0, use_poll=True, map=connections, count=1)
    for listener in [one for one in connections.values() if isinstance(one, BaseWSGIServer)]:
        wasyncore.dispatcher.close(
            listener
        )  # the listener's own close() would also take the loop's alarm away
    while time.monotonic() < until:
        channels = [one for one in connections.values() if isinstance(one, HTTPChannel)]
        if not channels:
            return
        for channel in channels:
            if not channel.requests and channel.request is None:
                channel.close_when_flushed = True
        wasyncore.loop(timeout=0.05, use_poll=True, map=connections, count=1)
