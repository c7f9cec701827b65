"""Keep the best timetable that a job has found, so that its next attempt goes on from there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "best_so_far",
        sa.Column("job_id", sa.String(length=36), nullable=False),
        sa.Column("meetings", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("fk_best_so_far_job_id_job"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_best_so_far")),
    )


def downgrade() -> None:
    op.drop_table("best_so_far")
