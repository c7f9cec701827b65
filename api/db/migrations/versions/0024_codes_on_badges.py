"""Give everybody the code that their badge carries, drawn by lot."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0021"
branch_labels = None
depends_on = None

_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LONG = 10
_AT_ONCE = 5000


def upgrade() -> None:
    with op.batch_alter_table("attendee", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("badge", sa.String(length=_LONG), nullable=False, server_default="")
        )
    table = sa.table("attendee", sa.column("id", sa.String), sa.column("badge", sa.String))
    connection = op.get_bind()
    known = connection.scalars(sa.select(table.c.id)).all()
    fill = (
        table.update().where(table.c.id == sa.bindparam("person")).values(badge=sa.bindparam("b"))
    )
    for start in range(0, len(known), _AT_ONCE):
        rows = [{"person": person, "b": _drawn()} for person in known[start : start + _AT_ONCE]]
        connection.execute(fill, rows)
    with op.batch_alter_table("attendee", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendee_event_id_badge"), ["event_id", "badge"], unique=True
        )


def downgrade() -> None:
    with op.batch_alter_table("attendee", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendee_event_id_badge"))
        batch_op.drop_column("badge")


def _drawn() -> str:
    return "".join(secrets.choice(_SIGNS) for _ in range(_LONG))
