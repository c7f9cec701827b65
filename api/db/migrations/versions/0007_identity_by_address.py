"""A key beside the list's id, names of lists, first sign-ins, lists that wait to be brought in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.db import rows

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sent_list",
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("report", rows.Json, nullable=True),
        sa.Column("sent_at", rows.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_sent_list_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_sent_list_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "account_id", name=op.f("pk_sent_list")),
    )

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signed_in_at", rows.UtcTime(), nullable=True))
    # What is known of earlier sign-ins: those that still last, and those of the last days.
    op.execute(
        "UPDATE account SET signed_in_at = coalesce("
        "(SELECT min(s.created_at) FROM sign_in_session AS s WHERE s.account_id = account.id), "
        "(SELECT min(i.used_at) FROM sign_in AS i WHERE i.account_id = account.id))"
    )

    with op.batch_alter_table("attendee", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(length=200), nullable=True))
        batch_op.add_column(
            sa.Column("listed_name", sa.String(length=200), nullable=False, server_default="")
        )
    op.execute("UPDATE attendee SET key = external_id")
    op.execute("UPDATE attendee SET listed_name = name WHERE sent_at IS NULL")
    with op.batch_alter_table("attendee", schema=None) as batch_op:
        batch_op.alter_column("key", existing_type=sa.String(length=200), nullable=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_attendee_event_id_key"), ["event_id", "key"]
        )


def downgrade() -> None:
    with op.batch_alter_table("attendee", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_attendee_event_id_key"), type_="unique")
        batch_op.drop_column("listed_name")
        batch_op.drop_column("key")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("signed_in_at")

    op.drop_table("sent_list")
