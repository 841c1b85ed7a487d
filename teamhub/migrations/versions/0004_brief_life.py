"""A brief's verification code, what its writer saw, who saved last; of a print its pages, and its words for the search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ADDED = (
    ("daily_briefs", "code", sa.String(40), None),
    ("daily_briefs", "saved_by", sa.String(120), ""),
    ("daily_briefs", "seen", sa.Text(), None),
    ("stored_documents", "pages", sa.Integer(), None),
    ("stored_documents", "words", sa.Text(), None),
)
"""Table, column, type, and what older rows get: nothing, or a value that is then required."""


def upgrade() -> None:
    """Columns are added in place: a table made anew would lose the triggers that guard what was issued."""
    for table, name, kind, given in ADDED:
        op.add_column(table, sa.Column(name, kind, nullable=given is None, server_default=given))
    op.create_index("uq_daily_briefs_code", "daily_briefs", ["code"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_daily_briefs_code", table_name="daily_briefs")
    for table, name, _, _ in reversed(ADDED):
        op.drop_column(table, name)
