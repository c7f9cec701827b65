"""First posts of threads are written for each reader; what they once quoted is not kept."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE post SET body = '' WHERE by_host")


def downgrade() -> None:
    """Leave them empty: nobody kept what they said."""
