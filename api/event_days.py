"""The days of an event as people live them: a night that goes on past midnight is one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

APART = dt.timedelta(hours=6)
"""So long a pause parts two days; a shorter one does not, past midnight either."""


def event_days(times: Iterable[tuple[dt.datetime, dt.datetime]]) -> list[dt.date]:
    """Give the day each slot belongs to: the date on which its stretch of slots began.

    Parameters
    ----------
    times
        Start and end of each slot in order of time, aware, in the zone of the event.
    """
    days: list[dt.date] = []
    ended: dt.datetime | None = None
    for start, end in times:
        goes_on = ended is not None and start.astimezone(dt.UTC) - ended < APART
        days.append(days[-1] if goes_on else start.date())
        ended = end.astimezone(dt.UTC)
    return days
