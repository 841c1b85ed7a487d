"""Who vouches for an arrival that nobody saw."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from teamhub.models import base

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed_at", base.UtcMoment(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("confirmed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_check_ins_confirmed_by_id"), "accounts", ["confirmed_by_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_check_ins_confirmed_by_id"), type_="foreignkey")
        batch_op.drop_column("confirmed_by_id")
        batch_op.drop_column("confirmed_at")
