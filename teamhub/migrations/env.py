"""Alembic's entry: all steps in one transaction, batch mode for SQLite.

SQLite changes a table by building it anew. Two things would be lost on the way, and both are seen to here: rows that
point at the table (references are switched off meanwhile and checked before the commit) and the table's triggers."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from teamhub.models import db


class Triggers:
    """What guards the tables, before each step and after it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.before = self._all()

    def _all(self) -> dict[str, tuple[str, int, str]]:
        """Name -> (table, the table's first page, words). A table that was built anew has another first page."""
        found = self.connection.exec_driver_sql(
            "SELECT g.name, g.tbl_name, t.rootpage, g.sql FROM sqlite_master g "
            "JOIN sqlite_master t ON t.type = 'table' AND t.name = g.tbl_name WHERE g.type = 'trigger'"
        )
        return {name: (table, page, words) for name, table, page, words in found}

    def keep(self, ctx: object, step: object, heads: object, run_args: object) -> None:
        """After a step: triggers that went with their table are put back; one that the step dropped stays away."""
        now = self._all()
        tables = self.connection.exec_driver_sql(
            "SELECT name, rootpage FROM sqlite_master WHERE type = 'table'"
        )
        pages = {str(name): int(page) for name, page in tables}
        for name, (table, page, words) in self.before.items():
            if name not in now and pages.get(table, page) != page:
                self.connection.exec_driver_sql(words)
        self.before = self._all()


def refuse_loose_ends(connection: Connection) -> None:
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
    if loose:
        raise RuntimeError(
            f"a migration would leave rows that point nowhere: {[tuple(row) for row in loose]}"
        )


def migrate(connection: Connection) -> None:
    embedded = connection.dialect.name == "sqlite"
    with connection.begin():
        if not embedded:
            # Several servers may start at once: the first brings the schema up, the others then find it done. However
            # long that takes: this is the one lock that is waited for without end.
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(-1)")
        triggers = Triggers(connection) if embedded else None
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            user_module_prefix="base.",
            on_version_apply=triggers.keep if triggers else None,
        )
        context.run_migrations()
        if embedded:
            refuse_loose_ends(connection)


with context.config.attributes["engine"].connect() as opened:
    raw = opened.connection.driver_connection
    if opened.dialect.name == "sqlite":
        raw.execute("PRAGMA foreign_keys=OFF")  # only outside a transaction
    try:
        migrate(opened)
    finally:
        if opened.dialect.name == "sqlite":
            raw.execute("PRAGMA foreign_keys=ON")
