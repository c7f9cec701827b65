"""The plan of the room: which part of a large one is drawn, and how often tables are in use."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from api.attendees.models import Attendee
from api.clock import now
from api.events.models import Event, RoomTable
from api.timetable import queries
from api.timetable.agenda.room import RoomZone, room_at, room_in_use
from api.timetable.models import Placement, ScheduleVersion
from tests.api.world import World


def _room(world: World, tables: int, mine: int) -> tuple[RoomZone, ...]:
    """Draw a room of so many tables in one zone, and one more in another, around one of them."""
    with world.database.write_session() as session:
        event = session.get_one(Event, world.event_id)
        session.execute(delete(RoomTable).where(RoomTable.event_id == event.id))
        session.add_all(
            RoomTable(event_id=event.id, key=f"Quay {n}", zone="Quay", position=n)
            for n in range(tables)
        )
        session.add(RoomTable(event_id=event.id, key="Snug 1", zone="Snug", position=tables))
        version = queries.published(session, event.id)
        assert version is not None
        place = session.get_one(Placement, (version.id, world.meeting_id))
        place.table_key = f"Quay {mine}"
    with world.database.read_session() as session:
        event = session.get_one(Event, world.event_id)
        shown = session.get_one(ScheduleVersion, version.id)
        (meeting,) = queries.view(session, event, shown, of=world.attendees[0]).meetings
        return room_at(session, event, shown, meeting, world.attendees[0])


def test_a_small_room_is_drawn_whole(small_world: World) -> None:
    quay, snug = _room(small_world, 59, 3)
    assert (len(quay.tables), len(snug.tables), quay.whole) == (59, 1, 0)
    assert [table.label for table in quay.tables if table.state == "mine"] == ["3"]


def test_of_a_large_room_only_ones_own_small_zone_is_drawn(small_world: World) -> None:
    with_snug = _room(small_world, 60, 3)
    assert [zone.name for zone in with_snug] == ["Quay"]


@pytest.mark.parametrize(
    ("mine", "first", "last"),
    # Rows of six, six rows: one's own is the fourth where it can be.
    [(0, 0, 35), (23, 0, 35), (24, 6, 41), (50, 30, 65), (99, 66, 99)],
)
def test_a_part_is_whole_rows_around_ones_table(
    small_world: World, mine: int, first: int, last: int
) -> None:
    (quay,) = _room(small_world, 100, mine)
    labels = [int(table.label) for table in quay.tables]
    assert labels == list(range(first, last + 1))
    assert [table.label for table in quay.tables if table.state == "mine"] == [str(mine)]
    assert quay.whole == 100


def test_a_meeting_that_is_off_uses_no_table(small_world: World) -> None:
    def heat() -> float:
        with small_world.database.read_session() as session:
            event = session.get_one(Event, small_world.event_id)
            version = queries.published(session, event.id)
            assert version is not None
            zones = room_in_use(session, event, version)
            return sum(table.heat for zone in zones for table in zone.tables)

    assert heat() == pytest.approx(1 / 3)
    with small_world.database.write_session() as session:
        session.get_one(Attendee, small_world.attendees[1]).left_at = now()
    assert heat() == 0
