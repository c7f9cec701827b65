"""Keep whom a list added and what it changed, so that it can be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.db import rows

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imported_list",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("brought_at", rows.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_imported_list_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_imported_list_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_list")),
    )
    with op.batch_alter_table("imported_list", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_imported_list_event_id_brought_at"),
            ["event_id", "brought_at"],
            unique=False,
        )
    op.create_table(
        "imported_person",
        sa.Column("list_id", sa.String(length=36), nullable=False),
        sa.Column("attendee_id", sa.String(length=36), nullable=False),
        sa.Column("added", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("values", rows.Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"],
            ["attendee.id"],
            name=op.f("fk_imported_person_attendee_id_attendee"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["imported_list.id"],
            name=op.f("fk_imported_person_list_id_imported_list"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("list_id", "attendee_id", name=op.f("pk_imported_person")),
    )
    with op.batch_alter_table("imported_person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_imported_person_attendee_id"), ["attendee_id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("imported_person")
    op.drop_table("imported_list")
