"""What making a timetable anew would mean for an event that has begun, told beforehand."""

from __future__ import annotations

from api.events.phase import Phase
from api.web.wording import counted


def running_words(phase: Phase, meetings: tuple[int, int] | None) -> str:
    """Say what would happen to the meetings people have; "" where nothing is under way.

    ``meetings`` counts those of the timetable people see: begun, to come; None without one.
    """
    if phase == "before":
        return ""
    if phase == "after":
        return (
            "The event is over. A new timetable would be for times that are past, and publishing "
            "it would change agendas that people have gone by."
        )
    afresh = (
        "The event has begun. A new timetable starts afresh: it fills times that are past as well "
        "and does not know what was reported on the day."
    )
    if meetings is None:
        return afresh
    begun, coming = meetings
    over = counted(begun, "meeting has begun or is over", "meetings have begun or are over")
    return (
        f"{afresh} Of the one people see, {over} and {counted(coming, 'is', 'are')} to come. "
        "Nothing changes for them before you publish it; then their next meetings would be others. "
        "To mend what people have, use On the day."
    )
