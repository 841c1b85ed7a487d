"""What was issued or journalled never changes: the database itself refuses."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RULES = {
    "journal_entries": ("TRUE", "the journal never changes"),
    "stored_documents": ("TRUE", "printed documents never change"),
    "daily_briefs": ("OLD.state = 'issued'", "issued briefs never change"),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, (condition, words) in RULES.items():
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} WHEN {condition} "
                    f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$"
    )
    for table, (condition, words) in RULES.items():
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} FOR EACH ROW "
                f"WHEN ({condition}) EXECUTE FUNCTION refuse_change('{words}')"
            )


def downgrade() -> None:
    on_table = "" if op.get_bind().dialect.name == "sqlite" else " ON {table}"
    for table in RULES:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{verb}" + on_table.format(table=table))
    if on_table:
        op.execute("DROP FUNCTION refuse_change()")
