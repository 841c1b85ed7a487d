"""What a refusal of the database means for those who wait for it."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolEmpty


class Fault(StrEnum):
    """BUSY: somebody else holds it. FULL: no space on the disk. READ_ONLY: it may not be written. DAMAGED: the file does
    not hold what it should. FAILING: the disk reports errors. AWAY: it cannot be reached, or nothing more is known."""

    BUSY = "busy"
    FULL = "full"
    READ_ONLY = "read_only"
    DAMAGED = "damaged"
    FAILING = "failing"
    AWAY = "away"


SQLITE = {
    "SQLITE_BUSY": Fault.BUSY,
    "SQLITE_LOCKED": Fault.BUSY,
    "SQLITE_FULL": Fault.FULL,
    "SQLITE_READONLY": Fault.READ_ONLY,
    "SQLITE_CORRUPT": Fault.DAMAGED,
    "SQLITE_NOTADB": Fault.DAMAGED,
    "SQLITE_IOERR": Fault.FAILING,
    "SQLITE_CANTOPEN": Fault.AWAY,
    "SQLITE_PROTOCOL": Fault.BUSY,
}
POSTGRES = {
    "53100": Fault.FULL,
    "53300": Fault.BUSY,
    "55P03": Fault.BUSY,
    "40001": Fault.BUSY,
    "40P01": Fault.BUSY,
    "25006": Fault.READ_ONLY,
    "58030": Fault.FAILING,
    "XX001": Fault.DAMAGED,
    "XX002": Fault.DAMAGED,
}


def fault_of(error: SQLAlchemyError) -> Fault:
    """`error`: an OperationalError, a DatabaseError or an exhausted pool."""
    if isinstance(error, PoolEmpty):
        return Fault.BUSY
    if not isinstance(error, DBAPIError):
        return Fault.AWAY
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return POSTGRES.get(state, Fault.AWAY)
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    # SQLite's finer codes carry the coarse one in front: SQLITE_IOERR_WRITE
    return next((fault for code, fault in SQLITE.items() if name.startswith(code)), Fault.AWAY)
