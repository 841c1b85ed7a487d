"""Whose turn it is to write into the SQLite file. One writer at a time, checkpoints included; who cannot write soon is
told so soon, and never takes the threads that readers need."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

try:
    import fcntl
except ImportError:  # Windows: one process, the thread lock is all there is
    LOCKS_FILES = False
else:
    LOCKS_FILES = True

log = logging.getLogger("teamhub")

PATIENCE = 5.0
"""Seconds that a writer waits: for its turn and for SQLite's lock together."""
PATIENCE_AFTER_A_REFUSAL = 1.0
REFUSED_FOR = 1.0
"""Seconds for which nobody asks again after the file was found locked for too long."""
BLOCKED_AFTER = 0.5
"""Seconds after which a lock held by another program counts as a stoppage, not as a queue."""
CHECKPOINT_COMMITS = 100
CHECKPOINT_GROWTH = 4 * 1024**2
SHRINK_FROM = 16 * 1024**2
"""Bytes of the write-ahead log from which the file itself is cut, not only written over."""
READERS_END_WITHIN = 0.5
MOST_FOR_READERS = 2.5
"""Seconds that a cut of the log waits for those who read: at first; the longer the log, up to half of a writer's
patience."""

Version = tuple[int, ...]
REPAIRED: tuple[tuple[Version, Version], ...] = (((3, 44, 6), (3, 45)), ((3, 50, 7), (3, 51)))
"""Back-ports of the repair: from, before."""


def loses_pages(version: Version) -> bool:
    """The WAL-reset defect: a checkpoint beside a writer that begins the log anew may leave out pages. In every SQLite
    before 3.51.3 but the back-ports."""
    if version >= (3, 51, 3):
        return False
    return not any(first <= version < end for first, end in REPAIRED)


def locked() -> OperationalError:
    """As SQLite says it."""
    said = sqlite3.OperationalError("database is locked")
    said.sqlite_errorname, said.sqlite_errorcode = "SQLITE_BUSY", sqlite3.SQLITE_BUSY
    return OperationalError("BEGIN IMMEDIATE", {}, said)


class WriterTurn:
    """The turn of one database file. `narrow`: this SQLite has the WAL-reset defect, so nothing but the holder of the
    turn may checkpoint, in whichever process; a lock file beside the database tells the processes apart."""

    def __init__(self, database: Path | None, *, narrow: bool, most_waiting: int) -> None:
        self.database, self.narrow, self.most_waiting = (
            database,
            narrow and database is not None,
            most_waiting,
        )
        self._lock, self._owner = threading.Lock(), 0
        self._counting, self._waiting = threading.Lock(), 0
        self._until = 0.0
        self._begins: float | None = None
        self._refused: float | None = None
        self._file: int | None = None
        self._commits, self._size_seen, self._left = 0, 0, 0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises OperationalError (busy) when it does not come within PATIENCE. The owner may take it again."""
        if self._owner == threading.get_ident():
            yield
            return
        self._until = self._wait()
        self._owner = threading.get_ident()
        try:
            with self._alone_among_processes():
                yield
        finally:
            self._owner = 0
            self._lock.release()

    def begin(self, connection: Connection) -> None:
        """BEGIN IMMEDIATE with what is left of the writer's patience."""
        assert self._owner == threading.get_ident(), "who writes takes a turn first: unit_of_work"
        left = max(0.1, self._until - time.monotonic())
        if self._refused is not None:
            left = min(left, PATIENCE_AFTER_A_REFUSAL)
        hurried = left < PATIENCE - 0.1
        self._begins = time.monotonic()
        try:
            if hurried:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={int(left * 1000)}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError:
            self._refused = time.monotonic()
            raise
        else:
            self._refused = None
        finally:
            self._begins = None
            if hurried:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={int(PATIENCE * 1000)}")

    def committed(self, engine: Engine) -> None:
        """After a commit, still in the turn: where SQLite may not checkpoint by itself, do it now and then."""
        self._commits += 1
        if not self.narrow:
            return
        size = self._log_size()
        if self._commits < CHECKPOINT_COMMITS and size < self._size_seen + CHECKPOINT_GROWTH:
            return
        self._commits = 0
        # What was committed is safe in the log; a checkpoint that fails is tried again later.
        with contextlib.suppress(sqlite3.Error):
            self._checkpoint(engine)
        self._size_seen = self._log_size()

    def _checkpoint(self, engine: Engine) -> None:
        """Without waiting for anybody. Where pages overlap, though, there always is one that keeps the log from beginning
        anew: a cut of a long log waits a moment for those that read. For one who reads on, an export, or where a machine is
        so busy that pages take seconds, the next cut waits when as much has been added, and longer."""
        raw = engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute("PRAGMA busy_timeout=0")
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            size = self._log_size()
            if size > SHRINK_FROM:
                if size > self._left + SHRINK_FROM:
                    wait = min(READERS_END_WITHIN * size / SHRINK_FROM, MOST_FOR_READERS)
                    cursor.execute(f"PRAGMA busy_timeout={int(wait * 1000)}")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._left = self._log_size()
        finally:
            with contextlib.suppress(sqlite3.Error):
                raw.cursor().execute(f"PRAGMA busy_timeout={int(PATIENCE * 1000)}")
            raw.close()

    def _wait(self) -> float:
        """Until the lock is ours; when our patience ends. Readers keep some threads: while the file is locked from
        outside, those who wait beyond `most_waiting` are turned away."""
        until = time.monotonic() + PATIENCE
        with self._counting:
            self._waiting += 1
        try:
            while not self._lock.acquire(timeout=0.1):
                now = time.monotonic()
                if now >= until or (self._blocked(now) and self._give_way()):
                    raise locked()
        finally:
            with self._counting:
                self._waiting -= 1
        if self._refused is not None and time.monotonic() - self._refused < REFUSED_FOR:
            self._lock.release()
            raise locked()
        return until

    def _blocked(self, now: float) -> bool:
        begins = self._begins
        return begins is not None and now - begins > BLOCKED_AFTER

    def _give_way(self) -> bool:
        with self._counting:
            return self._waiting > self.most_waiting

    @contextmanager
    def _alone_among_processes(self) -> Iterator[None]:
        """The lock file, only where SQLite's own lock is not enough."""
        if not self.narrow or not self._open_file():
            yield
            return
        assert self._file is not None
        self._begins = time.monotonic()
        try:
            pause = 0.001
            while not _try_lock(self._file):
                if time.monotonic() >= self._until:
                    self._refused = time.monotonic()
                    raise locked()
                time.sleep(pause)
                pause = min(0.02, pause * 2)
        finally:
            self._begins = None
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _open_file(self) -> bool:
        """False where there are no such locks, or where nothing can be written: then the commit itself will fail."""
        if not LOCKS_FILES or self.database is None:
            return False
        if self._file is None:
            place = self.database.with_name(self.database.name + ".turn")
            try:
                self._file = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError:
                return False
            weakref.finalize(self, os.close, self._file)
        return True

    def _log_size(self) -> int:
        assert self.database is not None
        try:
            return self.database.with_name(self.database.name + "-wal").stat().st_size
        except OSError:
            return 0


def _try_lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


_turns: WeakKeyDictionary[Engine, WriterTurn] = WeakKeyDictionary()


def prepare(engine: Engine, *, threads: int) -> WriterTurn:
    """The turn of this engine's file. `threads`: of the server; four of them are never taken by waiting writers."""
    name = engine.url.database
    database = Path(name).resolve() if name and name != ":memory:" else None
    turn = WriterTurn(
        database, narrow=loses_pages(sqlite3.sqlite_version_info), most_waiting=max(1, threads - 4)
    )
    _turns[engine] = turn
    return turn


def file_turn(engine: Engine) -> WriterTurn | None:
    """None where the database keeps its writers apart by itself (PostgreSQL)."""
    return _turns.get(engine)


@contextmanager
def writers_turn(engine: Engine) -> Iterator[None]:
    """For a writing transaction: one thread of one process at a time on SQLite, no wait at all elsewhere."""
    turn = file_turn(engine)
    if turn is None:
        yield
        return
    with turn.taken():
        yield
