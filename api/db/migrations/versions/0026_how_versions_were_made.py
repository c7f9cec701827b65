"""Keep how a version of a timetable came about: afresh, keeping another, filling its gaps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import api.db.rows

revision = "0026"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; versions of before count as made afresh."""
    with op.batch_alter_table("schedule_version") as batch_op:
        batch_op.add_column(sa.Column("made", api.db.rows.Json, nullable=True))


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("schedule_version") as batch_op:
        batch_op.drop_column("made")
