"""Further versions of the small world's timetable, as a run would leave them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.timetable import queries
from api.timetable.models import Meeting, Placement, ScheduleVersion
from tests.api.world import CERTIFICATE, World

Place = tuple[str, str]


def slot_keys(session: Session, world: World) -> list[str]:
    """Keys of the event's slots in order of time."""
    from api.events.models import Slot

    query = select(Slot.key).where(Slot.event_id == world.event_id).order_by(Slot.starts_at)
    return list(session.scalars(query))


def add_version(
    world: World, meetings: dict[tuple[int, int], tuple[int, str]], **certificate: object
) -> int:
    """Add the next version, with meetings of attendees (counted from 1) at (slot from 0, table)."""
    with world.database.write_session() as session:
        keys = slot_keys(session, world)
        first = queries.version(session, world.event_id, 1)
        assert first is not None
        number = queries.next_number(session, world.event_id)
        version = ScheduleVersion(
            event_id=world.event_id, number=number, run_id=first.run_id, problem=first.problem,
            certificate=CERTIFICATE | certificate,
        )  # fmt: skip
        session.add(version)
        session.flush()
        for (one, two), (slot, table) in meetings.items():
            a, b = sorted((world.attendees[one - 1], world.attendees[two - 1]))
            row = session.scalar(select(Meeting).where(Meeting.a_id == a, Meeting.b_id == b))
            if row is None:
                row = Meeting(event_id=world.event_id, a_id=a, b_id=b)
                session.add(row)
                session.flush()
            session.add(
                Placement(
                    version_id=version.id, meeting_id=row.id, slot_key=keys[slot], table_key=table
                )
            )
        return number
