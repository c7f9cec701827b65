"""Forms that have been sent, and such as came when nobody was signed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.db import rows

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "done_once",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("location", sa.String(length=1000), nullable=False),
        sa.Column("flash", sa.String(length=1000), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", rows.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_done_once")),
    )
    with op.batch_alter_table("done_once", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_done_once_at"), ["at"], unique=False)

    op.create_table(
        "held_form",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("page", sa.String(length=500), nullable=False),
        sa.Column("fields", rows.PackedJson(), nullable=False),
        sa.Column("file", sa.Boolean(), nullable=False),
        sa.Column("at", rows.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_form")),
    )
    with op.batch_alter_table("held_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_held_form_browser"), ["browser"], unique=False)
        batch_op.create_index(batch_op.f("ix_held_form_at"), ["at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("held_form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_held_form_at"))
        batch_op.drop_index(batch_op.f("ix_held_form_browser"))

    op.drop_table("held_form")
    with op.batch_alter_table("done_once", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_done_once_at"))

    op.drop_table("done_once")
