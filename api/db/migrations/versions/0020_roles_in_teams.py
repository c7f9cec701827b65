"""Give whoever runs an event a role in its team; until now each was an owner."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("organiser", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("role", sa.String(length=10), nullable=False, server_default="owner")
        )


def downgrade() -> None:
    """Whoever may less than an owner is not kept: each would become one."""
    op.execute("DELETE FROM organiser WHERE role <> 'owner'")
    with op.batch_alter_table("organiser", schema=None) as batch_op:
        batch_op.drop_column("role")
