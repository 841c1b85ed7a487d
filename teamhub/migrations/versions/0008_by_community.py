"""Every table of a community has an index that begins with the community: its rows are found, moved to another server
or erased without looking at anybody else's."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = (
    "bot_messages", "buildings", "care_assignments", "care_medicines", "deed_helpers", "directive_receipts",
    "gate_periods", "muster_calls", "pool_alerts", "post_closures", "queue_moves", "relay_runs", "request_steps",
    "roster_publications", "round_eligible", "sampling_sites", "sampling_team_members", "sampling_teams",
    "shift_pattern_parts", "shift_patterns", "site_compounds", "staffing_seats", "stored_documents", "sweep_doors",
    "sweep_team_links", "sweep_team_members", "sweep_teams", "untested_counts", "uploads",
)  # fmt: skip


def upgrade() -> None:
    for table in TABLES:
        op.create_index(f"ix_{table}_community_id", table, ["community_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_community_id", table)
