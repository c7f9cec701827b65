"""Times of an event as people read them: with their day wherever the event has several."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from api.web.wording import clock, date_only, span


@dataclass(frozen=True, slots=True)
class EventTimes:
    """How to say when something is.

    Attributes
    ----------
    zone
        The event's IANA zone, in which all is said.
    several
        Whether a time alone would leave open which day it is of.
    """

    zone: str
    several: bool = False

    @classmethod
    def of(cls, zone: str, moments: Iterable[dt.datetime]) -> EventTimes:
        """Say times of an event at which something begins at these moments."""
        return cls(zone, len({date_only(moment, zone) for moment in moments}) > 1)

    def alone(self, moment: dt.datetime) -> str:
        """``14:20``, or ``Saturday 27 March, 14:20``."""
        return self._day(moment, "", ", ") + clock(moment, self.zone)

    def span(self, start: dt.datetime, end: dt.datetime) -> str:
        """``14:20–14:40``, or ``Saturday 27 March, 14:20–14:40``."""
        return self._day(start, "", ", ") + span(start, end, self.zone)

    def after_at(self, moment: dt.datetime) -> str:
        """Follow "at", "from" and "before": ``14:20``, or ``14:20 on Saturday 27 March``."""
        return clock(moment, self.zone) + self._day(moment, " on ", "")

    def in_sentence(self, moment: dt.datetime) -> str:
        """``at 14:20``, or ``on Saturday 27 March at 14:20``."""
        return self._day(moment, "on ", " ") + f"at {clock(moment, self.zone)}"

    def _day(self, moment: dt.datetime, before: str, after: str) -> str:
        return f"{before}{date_only(moment, self.zone)}{after}" if self.several else ""
