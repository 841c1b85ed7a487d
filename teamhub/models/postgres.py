"""How transactions begin and end on PostgreSQL. Imported where one is used: the driver is an extra."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, cast

from psycopg import Connection as Driver
from psycopg import Error
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event

from teamhub.models.modes import only_reading, writing

PREPARED = 500
"""Statements a connection keeps planned: what the pages ask, with room. The driver's own hundred is less than two
pages."""


def prepare(engine: Engine) -> None:
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    event.listen(engine, "rollback", _on_rollback)


def _on_connect(driver: Driver[Any], record: Any) -> None:
    driver.prepared_max = PREPARED


def _on_begin(connection: Connection) -> None:
    """A writer sees, with each statement, what others have stored meanwhile: it decides after it got its turn, and its
    snapshot would otherwise be older than that."""
    driver, reads = _driver(connection), only_reading.get() and not writing.get()
    if driver.read_only != reads:
        driver.read_only = reads
    if writing.get():
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")


def _on_rollback(connection: Connection) -> None:
    """A page's transaction ends with COMMIT. It could store nothing, the server saw to that; and at a ROLLBACK the driver
    forgets every statement it has prepared, so that the next page's questions would be planned anew, one by one."""
    if connection.invalidated:
        return
    driver = _driver(connection)
    if driver.read_only and driver.info.transaction_status == TransactionStatus.INTRANS:
        with suppress(Error):  # the server is gone: the ROLLBACK that follows finds out
            driver.commit()


def _driver(connection: Connection) -> Driver[Any]:
    return cast("Driver[Any]", connection.connection.dbapi_connection)
