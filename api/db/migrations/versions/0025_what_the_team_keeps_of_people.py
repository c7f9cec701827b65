"""Keep the team's notes and labels, whom it withdrew, and which texts say nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.db import rows
from matcher.text.silence import says_nothing

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulk_action",
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("mark", sa.String(length=36), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("people", rows.PackedJson(), nullable=False),
        sa.Column("shown_at", rows.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_bulk_action_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_bulk_action_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", "account_id", name=op.f("pk_bulk_action")),
    )
    op.create_table(
        "person_label",
        sa.Column("attendee_id", sa.String(length=36), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"],
            ["attendee.id"],
            name=op.f("fk_person_label_attendee_id_attendee"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attendee_id", "label", name=op.f("pk_person_label")),
    )
    op.create_table(
        "team_note",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("attendee_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", rows.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_team_note_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["attendee_id"],
            ["attendee.id"],
            name=op.f("fk_team_note_attendee_id_attendee"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_note")),
    )
    with op.batch_alter_table("team_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_note_attendee_id"), ["attendee_id"], unique=False)

    op.create_table(
        "withdrawal",
        sa.Column("attendee_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", rows.PackedJson(), nullable=False),
        sa.Column("withdrawn_at", rows.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_withdrawal_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["attendee_id"],
            ["attendee.id"],
            name=op.f("fk_withdrawal_attendee_id_attendee"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attendee_id", name=op.f("pk_withdrawal")),
    )
    with op.batch_alter_table("attendee", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("edited", rows.Json, nullable=True))

    with op.batch_alter_table("facet_text", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("silent", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    _mark_silent_texts()

    with op.batch_alter_table("log_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.String(length=36), nullable=True))
        batch_op.create_index(batch_op.f("ix_log_entry_person_id"), ["person_id"], unique=False)


def _mark_silent_texts() -> None:
    facets = sa.table("facet_text", sa.column("text"), sa.column("silent"))
    bind = op.get_bind()
    texts = bind.scalars(sa.select(facets.c.text).distinct()).all()
    for text in texts:
        if says_nothing(text):
            bind.execute(sa.update(facets).where(facets.c.text == text).values(silent=sa.true()))


def downgrade() -> None:
    with op.batch_alter_table("log_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_log_entry_person_id"))
        batch_op.drop_column("person_id")

    with op.batch_alter_table("facet_text", schema=None) as batch_op:
        batch_op.drop_column("silent")

    with op.batch_alter_table("attendee", schema=None) as batch_op:
        batch_op.drop_column("edited")
        batch_op.drop_column("merged_into")

    op.drop_table("withdrawal")
    with op.batch_alter_table("team_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_note_attendee_id"))

    op.drop_table("team_note")
    op.drop_table("person_label")
    op.drop_table("bulk_action")
