"""Keep how a version of a timetable was made, and what is settled about pairs of people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import api.db.rows

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the table; versions of before count as made afresh."""
    with op.batch_alter_table("schedule_version") as batch_op:
        batch_op.add_column(sa.Column("made", api.db.rows.Json, nullable=True))
    op.create_table(
        "pair_rule",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("a_id", sa.String(length=36), nullable=False),
        sa.Column("b_id", sa.String(length=36), nullable=False),
        sa.Column("slot_key", sa.String(length=20), nullable=True),
        sa.Column("table_key", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["a_id"],
            ["attendee.id"],
            name=op.f("fk_pair_rule_a_id_attendee"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["b_id"],
            ["attendee.id"],
            name=op.f("fk_pair_rule_b_id_attendee"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_pair_rule_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_rule")),
        sa.UniqueConstraint(
            "event_id", "a_id", "b_id", name=op.f("uq_pair_rule_event_id_a_id_b_id")
        ),
    )
    with op.batch_alter_table("pair_rule") as batch_op:
        batch_op.create_index(op.f("ix_pair_rule_a_id"), ["a_id"], unique=False)
        batch_op.create_index(op.f("ix_pair_rule_b_id"), ["b_id"], unique=False)


def downgrade() -> None:
    """Forget both."""
    op.drop_table("pair_rule")
    with op.batch_alter_table("schedule_version") as batch_op:
        batch_op.drop_column("made")
