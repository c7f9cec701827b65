"""Why a person has no meeting at a time, in words that are the same whoever wants whom.

Who would rather not meet whom must not show: of a free time we say what could be so for anybody,
and what is counted from the timetable alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.events.models import Event
from api.events.queries import rules_of
from api.timetable.view import TimetableView
from api.web.wording import counted

AWAY = "You are away then"
FREE = "Free"
NONE_FOR_YOU = (
    "There is no meeting for you in this timetable. That happens when the number of people is "
    "odd, or when all who fit are taken at your times; it is nothing about you."
)
NONE_AS_AWAY = (
    "You have said that you are away at all times of meetings, so there is none for you. If that "
    "has changed, tick your times in your profile."
)
NONE_ANY_MORE = (
    "The meetings that you had are off: plans have changed, or somebody no longer takes part. "
    "It is nothing about you."
)
WHAT_TO_DO = (
    "Say more in your profile about what you need and what you offer, and mark whom you would "
    "like to meet: the next timetable counts it. On the day, ask the organisers; there is often "
    "somebody free."
)


@dataclass(frozen=True, slots=True)
class SpareTime:
    """What is known of everybody's times without a meeting.

    Attributes
    ----------
    away
        Attendee id -> keys of the slots they cannot attend; those with all times are left out.
    free
        Slot key -> how many people are there then and meet nobody.
    held
        Keys of the slots in which anybody meets.
    full
        Ids of those who have as many meetings as anybody may.
    """

    away: Mapping[str, frozenset[str]] = field(default_factory=dict)
    free: Mapping[str, int] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    full: frozenset[str] = frozenset()

    def is_away(self, person_id: str, slot_key: str) -> bool:
        """Whether the person has said that they cannot attend the slot."""
        return slot_key in self.away.get(person_id, frozenset())

    def why(self, person_id: str, slot_keys: Iterable[str]) -> str:
        """Say why the person is free in neighbouring slots, and what they can do then."""
        keys = [key for key in slot_keys if key in self.held]
        if not self.held or not keys:
            return "No meetings take place then." if self.held else ""
        if person_id in self.full:
            first = "Time to breathe: you have as many meetings as anybody."
        else:
            first = "The number of people was odd, or all who fit were taken."
        others = max(self.free.get(key, 1) for key in keys) - 1
        if others < 1:
            return f"{first} Everybody else sits at a table then."
        there = counted(others, "other is", "others are")
        return f"{first} {there} free then, too: look for them where the coffee is."


def spare_time(session: Session, event: Event, view: TimetableView) -> SpareTime:
    """Count who is there and who meets, time by time."""
    keys = frozenset(slot.key for slot in view.slots)
    rows = session.execute(
        select(Attendee.id, Attendee.available, Attendee.coming).where(
            Attendee.event_id == event.id, Attendee.left_at.is_(None)
        )
    ).all()
    here = {row.id: row.available for row in rows if row.coming != "no"}
    away = {row.id: keys - frozenset(row.available) for row in rows if row.available is not None}
    free = dict.fromkeys(keys, len(here))
    for missing in (away[person] for person in here if person in away):
        for key in missing:
            free[key] -= 1
    meetings: Counter[str] = Counter()
    for meeting in view.held():
        for person in (meeting.a, meeting.b):
            meetings[person.id] += 1
            if person.id in here and meeting.slot.key not in away.get(person.id, frozenset()):
                free[meeting.slot.key] -= 1
    most = rules_of(event).max_meetings
    return SpareTime(
        away,
        free,
        frozenset(meeting.slot.key for meeting in view.held()),
        frozenset(person for person, number in meetings.items() if number >= most),
    )


def left_over_words(view: TimetableView, spare: SpareTime, person_id: str) -> str:
    """Say why somebody has no meeting at all, and what to do; empty where they have one."""
    if any(not meeting.cancelled for meeting in view.of(person_id)) or not view.slots:
        return ""
    if all(spare.is_away(person_id, slot.key) for slot in view.slots):
        return NONE_AS_AWAY
    had = NONE_ANY_MORE if view.of(person_id) else NONE_FOR_YOU
    return f"{had} {WHAT_TO_DO}"
