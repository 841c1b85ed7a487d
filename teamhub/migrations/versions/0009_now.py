"""Who is at a post now and which requests are open are read from an index alone: a subdistrict asks both of a thousand
communities at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = "done_at IS NULL AND closed_at IS NULL"


def upgrade() -> None:
    op.drop_index("ix_check_ins_community_id", "check_ins")  # the next begins with the community, too
    op.create_index(
        "ix_check_ins_present", "check_ins", ["community_id", "checked_out_at", "arrived_at", "assignment_id"]
    )
    op.create_index(
        "ix_resident_requests_open",
        "resident_requests",
        ["community_id", "due_at"],
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )


def downgrade() -> None:
    op.drop_index("ix_check_ins_present", "check_ins")
    op.create_index("ix_check_ins_community_id", "check_ins", ["community_id"])
    op.drop_index("ix_resident_requests_open", "resident_requests")
