"""Backups by the clock: made, checked, rotated, and once a week restored for practice. What came of it stands in
`state.json` beside them, so that it can be read even when the database cannot."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from teamhub.actions import backup, schema
from teamhub.domain import backups as rules
from teamhub.domain.errors import RuleBroken

try:
    import fcntl
except ImportError:  # Windows: one server, one scheduler
    LOCKS_FILES = False
else:
    LOCKS_FILES = True

STATE, LEASE = "state.json", ".lease"
NAME = "teamhub-{:%Y%m%dT%H%M%SZ}.zip"
PATTERN = "teamhub-????????T??????Z.zip"


@dataclass(frozen=True)
class Made:
    """The last good backup. `at`: an instant in ISO 8601, UTC."""

    at: str
    file: str
    rows: int
    size: int
    seconds: float
    encrypted: bool


@dataclass(frozen=True)
class Failed:
    """`why`: the code of the refusal, or what the system said."""

    at: str
    why: str


@dataclass(frozen=True)
class Drill:
    """The last restore for practice. `why`: empty when it went well."""

    at: str
    file: str
    rows: int
    seconds: float
    why: str = ""


@dataclass(frozen=True)
class State:
    """`failed`: since the last good one; `drill`: the last one, good or not."""

    made: Made | None = None
    failed: Failed | None = None
    drill: Drill | None = None


@dataclass(frozen=True)
class Place:
    """What a round works on. `minutes`: between two backups."""

    database: Path
    folder: Path
    minutes: int
    key: bytes
    secret: bytes | None = None


def state_of(folder: Path) -> State:
    """Of a folder of backups; an empty state where there is none yet, or where it cannot be read."""
    try:
        told = json.loads((folder / STATE).read_text("utf-8"))
        return State(
            Made(**told["made"]) if told.get("made") else None,
            Failed(**told["failed"]) if told.get("failed") else None,
            Drill(**told["drill"]) if told.get("drill") else None,
        )
    except (OSError, ValueError, TypeError, KeyError):
        return State()


def run_due(place: Place, *, at: datetime, at_once: bool = False) -> State | None:
    """Makes the backup and the drill that are due (`at_once`: the backup in any case). None: nothing was due, or
    another process is at it. Never raises what a backup raises: it is written down."""
    place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _lease(place.folder) as ours:
        if not ours:
            return None
        state = state_of(place.folder)
        last = newest(place.folder)
        make = at_once or rules.due(_moment(last) if last else None, at, place.minutes)
        if make:
            state = _make(place, state, at)
            _rotate(place.folder)
        drilled = datetime.fromisoformat(state.drill.at) if state.drill else None
        last = newest(place.folder)
        drill = last is not None and rules.drill_due(drilled, at)
        if last is not None and drill:
            state = replace(state, drill=_drill(place, last, at))
        if not make and not drill:
            return None
        _write(place.folder, state)
    return state


def newest(folder: Path) -> Path | None:
    return max(folder.glob(PATTERN), default=None)


def _make(place: Place, state: State, at: datetime) -> State:
    target, begun = place.folder / NAME.format(at.astimezone(UTC)), time.monotonic()
    try:
        manifest = backup.make(place.database, target, key=place.key, at=at, secret=place.secret)
    except (RuleBroken, OSError, backup.SQLITE_ERROR) as error:
        return replace(state, failed=Failed(at.isoformat(), _why(error)))
    seconds = round(time.monotonic() - begun, 1)
    made = Made(
        at.isoformat(),
        target.name,
        sum(manifest.rows.values()),
        target.stat().st_size,
        seconds,
        place.secret is not None,
    )
    return replace(state, made=made, failed=None)


def _drill(place: Place, file: Path, at: datetime) -> Drill:
    """Restores into a folder that is thrown away: unpacked, checked, brought to this schema, counted."""
    begun, rows, why = time.monotonic(), 0, ""
    try:
        with tempfile.TemporaryDirectory(prefix=".drill-", dir=place.folder) as folder:
            restored = Path(folder) / "teamhub.sqlite"
            made = backup.restore(
                file, restored, key=place.key, at=at, secret=place.secret, prepare=schema.upgrade_file
            )
            rows = sum(backup.describe(restored, place.key, at).rows[table] for table in made.rows)
            if rows < sum(made.rows.values()):
                why = "rows_missing"
    except (RuleBroken, OSError, backup.SQLITE_ERROR, KeyError) as error:
        why = _why(error)
    return Drill(at.isoformat(), file.name, rows, round(time.monotonic() - begun, 1), why)


def _rotate(folder: Path) -> None:
    files = {_moment(file): file for file in folder.glob(PATTERN)}
    for moment in files.keys() - rules.kept(files):
        files[moment].unlink(missing_ok=True)
    for left in folder.glob(".teamhub-*"):  # of a round that was killed
        for file in left.iterdir():
            file.unlink()
        left.rmdir()


def _moment(file: Path) -> datetime:
    return datetime.strptime(file.name, "teamhub-%Y%m%dT%H%M%SZ.zip").replace(tzinfo=UTC)


def _why(error: BaseException) -> str:
    if isinstance(error, RuleBroken):
        return error.code
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return type(error).__name__


def _write(folder: Path, state: State) -> None:
    fresh = folder / f".{STATE}.{os.getpid()}"
    told: dict[str, Any] = asdict(state)
    try:
        fresh.write_text(json.dumps(told, indent=1), "utf-8")
        fresh.replace(folder / STATE)
    except OSError:
        # The disk that has no room for a backup may have none for the note either; the age of the newest tells.
        with contextlib.suppress(OSError):
            fresh.unlink()


@contextmanager
def _lease(folder: Path) -> Iterator[bool]:
    """One process at a time makes backups. The lock goes with the process, however that ends."""
    if not LOCKS_FILES:
        yield True
        return
    held = os.open(folder / LEASE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(held)
