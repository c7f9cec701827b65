"""Keep of a job how it ended; whether it waits or runs, and for whom, is the engine's to say."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_KILLED = (
    "The program that did it was ended from outside, and with it the work. What was there "
    "before is as it was; you can start it again."
)


def upgrade() -> None:
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outcome", sa.String(length=10), nullable=True))
    op.execute("UPDATE job SET outcome = state WHERE state IN ('done', 'failed', 'cancelled')")
    op.execute(
        "UPDATE job SET outcome = 'cancelled', ended_at = CURRENT_TIMESTAMP "
        "WHERE outcome IS NULL AND cancel_requested"
    )
    _end_lost()
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_column("state")
        batch_op.drop_column("attempts")
        batch_op.drop_column("worker_id")
        batch_op.drop_column("cancel_requested")
    op.create_index(
        "ix_job_open",
        "job",
        ["id"],
        unique=False,
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.drop_table("worker_beat")


def downgrade() -> None:
    op.create_table(
        "worker_beat",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reaped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_beat")),
    )
    op.drop_index("ix_job_open", "job")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("state", sa.String(length=10), nullable=False, server_default="queued")
        )
        batch_op.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("worker_id", sa.String(length=120), nullable=True))
        batch_op.add_column(
            sa.Column("cancel_requested", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute("UPDATE job SET state = outcome WHERE outcome IS NOT NULL")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_column("outcome")


def _end_lost() -> None:
    """End what a command was doing that was killed: the engine did not know of it.

    Where the engine knows nothing at all these are rows of a backup, which wait again.
    """
    connection = op.get_bind()
    where = "dbos" if connection.dialect.name == "postgresql" else None
    if not sa.inspect(connection).has_table("workflow_status", schema=where):
        return
    tasks = sa.table("workflow_status", sa.column("workflow_uuid"), schema=where)
    if connection.scalar(sa.select(sa.func.count()).select_from(tasks)) == 0:
        return
    job = sa.table(
        "job",
        *map(sa.column, ("id", "worker_id", "outcome", "error")),
        sa.column("ended_at", sa.DateTime(timezone=True)),
    )
    known = sa.exists().where(tasks.c.workflow_uuid == "run-job:" + sa.cast(job.c.id, sa.Text))
    connection.execute(
        sa.update(job)
        .where(job.c.outcome.is_(None), job.c.worker_id.is_not(None), ~known)
        .values(outcome="failed", error=_KILLED, ended_at=sa.func.current_timestamp())
    )
