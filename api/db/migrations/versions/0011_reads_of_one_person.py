"""Indexes by which a person's pages read what is theirs, however large the event is."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_attendee_event_id_changed_at", "attendee", ["event_id", "changed_at"])
    op.create_index(
        "ix_room_table_event_id_zone_position", "room_table", ["event_id", "zone", "position"]
    )
    op.create_index(
        "ix_placement_version_id_slot_key_table_key",
        "placement",
        ["version_id", "slot_key", "table_key"],
    )
    op.drop_index("ix_placement_version_id_slot_key", "placement")


def downgrade() -> None:
    op.create_index("ix_placement_version_id_slot_key", "placement", ["version_id", "slot_key"])
    op.drop_index("ix_placement_version_id_slot_key_table_key", "placement")
    op.drop_index("ix_room_table_event_id_zone_position", "room_table")
    op.drop_index("ix_attendee_event_id_changed_at", "attendee")
