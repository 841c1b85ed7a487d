"""From HTML to PDF in a child process with limits. The only place that prints."""

from __future__ import annotations

import atexit
import base64
import hashlib
import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from teamhub.documents import press_warm, press_worker
from teamhub.documents.fonts import CHAINS, STATIC, locate
from teamhub.documents.press_queue import Queue, QueueFull, processors
from teamhub.documents.press_warm import NotTaken, Outcome, TimeUp, WarmPress

log = logging.getLogger(__name__)

ARCHIVE = "pdf/a-2a"
"""PDF/A for archives at level A: tagged, every font embedded, readable by a screen reader."""

AT_ONCE = max(1, min(4, processors() // 2))
"""Prints that run at the same time: half of the processors go on answering pages."""

QUEUE = Queue(AT_ONCE, room=6, within=60.0)
WARM = WarmPress()


class PrintingFailed(Exception):
    """`code`: refused_address, too_long (the clock ran out), busy (too many are waiting for the press) or broken.
    `detail` is for the log, not for people."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Asset:
    """A file that a document may show: by `path`, or made for it (`body`)."""

    path: Path | None
    media_type: str
    body: bytes = b""

    def as_order(self) -> list[str]:
        made = "" if self.path else base64.b64encode(self.body).decode()
        return [str(self.path or ""), self.media_type, made]


@dataclass(frozen=True)
class Limits:
    """Bytes of address space, seconds of processor, bytes of any file and of the PDF, seconds on the clock: of the print
    itself, waiting for a turn does not count."""

    memory: int = 1024 * 1024 * 1024
    cpu_seconds: int = 30
    file_bytes: int = 128 * 1024 * 1024
    seconds: float = 60.0


@dataclass(frozen=True)
class Pressed:
    """`remarks`: what WeasyPrint had to say; empty when all is well."""

    pdf: bytes
    remarks: str


def font_assets() -> dict[str, Asset]:
    """The fonts that travel with the project, by the name under which style sheets ask for them."""
    fonts = {font.asset: font for chain in CHAINS.values() for font in chain if font.asset}
    return {name: Asset(locate(font), "font/otf") for name, font in fonts.items()}


def style_sheet(name: str) -> str:
    """A style sheet of static/css/paper."""
    return (STATIC / "css" / "paper" / name).read_text("utf-8")


def render(
    html: str,
    css: Sequence[str],
    assets: Mapping[str, Asset],
    limits: Limits = Limits(),
    variant: str = ARCHIVE,
) -> bytes:
    """The PDF. The document may ask for `teamhub-asset:<name>` of `assets` and for nothing else.
    Raises PrintingFailed."""
    return press(html, css, assets, limits, variant).pdf


def press(
    html: str,
    css: Sequence[str],
    assets: Mapping[str, Asset],
    limits: Limits = Limits(),
    variant: str = ARCHIVE,
) -> Pressed:
    digest = hashlib.sha256("\0".join([html, *css]).encode()).hexdigest()
    order = {
        "html": html,
        "css": list(css),
        "assets": {name: a.as_order() for name, a in assets.items()},
        "variant": variant,
        "identifier": digest[:32],
    }
    with _turn():
        return _judged(_printed(order, asdict(limits)))


@contextmanager
def patience() -> Iterator[None]:
    """Around work in the background, where nobody sits before an open page: its orders wait for their turn as long as
    it takes, and leave the room of the queue to others. Holds for the thread that asks."""
    token = _PATIENT.set(True)
    try:
        yield
    finally:
        _PATIENT.reset(token)


_PATIENT: ContextVar[bool] = ContextVar("patient", default=False)


def open_for(threads: int) -> None:
    """Called by a server with so many request threads: loads the press, and lets at most half of the threads stand
    before it, so that the others answer pages."""
    QUEUE.room = max(1, threads // 2 - QUEUE.at_once)
    if press_warm.AVAILABLE:
        WARM.start()


@contextmanager
def _turn() -> Iterator[None]:
    try:
        with QUEUE.turn(patient=_PATIENT.get()):
            yield
    except QueueFull as full:
        log.warning("the press is busy: %s", full)
        raise PrintingFailed("busy", str(full)) from None


def _printed(order: dict[str, Any], limits: dict[str, float]) -> Outcome:
    try:
        if press_warm.AVAILABLE:
            try:
                return WARM.order(order, limits)
            except NotTaken:
                log.warning("the warm press took no order: printing without it")
        return printed_alone(order, limits)
    except TimeUp:
        raise PrintingFailed("too_long", f"more than {limits['seconds']} s") from None


def printed_alone(order: dict[str, Any], limits: dict[str, float]) -> Outcome:
    """By a process that loads everything for this one order. Raises TimeUp."""
    with tempfile.TemporaryDirectory(prefix="teamhub-press-") as scratch:
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and our own file
                [sys.executable, "-I", press_worker.__file__],
                input=json.dumps({**order, "limits": limits}).encode(),
                capture_output=True,
                timeout=limits["seconds"],
                env=press_warm.environment(scratch),
                cwd=scratch,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise TimeUp from None
    return Outcome(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip())


def _judged(done: Outcome) -> Pressed:
    if done.status == press_worker.REFUSED:
        log.error("a document asked for a foreign address: %s", done.remarks[-300:])
        raise PrintingFailed("refused_address", done.remarks)
    if done.status != press_worker.PRINTED or not done.pdf.startswith(b"%PDF"):
        log.error("the press failed with %s: %s", done.status, done.remarks[-300:])
        raise PrintingFailed("broken", f"exit {done.status}: {done.remarks}")
    if done.remarks:
        log.warning("the press remarks: %s", done.remarks[-300:])
    return Pressed(done.pdf, done.remarks)


def _after_fork() -> None:
    """A forked copy of the application has a press and a queue of its own."""
    global QUEUE  # noqa: PLW0603 - the old one may be locked by a thread that is not in this copy
    WARM.forget()
    QUEUE = Queue(QUEUE.at_once, QUEUE.room, QUEUE.within)


atexit.register(WARM.stop)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
