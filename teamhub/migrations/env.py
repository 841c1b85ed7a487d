"""Alembic's entry: one transaction for all steps, batch mode for SQLite."""

from __future__ import annotations

from alembic import context

from teamhub.models import db

engine = context.config.attributes["engine"]

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=False,
        user_module_prefix="base.",
    )
    with context.begin_transaction():
        context.run_migrations()
