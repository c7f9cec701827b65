"""Let accounts be stewards of the site, and keep the code of a first run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.db import rows

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("steward", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_table(
        "first_code",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("used_at", rows.UtcTime(), nullable=True),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_first_code_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_code")),
    )


def downgrade() -> None:
    op.drop_table("first_code")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("steward")
