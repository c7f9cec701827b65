"""The times of one day in a few numbers: first start, length, gap, how many, one break."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Any

_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class TimesPlan:
    """Talks one after another from a first start, with one break; lengths in minutes.

    Attributes
    ----------
    gap
        Between the end of a talk and the next start: for walking to another table.
    break_after
        After how many talks the break is, which begins where the next talk would; 0 for none.
    """

    date: dt.date
    start: str
    minutes: int
    talks: int
    gap: int = 0
    break_after: int = 0
    break_minutes: int = 0
    break_name: str = "Break"

    def document(self) -> dict[str, Any]:
        """Put it as an event file's ``slots`` and ``breaks``; past midnight is the next date."""
        begins, pause = self._minutes()
        days: list[dict[str, Any]] = []
        for begin in begins:
            date = self.date + dt.timedelta(days=begin // _DAY)
            if not days or days[-1]["date"] != date:
                days.append({"date": date, "minutes": self.minutes, "starts": []})
            days[-1]["starts"].append(_clock(begin))
        breaks = []
        if pause is not None:
            end = pause + self.break_minutes
            name = self.break_name or "Break"
            breaks.append({"name": name, "start": _clock(pause), "end": _clock(end)})
        return {"slots": days, "breaks": breaks}

    def ends(self) -> str:
        """Say when the last talk is over."""
        return _clock(self._minutes()[0][-1] + self.minutes)

    def _minutes(self) -> tuple[list[int], int | None]:
        """Give the starts, and that of the break, in minutes of the first day."""
        at, begins, pause = _minutes_of(self.start), [], None
        for number in range(1, self.talks + 1):
            begins.append(at)
            at += self.minutes + self.gap
            if number == self.break_after < self.talks and self.break_minutes:
                pause, at = at, at + self.break_minutes
        return begins, pause


def plan_of(document: dict[str, Any]) -> TimesPlan | None:
    """Find the plan that gives a document's times; None where no plan gives exactly these."""
    day, *others = document["slots"]
    breaks = document.get("breaks") or []
    if others or len(breaks) > 1:
        return None
    begins = [_minutes_of(start) for start in day["starts"]]
    length = day["minutes"]
    steps = [after - before for before, after in itertools.pairwise(begins)]
    gap = min(steps, default=length) - length
    longer = [at for at, step in enumerate(steps, 1) if step > length + gap]
    plan = TimesPlan(day["date"], day["starts"][0], length, len(begins), gap)
    if breaks and longer:
        (pause,) = breaks
        minutes = (_minutes_of(pause["end"]) - _minutes_of(pause["start"])) % _DAY
        plan = TimesPlan(
            plan.date, plan.start, length, len(begins), gap, longer[0], minutes, pause["name"]
        )
    same = {"slots": [dict(day, starts=list(day["starts"]))], "breaks": [_plain(b) for b in breaks]}
    return plan if gap >= 0 and plan.document() == same else None


def moved(document: dict[str, Any], date: dt.date) -> dict[str, Any]:
    """Move all dates of a document so that the first is another."""
    by = date - min(day["date"] for day in document["slots"])
    return document | {
        part: [
            each | {"date": each["date"] + by} if each.get("date") else each
            for each in document.get(part) or []
        ]
        for part in ("slots", "breaks")
    }


def _plain(pause: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in pause.items() if value is not None}


def _minutes_of(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
