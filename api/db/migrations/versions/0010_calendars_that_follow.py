"""Count what people see of a meeting change; keep which tables a version does without."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import api.db.rows

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Counted from the versions until now: never more than there were publications to change it.
_COUNTED = """
UPDATE meeting SET sequence = (
    SELECT count(*) - 1 FROM schedule_version
    WHERE schedule_version.event_id = meeting.event_id
    AND schedule_version.published_at IS NOT NULL
)
WHERE (
    SELECT count(*) FROM schedule_version
    WHERE schedule_version.event_id = meeting.event_id
    AND schedule_version.published_at IS NOT NULL
) > 1
"""


def upgrade() -> None:
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("schedule_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed", api.db.rows.Json, nullable=True))
    op.execute(_COUNTED)


def downgrade() -> None:
    with op.batch_alter_table("schedule_version", schema=None) as batch_op:
        batch_op.drop_column("closed")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_column("sequence")
