"""When people said they are there, as instants: a delay moves the slots, not people's time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import api.db.rows

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the spans; those of before are read from the slots when these first move."""
    with op.batch_alter_table("attendee") as batch_op:
        batch_op.add_column(sa.Column("there", api.db.rows.Json, nullable=True))


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("attendee") as batch_op:
        batch_op.drop_column("there")
