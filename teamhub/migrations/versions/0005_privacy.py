"""Legal basis of a campaign, consents, what was erased, runs of the retention job, leases.

A campaign that runs already goes on: for fourteen days its health registers stay open without a recorded basis, and
leaders are asked for it. Nothing stops in the night of the upgrade."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

from teamhub.models import base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("held_until", base.UtcMoment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "erasures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("object_type", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("erased_at", base.UtcMoment(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scrubbed_at", base.UtcMoment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_erasures_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("object_type", "object_id", name=op.f("uq_erasures_object_type_object_id")),
    )
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasures_community_id"), ["community_id"], unique=False)

    op.create_table(
        "retention_runs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ran_at", base.UtcMoment(timezone=True), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_retention_runs_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_runs")),
    )
    with op.batch_alter_table("retention_runs", schema=None) as batch_op:
        batch_op.create_index("ix_retention_runs_community_time", ["community_id", "ran_at"], unique=False)

    op.create_table(
        "processing_bases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("document", sa.String(length=240), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=False),
        sa.Column("consent_needed", sa.Boolean(), nullable=False),
        sa.Column("notice_version", sa.String(length=40), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recorded_at", base.UtcMoment(timezone=True), nullable=False),
        sa.Column("open_until", base.UtcMoment(timezone=True), nullable=True),
        sa.CheckConstraint(
            "retention_days BETWEEN 1 AND 3650", name=op.f("ck_processing_bases_retention_sensible")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_processing_bases_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_processing_bases_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["accounts.id"], name=op.f("fk_processing_bases_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_processing_bases")),
        sa.UniqueConstraint(
            "campaign_id", "recorded_at", name=op.f("uq_processing_bases_campaign_id_recorded_at")
        ),
    )
    with op.batch_alter_table("processing_bases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_processing_bases_community_id"), ["community_id"], unique=False)

    op.create_table(
        "consents",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("resident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("notice_version", sa.String(length=40), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("given_by", sa.String(length=40), nullable=False),
        sa.Column("given_at", base.UtcMoment(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(length=120), nullable=False),
        sa.Column("withdrawn_at", base.UtcMoment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_consents_community_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["residents.id"], name=op.f("fk_consents_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sa.UniqueConstraint("resident_id", "given_at", name=op.f("uq_consents_resident_id_given_at")),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consents_community_id"), ["community_id"], unique=False)

    _keep_running_campaigns_open()


def _keep_running_campaigns_open() -> None:
    connection = op.get_bind()
    campaigns = sa.table("campaigns", sa.column("id"), sa.column("community_id"))
    settings = sa.table("settings", sa.column("community_id"), sa.column("name"), sa.column("value", sa.JSON))
    moment, days = base.UtcMoment(timezone=True), dict[int, int]()
    for community_id, value in connection.execute(
        sa.select(settings.c.community_id, settings.c.value).where(settings.c.name == "retention_days")
    ):
        days[community_id] = int(value)
    bases = sa.table(
        "processing_bases",
        *(sa.column(name) for name in ("community_id", "campaign_id", "basis", "document", "purpose")),
        *(sa.column(name) for name in ("retention_days", "consent_needed", "notice_version", "recorded_by")),
        sa.column("recorded_at", moment),
        sa.column("open_until", moment),
    )
    now = datetime.now(UTC)
    for campaign_id, community_id in connection.execute(sa.select(campaigns.c.id, campaigns.c.community_id)):
        connection.execute(
            bases.insert().values(
                community_id=community_id,
                campaign_id=campaign_id,
                basis="",
                document="",
                purpose="",
                retention_days=days.get(community_id, 30),
                consent_needed=False,
                notice_version="",
                recorded_by="",
                recorded_at=now,
                open_until=now + timedelta(days=14),
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consents_community_id"))

    op.drop_table("consents")
    with op.batch_alter_table("processing_bases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_processing_bases_community_id"))

    op.drop_table("processing_bases")
    with op.batch_alter_table("retention_runs", schema=None) as batch_op:
        batch_op.drop_index("ix_retention_runs_community_time")

    op.drop_table("retention_runs")
    with op.batch_alter_table("erasures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasures_community_id"))

    op.drop_table("erasures")
    op.drop_table("leases")
