"""An index by which the few mails that did not arrive are found among all."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_outbox_mail_state_event_id", "outbox_mail", ["state", "event_id"])


def downgrade() -> None:
    op.drop_index("ix_outbox_mail_state_event_id", "outbox_mail")
