"""One person's agenda as a timeline: meetings, breaks, and time to breathe."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from textwrap import shorten
from typing import Literal
from zoneinfo import ZoneInfo

from api.event_days import APART
from api.timetable.agenda.spare_time import AWAY, FREE, SpareTime
from api.timetable.view import MeetingView, Pause, SlotView, TimetableView
from api.web.wording import given

Kind = Literal["meeting", "break", "free"]
State = Literal["", "moved", "cancelled", "met", "ask"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One stretch of the timeline; see `templates/_macros/agenda.html`."""

    kind: Kind
    start: dt.datetime
    end: dt.datetime
    title: str = ""
    detail: str = ""
    table: str = ""
    area: str = ""
    why: str = ""
    href: str = ""
    state: State = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one day in order of time; ``today`` is the one day that is on, if any is."""

    date: dt.datetime
    entries: tuple[Entry, ...]
    today: bool = False


def agenda_days(
    view: TimetableView,
    person_id: str,
    now: dt.datetime,
    answered: Collection[str],
    spare: SpareTime | None = None,
) -> tuple[Day, ...]:
    """Lay out a person's days.

    Parameters
    ----------
    view
        The published timetable.
    now
        A meeting that is over by then asks for feedback.
    answered
        Ids of the meetings whose feedback the person has given.
    spare
        Says why times are free; without it they are just free.
    """
    entries = sorted(
        _entries(view, person_id, now, answered, spare or SpareTime()),
        key=lambda e: (e.start.astimezone(dt.UTC), e.kind),
    )
    by_day = itertools.groupby(entries, key=lambda entry: entry.start.date())
    days = [Day(found[0].start, found) for found in (tuple(group) for _, group in by_day)]
    # What goes on past midnight is still the day before.
    running = [d for d in days if any(e.start <= now < e.end for e in d.entries)]
    here = now.astimezone(ZoneInfo(view.timezone)).date()
    today = running[:1] or [d for d in days if d.date.date() == here]
    return tuple(replace(d, today=d in today) for d in days)


def next_meeting(view: TimetableView, person_id: str, now: dt.datetime) -> MeetingView | None:
    """Find the meeting that is on, or the next one."""
    coming = (m for m in view.of(person_id) if not m.cancelled and m.slot.ends > now)
    return min(coming, key=lambda meeting: meeting.slot.starts, default=None)


def one_line(meeting: MeetingView, person_id: str, most: int = 120) -> str:
    """Say in one line, of at most so many characters, the stronger reason to meet.

    Where there is none, say what is true of the two, or that both had the time.
    """
    other = meeting.other(person_id)
    reasons = [
        (reason, said)
        for reason, said in (
            (meeting.reason_for(person_id), "You need"),
            (meeting.reason_for(other.id), f"{given(other.name)} needs"),
        )
        if reason is not None
    ]
    if not reasons:
        return shorten(_without_reason(meeting, person_id), most, placeholder=" …")
    reason, said = max(reasons, key=lambda found: found[0].strength)
    return shorten(f"{said}: {reason.need}", most, placeholder=" …")


def _without_reason(meeting: MeetingView, person_id: str) -> str:
    """Say what is true where neither needs what the other offers, as far as that is known."""
    for shared in meeting.reasons:
        said = shared.need if shared.for_id == person_id else shared.offer
        if said:
            return f"You both like: {said}"
    return meeting.common or f"You were both free at {meeting.slot.starts:%H:%M}."


def _entries(
    view: TimetableView,
    person_id: str,
    now: dt.datetime,
    answered: Collection[str],
    spare: SpareTime,
) -> Iterator[Entry]:
    busy: set[str] = set()
    for meeting in view.of(person_id):
        if not meeting.cancelled:
            busy.add(meeting.slot.key)
        yield _meeting(view, meeting, person_id, now, answered)
    yield from (Entry("break", p.starts, p.ends, p.name) for p in view.pauses)
    for away, slots in _stretches(view, busy, spare):
        why = "" if away else spare.why(slot.key for slot in slots)
        title = AWAY if away else FREE
        yield Entry("free", slots[0].starts, slots[-1].ends, title, detail=why)


def _meeting(
    view: TimetableView,
    meeting: MeetingView,
    person_id: str,
    now: dt.datetime,
    answered: Collection[str],
) -> Entry:
    other = meeting.other(person_id)
    state: State = ""
    if meeting.cancelled:
        state = "cancelled"
    elif meeting.id in answered:
        state = "met"
    elif meeting.slot.ends <= now:
        state = "ask"
    elif meeting.sequence:
        state = "moved"
    return Entry(
        "meeting",
        meeting.slot.starts,
        meeting.slot.ends,
        other.name,
        ", ".join(part for part in (other.role, other.organisation) if part),
        "" if meeting.cancelled else meeting.table,
        "" if meeting.cancelled else meeting.zone,
        "" if meeting.cancelled else one_line(meeting, person_id),
        "" if meeting.cancelled else f"/e/{view.slug}/feedback/{meeting.id}",
        state,
        _off(meeting),
    )


def _off(meeting: MeetingView) -> str:
    if meeting.left:
        return "they no longer take part; you are free then"
    return "no longer takes place" if meeting.cancelled else ""


def _stretches(
    view: TimetableView, busy: set[str], spare: SpareTime
) -> Iterator[tuple[bool, list[SlotView]]]:
    """Join neighbouring slots without a meeting, those the person is away in by themselves."""
    stretch: list[SlotView] = []
    is_away = False
    for slot in view.slots:
        away = slot.key in spare.away
        ends = slot.key in busy or away != is_away or _parted(stretch[-1:], slot, view.pauses)
        if stretch and ends:
            yield is_away, stretch
            stretch = []
        if slot.key not in busy:
            stretch, is_away = [*stretch, slot], away
    if stretch:
        yield is_away, stretch


def _parted(before: list[SlotView], following: SlotView, pauses: tuple[Pause, ...]) -> bool:
    return any(
        one.ends.date() != following.starts.date()
        or following.starts - one.ends >= APART
        or any(one.ends <= pause.starts < following.starts for pause in pauses)
        for one in before
    )
