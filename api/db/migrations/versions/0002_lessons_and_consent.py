"""Lessons, consent to teach, whether a meeting happened; "go on" may be left open.

Until now "no" and "left open" were one value. It stays "no" where a rating of 1 or 2 says the
same; elsewhere nobody can tell any more, so it becomes open, which is no verdict.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.db import rows

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_FEEDBACK = sa.table("feedback", sa.column("go_on", sa.Boolean), sa.column("worth", sa.Integer))


def upgrade() -> None:
    op.create_table(
        "lesson",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("weights", rows.Json, nullable=False),
        sa.Column("held_out", rows.Json, nullable=False),
        sa.Column("better", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("changes", rows.Json, nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("created_at", rows.UtcTime(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("activated_at", rows.UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_lesson_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_lesson_event_id_number")),
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index(
            "uq_lesson_active",
            ["event_id"],
            unique=True,
            sqlite_where=sa.text("active"),
            postgresql_where=sa.text("active"),
        )

    with op.batch_alter_table("attendee", schema=None) as batch_op:
        batch_op.add_column(sa.Column("teaches_since", rows.UtcTime(), nullable=True))

    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.alter_column("go_on", existing_type=sa.BOOLEAN(), nullable=True)
    unsure = sa.or_(_FEEDBACK.c.worth.is_(None), _FEEDBACK.c.worth > 2)
    op.execute(
        _FEEDBACK.update().where(_FEEDBACK.c.go_on == sa.false(), unsure).values(go_on=sa.null())
    )

    with op.batch_alter_table("match_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lesson_id", sa.String(length=36), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_match_run_lesson_id_lesson"),
            "lesson",
            ["lesson_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("happened", sa.Boolean(), nullable=True))
    op.execute(
        "UPDATE meeting SET happened = (SELECT max(CASE WHEN f.happened THEN 1 ELSE 0 END) = 1 "
        "FROM feedback AS f WHERE f.meeting_id = meeting.id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_column("happened")

    with op.batch_alter_table("match_run", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_match_run_lesson_id_lesson"), type_="foreignkey")
        batch_op.drop_column("lesson_id")

    op.execute(_FEEDBACK.update().where(_FEEDBACK.c.go_on.is_(None)).values(go_on=sa.false()))
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.alter_column("go_on", existing_type=sa.BOOLEAN(), nullable=False)

    with op.batch_alter_table("attendee", schema=None) as batch_op:
        batch_op.drop_column("teaches_since")

    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_lesson_active", sqlite_where=sa.text("active"), postgresql_where=sa.text("active")
        )

    op.drop_table("lesson")
