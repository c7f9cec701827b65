"""One index of candidates by their second person in place of two."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_candidate_b_id_run_id"), ["b_id", "run_id"], unique=False
        )
        batch_op.drop_index(batch_op.f("ix_candidate_run_id_b_id"))
        batch_op.drop_index(batch_op.f("ix_candidate_b_id"))


def downgrade() -> None:
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_b_id"), ["b_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_candidate_run_id_b_id"), ["run_id", "b_id"], unique=False
        )
        batch_op.drop_index(batch_op.f("ix_candidate_b_id_run_id"))
