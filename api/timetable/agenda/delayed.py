"""A delay as its mails tell it: kept as what was done, worded by what is so when they leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from api.events.models import Event
from api.events.queries import days_of
from api.timetable.view import TimetableView
from api.web.wording import listed


@dataclass(frozen=True, slots=True)
class Delay:
    """What was delayed, as far as times that have moved since do not tell it.

    Attributes
    ----------
    slot
        Key of the first slot that starts later.
    since
        When that was to begin before, ISO 8601.
    """

    slot: str
    since: str

    @property
    def first(self) -> dt.datetime:
        """When the first slot was to begin before."""
        return dt.datetime.fromisoformat(self.since)

    def minutes(self, event: Event) -> int:
        """Say how much later the first slot starts now; 0 where the delay was taken back."""
        starts = next((slot.starts_at for slot in event.slots if slot.key == self.slot), self.first)
        return max(0, round((starts - self.first).total_seconds() / 60))

    def moved(self, event: Event) -> frozenset[str]:
        """Give the keys of what starts later: the slot and those after it on its day."""
        days = days_of(event)
        return frozenset(
            slot.key
            for slot in event.slots
            if days[slot.key] == days.get(self.slot) and slot.starts_at >= self.first
        )


def delay_words(
    event: Event, view: TimetableView, delay: Delay, person: tuple[str, Collection[str] | None]
) -> list[str]:
    """Say to one person what is late; nothing where it is so no more.

    Parameters
    ----------
    person
        Row id, and keys of the slots they can attend; None means all.
    """
    minutes, time = delay.minutes(event), view.times.alone(delay.first)
    if not minutes:
        return []
    # A delay ends with its day; the next one begins as planned.
    until = "until the end of that day" if len(set(days_of(event).values())) > 1 else "on"
    line = (
        f"Everything from {time} {until} starts {minutes} minutes later. Your new times are below."
    )
    return [line, *_away_words(view, delay, *person)]


def _away_words(
    view: TimetableView, delay: Delay, person_id: str, available: Collection[str] | None
) -> list[str]:
    """Say which meetings to come no longer lie within a person's time."""
    times = [
        view.times.after_at(meeting.slot.starts)
        for meeting in view.of(person_id)
        if available is not None
        and not meeting.cancelled
        and meeting.slot.key not in available
        and meeting.slot.starts >= delay.first
    ]
    if not times:
        return []
    which = f"meeting at {times[0]} does" if len(times) == 1 else f"meetings at {listed(times)} do"
    return [
        f"Your {which} not lie within the times you gave. The organiser sees it and can find "
        f"{'another time' if len(times) == 1 else 'other times'}."
    ]
