"""Niches of an event and who belongs to them; a niche may have a thread."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.db import rows

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "niche",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", rows.Json, nullable=False),
        sa.Column("quotes", rows.Json, nullable=False),
        sa.Column("thread_id", sa.String(length=36), nullable=True),
        sa.Column("found_at", rows.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_niche_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["thread.id"],
            name=op.f("fk_niche_thread_id_thread"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_niche")),
        sa.UniqueConstraint("thread_id", name=op.f("uq_niche_thread_id")),
    )
    with op.batch_alter_table("niche", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_niche_event_id"), ["event_id"], unique=False)

    op.create_table(
        "niche_member",
        sa.Column("niche_id", sa.String(length=36), nullable=False),
        sa.Column("attendee_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"],
            ["attendee.id"],
            name=op.f("fk_niche_member_attendee_id_attendee"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["niche_id"],
            ["niche.id"],
            name=op.f("fk_niche_member_niche_id_niche"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("niche_id", "attendee_id", name=op.f("pk_niche_member")),
    )
    with op.batch_alter_table("niche_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_niche_member_attendee_id"), ["attendee_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("niche_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_niche_member_attendee_id"))

    op.drop_table("niche_member")
    with op.batch_alter_table("niche", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_niche_event_id"))

    op.drop_table("niche")
