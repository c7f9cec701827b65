"""Whose a mail is, why it failed, what it is worded from; kinds of mail that people stopped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.db import rows

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NEW = (
    "event_id", "attendee_id", "calendar", "conversation", "source", "worded_at", "growing",
    "rounds", "failing_since",
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("event_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("attendee_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("calendar", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("conversation", sa.String(length=80), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("source", rows.Json, nullable=True))
        batch_op.add_column(
            sa.Column(
                "worded_at", rows.UtcTime(), nullable=False, server_default="2000-01-01 00:00:00"
            )
        )
        batch_op.add_column(
            sa.Column("growing", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("rounds", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("failing_since", rows.UtcTime(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_outbox_mail_event_id_kind"), ["event_id", "kind"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_mail_attendee_id"), ["attendee_id"], unique=False
        )

    op.create_table(
        "stopped_mail",
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("stopped_at", rows.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("address", "kind", name=op.f("pk_stopped_mail")),
    )
    op.create_table(
        "stop_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("made_at", rows.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_stop_link")),
    )
    with op.batch_alter_table("stop_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stop_link_made_at"), ["made_at"], unique=False)


def downgrade() -> None:
    op.drop_table("stop_link")
    op.drop_table("stopped_mail")
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_mail_attendee_id"))
        batch_op.drop_index(batch_op.f("ix_outbox_mail_event_id_kind"))
        for name in reversed(_NEW):
            batch_op.drop_column(name)
