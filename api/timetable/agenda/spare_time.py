"""Why a person has no meeting at a time, in words that are the same whoever wants whom.

Who would rather not meet whom must not show: of a free time we say what could be so for anybody,
and what is counted from the timetable alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from api.events.models import Event
from api.events.queries import rules_of
from api.timetable.agenda.slot_totals import slot_totals
from api.timetable.models import ScheduleVersion
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
    """What is known of a person's times without a meeting.

    Attributes
    ----------
    away
        Keys of the slots they cannot attend.
    free
        Slot key -> how many people are there then and meet nobody.
    held
        Keys of the slots in which anybody meets.
    full
        Whether they have as many meetings as anybody may.
    """

    away: frozenset[str] = frozenset()
    free: Mapping[str, int] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    full: bool = False

    def why(self, slot_keys: Iterable[str]) -> str:
        """Say why the person is free in neighbouring slots, and what they can do then."""
        keys = [key for key in slot_keys if key in self.held]
        if not self.held or not keys:
            return "No meetings take place then." if self.held else ""
        if self.full:
            first = "Time to breathe: you have as many meetings as anybody."
        else:
            first = "The number of people was odd, or all who fit were taken."
        others = max(self.free.get(key, 1) for key in keys) - 1
        if others < 1:
            return f"{first} Everybody else sits at a table then."
        there = counted(others, "other is", "others are")
        return f"{first} {there} free then, too: look for them where the coffee is."


def spare_time(
    session: Session,
    event: Event,
    version: ScheduleVersion,
    view: TimetableView,
    person: tuple[str, Collection[str] | None],
) -> SpareTime:
    """Say what is known of one person's time.

    Parameters
    ----------
    view
        The version, with at least this person's meetings.
    person
        Row id, and keys of the slots they can attend; None means all.
    """
    return spare_times(session, event, version, view, [person])[person[0]]


def spare_times(
    session: Session,
    event: Event,
    version: ScheduleVersion,
    view: TimetableView,
    people: Iterable[tuple[str, Collection[str] | None]],
) -> dict[str, SpareTime]:
    """Say what is known of several people's time, by row id; see `spare_time`."""
    keys = frozenset(slot.key for slot in view.slots)
    totals, most = slot_totals(session, event, version), rules_of(event).max_meetings
    return {
        person_id: SpareTime(
            frozenset() if available is None else keys - frozenset(available),
            totals.free,
            totals.held,
            sum(not meeting.cancelled for meeting in view.of(person_id)) >= most,
        )
        for person_id, available in people
    }


def left_over_words(view: TimetableView, spare: SpareTime, person_id: str) -> str:
    """Say why somebody has no meeting at all, and what to do; empty where they have one."""
    if any(not meeting.cancelled for meeting in view.of(person_id)) or not view.slots:
        return ""
    if all(slot.key in spare.away for slot in view.slots):
        return NONE_AS_AWAY
    had = NONE_ANY_MORE if view.of(person_id) else NONE_FOR_YOU
    return f"{had} {WHAT_TO_DO}"
