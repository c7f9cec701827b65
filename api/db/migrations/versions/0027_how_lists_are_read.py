"""How an organiser wants a list read, and what is remembered of it for the next."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.db import rows

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sent_list", schema=None) as batch_op:
        batch_op.add_column(sa.Column("choices", rows.Json, nullable=False, server_default="{}"))
    op.create_table(
        "list_reading",
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("heading", sa.String(length=64), nullable=False),
        sa.Column("columns", rows.Json, nullable=False),
        sa.Column("chosen_at", rows.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_list_reading_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", "heading", name=op.f("pk_list_reading")),
    )


def downgrade() -> None:
    op.drop_table("list_reading")
    with op.batch_alter_table("sent_list", schema=None) as batch_op:
        batch_op.drop_column("choices")
