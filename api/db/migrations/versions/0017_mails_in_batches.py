"""Let mails of a publication be put in as a batch, without words; know which batch it was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("batch", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("parcel", sa.Integer(), nullable=True))
        batch_op.alter_column("worded_at", existing_type=sa.DateTime(timezone=True), nullable=True)
        batch_op.create_index(
            batch_op.f("ix_outbox_mail_batch_parcel_state"),
            ["batch", "parcel", "state"],
            unique=False,
        )
    with op.batch_alter_table("schedule_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sending_id", sa.String(length=36), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("schedule_version", schema=None) as batch_op:
        batch_op.drop_column("sending_id")
    op.execute("UPDATE outbox_mail SET worded_at = created_at WHERE worded_at IS NULL")
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_mail_batch_parcel_state"))
        batch_op.alter_column("worded_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.drop_column("parcel")
        batch_op.drop_column("batch")
