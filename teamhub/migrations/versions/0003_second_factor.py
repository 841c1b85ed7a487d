"""A second step of signing in: keys shared with an app, recovery codes, sign-ins that wait for a code."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from teamhub.models import base

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('recovery_codes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mark', sa.String(length=40), nullable=False),
    sa.Column('code_hash', sa.String(length=240), nullable=False),
    sa.Column('used_at', base.UtcMoment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_recovery_codes_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_codes')),
    sa.UniqueConstraint('account_id', 'mark', name=op.f('uq_recovery_codes_account_id_mark'))
    )
    op.create_table('second_factors',
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('sealed_key', sa.String(length=240), nullable=True),
    sa.Column('sealed_next', sa.String(length=240), nullable=True),
    sa.Column('next_started_at', base.UtcMoment(timezone=True), nullable=True),
    sa.Column('confirmed_at', base.UtcMoment(timezone=True), nullable=True),
    sa.Column('last_step', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_second_factors_account_id')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_second_factors'))
    )
    op.create_table('half_sign_ins',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('device_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('token_digest', sa.String(length=64), nullable=False),
    sa.Column('created_at', base.UtcMoment(timezone=True), nullable=False),
    sa.Column('expires_at', base.UtcMoment(timezone=True), nullable=False),
    sa.Column('ended_at', base.UtcMoment(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_half_sign_ins_account_id')),
    sa.ForeignKeyConstraint(['device_id'], ['devices.id'], name=op.f('fk_half_sign_ins_device_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_half_sign_ins')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_half_sign_ins_token_digest'))
    )
    with op.batch_alter_table('half_sign_ins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_half_sign_ins_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_half_sign_ins_device_id'), ['device_id'], unique=False)

    op.add_column("accounts", sa.Column("code_due_at", base.UtcMoment(timezone=True), nullable=True))



def downgrade() -> None:
    # not in a batch: that would copy `accounts`, which half of the tables refer to
    op.execute("ALTER TABLE accounts DROP COLUMN code_due_at")

    with op.batch_alter_table('half_sign_ins', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_half_sign_ins_device_id'))
        batch_op.drop_index(batch_op.f('ix_half_sign_ins_account_id'))

    op.drop_table('half_sign_ins')
    op.drop_table('second_factors')
    op.drop_table('recovery_codes')
