"""Prints in the background: what was asked for, how far it is, and the file for a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from teamhub.models import base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "print_jobs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("community_id", KEY, nullable=False),
        sa.Column("asked_by_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("site", sa.String(length=240), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("started_at", base.UtcMoment(timezone=True), nullable=False),
        sa.Column("seen_at", base.UtcMoment(timezone=True), nullable=False),
        sa.Column("ended_at", base.UtcMoment(timezone=True), nullable=True),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("done >= 0 AND total >= 0", name=op.f("ck_print_jobs_counts_not_negative")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["accounts.id"], name=op.f("fk_print_jobs_asked_by_id")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_print_jobs_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_jobs")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("print_jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_jobs_community_id"), ["community_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("print_jobs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_print_jobs_community_id"))
    op.drop_table("print_jobs")
