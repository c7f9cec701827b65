"""Uses of what is limited, for several web processes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.db import rows

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "limited_use",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("times", rows.Json, nullable=False),
        sa.Column("ends_at", rows.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_limited_use")),
    )
    with op.batch_alter_table("limited_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_limited_use_ends_at"), ["ends_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("limited_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_limited_use_ends_at"))

    op.drop_table("limited_use")
