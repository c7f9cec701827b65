"""Let the team give a screen a link to the event's board."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.db import rows

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_link",
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("token", sa.String(length=20), nullable=False),
        sa.Column("made_at", rows.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_board_link_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_board_link")),
        sa.UniqueConstraint("token", name=op.f("uq_board_link_token")),
    )


def downgrade() -> None:
    op.drop_table("board_link")
