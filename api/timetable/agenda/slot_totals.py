"""How many people are free at each time of a version: one count for all agendas, kept.

A version's placements never change, so the count holds while nobody's time does; each process
makes it once and again after a change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.attendees.queries import last_change
from api.events.models import Event
from api.kept import Kept
from api.timetable.models import Meeting, Placement, ScheduleVersion


@dataclass(frozen=True, slots=True)
class SlotTotals:
    """What is known of everybody's time.

    Attributes
    ----------
    free
        Slot key -> how many people are there then and meet nobody.
    held
        Keys of the slots in which anybody meets.
    """

    free: Mapping[str, int]
    held: frozenset[str]


_kept: Kept[SlotTotals] = Kept(16, dt.timedelta(minutes=1))


def slot_totals(session: Session, event: Event, version: ScheduleVersion) -> SlotTotals:
    """Give how many are free at each time; counted anew when somebody has changed since."""
    changed = last_change(session, event.id)
    return _kept.get(version.id, changed, lambda: _count(session, event, version))


def _count(session: Session, event: Event, version: ScheduleVersion) -> SlotTotals:
    starts = {slot.key: slot.starts_at for slot in event.slots}
    free = dict.fromkeys(starts, 0)
    # Attendee id -> keys of the times they are there, None for all; who does not come is not in it.
    there: dict[str, frozenset[str] | None] = {}
    left: dict[str, dt.datetime] = {}
    people = select(Attendee.id, Attendee.available, Attendee.coming, Attendee.left_at).where(
        Attendee.event_id == event.id
    )
    everywhere = 0
    for person, available, coming, left_at in session.execute(people):
        if left_at is not None:
            left[person] = left_at
        elif coming != "no":
            there[person] = None if available is None else frozenset(available)
            everywhere += available is None
            for key in free.keys() & (available or ()):
                free[key] += 1
    for key in free:
        free[key] += everywhere
    held = set()
    placed = (
        select(Placement.slot_key, Meeting.a_id, Meeting.b_id)
        .join(Meeting, Meeting.id == Placement.meeting_id)
        .where(Placement.version_id == version.id)
    )
    for slot, *pair in session.execute(placed):
        if any(left.get(side, starts[slot]) < starts[slot] for side in pair):
            continue
        held.add(slot)
        for side in pair:
            if side in there and ((times := there[side]) is None or slot in times):
                free[slot] -= 1
    return SlotTotals(free, frozenset(held))
