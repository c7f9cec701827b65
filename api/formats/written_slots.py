"""Slots as their file writes them: times into the problem's minutes, and back after a delay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from api.formats.slot_times import MINUTES_A_DAY, Kind, Time, read_time
from scheduling.problem import Problem


class WrittenSlots:
    """The entries of a problem file's slots beside the slots that were read from them.

    Parameters
    ----------
    document
        From which the problem was read without faults.
    """

    def __init__(self, document: Mapping[str, Any], problem: Problem) -> None:
        self._entries = {str(entry["id"]): entry for entry in document["slots"]}
        self._slots = problem.slots
        self._kind: Kind = "number"
        self._origin: dict[str, float] = {}
        for slot in problem.slots:
            start = self._entries[slot.id].get("start")
            if start is None:
                continue
            written = read_time(start)
            self._kind = written.kind
            self._origin.setdefault(slot.day, slot.start - written.minutes)

    def day_of(self, slot: str) -> str | None:
        """Day of a slot; None for an id that is not known."""
        return next((s.day for s in self._slots if s.id == slot), None)

    def minutes(self, time: Time, day: str | None = None) -> float:
        """Read a time that is written as the slots' are, on the problem's line of minutes.

        Raises
        ------
        ValueError
            What is wrong and what to do, when it is of another kind or its day is not clear.
        """
        example = {
            "number": "a number of minutes",
            "clock time": 'a clock time such as "14:30"',
            "date and time": 'a date and time such as "2027-03-18T14:30"',
            "date and time with a zone": 'a date, time and zone as in "2027-03-18T14:30+01:00"',
        }[self._kind]
        try:
            written = read_time(time)
        except ValueError as error:
            raise ValueError(f"{error}.", f"Write {example}.") from error
        if written.kind != self._kind:
            raise ValueError(
                f"The slots have another kind of times than {time}.", f"Write {example}."
            )
        if self._kind != "clock time":
            return written.minutes
        if day is None and len(self._origin) == 1:
            day = next(iter(self._origin))
        if day is None or day not in self._origin:
            known = ", ".join(f'"{name}"' for name in self._origin)
            raise ValueError(
                f"It is not said of which day {time} is.", f"Give day as one of {known}."
            )
        return self._past_midnight(written.minutes + self._origin[day], day)

    def _past_midnight(self, minutes: float, day: str) -> float:
        """Read a clock time before all slots of a day as after them where they go past midnight."""
        own = [slot for slot in self._slots if slot.day == day]
        midnight = self._origin[day] + MINUTES_A_DAY
        late = max(slot.end for slot in own) > midnight
        return minutes + MINUTES_A_DAY if late and minutes < own[0].start else minutes

    def document_of(self, after: Problem) -> list[dict[str, Any]]:
        """Write a later problem's slots the way they were written, delays added.

        A clock time that a delay takes past midnight cannot be written so; all slots then have
        numbers of minutes.
        """
        try:
            return [
                self._entry(old.id, old.day, new.start - old.start, new.end - old.end)
                for old, new in zip(self._slots, after.slots, strict=True)
            ]
        except OverflowError:
            return [
                {"id": slot.id, "start": slot.start, "end": slot.end, "day": slot.day}
                for slot in after.slots
            ]

    def _entry(self, name: str, day: str, start: float, end: float) -> dict[str, Any]:
        written = self._entries[name]
        entry: dict[str, Any] = {"id": name}
        if written.get("start") is not None:
            entry |= {"start": later(written["start"], start), "end": later(written["end"], end)}
        elif start or end:
            raise OverflowError("slots without times that were moved have some now")
        return {**entry, "day": day} if day else entry


def later(time: Time, minutes: float) -> Time:
    """Return a time some minutes later, written the same way.

    Raises
    ------
    OverflowError
        For a clock time that would pass midnight.
    """
    if not minutes:
        return time
    written = read_time(time)
    if not isinstance(time, str):
        return written.minutes + minutes
    if written.kind != "clock time":
        return (dt.datetime.fromisoformat(time.strip()) + dt.timedelta(minutes=minutes)).isoformat()
    total = written.minutes + minutes
    if total > MINUTES_A_DAY:
        raise OverflowError(f"{time} and {minutes} minutes pass midnight")
    hours, seconds = divmod(round(total * 60), 3600)
    text = f"{hours:02d}:{seconds // 60:02d}"
    return f"{text}:{seconds % 60:02d}" if seconds % 60 else text
