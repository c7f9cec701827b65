"""Why somebody has no more meetings, or two do not meet: the rule in words, and what would help.

Whom somebody wants or refuses does not show, nor who was suggested to whom: an answer is made from
the meetings, times, tables and limits alone, and is the same for a refused pair as for any other.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from api.timetable.making.stored_problem import StoredProblem
from api.timetable.versions.open_words import open_reason
from scheduling.explain.explanation import Explanation, explain
from scheduling.problem import Pairs, Problem, Schedule, difference

_APART = "It was reported that the two do not meet."
_PLAIN = (
    ("in slot ", "at "),
    (" at table ", ", "),
    (", which no guarantee needs", ": all keep what they are promised"),
    ("common slot", "common time"),
    ("free slot", "free time"),
)
_OPEN = "Nothing stands in the way"
_FIRST = "They were not suggested to each other, or others came first."
_WORTH = re.compile(r", (?:worth at least as much|not all worth as much)(?=\.)")


@dataclass(frozen=True, slots=True)
class Why:
    """An answer.

    Attributes
    ----------
    title
        What was asked, as a statement: "Ana Kovač has 2 meetings".
    remedy
        The cheapest change that would help; "" where no single one does, or none is needed.
    moved
        Others whose meetings that would move or take away, as far as it does not name them.
    without_rules
        Whether the remedy leaves all rules as they are: a repair can do it.
    """

    title: str
    reason: str
    remedy: str
    moved: tuple[str, ...]
    without_rules: bool
    met: bool


def why(
    stored: StoredProblem,
    who: tuple[str, ...],
    names: Mapping[str, str],
    times: Mapping[str, str],
    minutes: float,
    rule: str = "",
) -> Why:
    """Explain a person's meetings or a pair's, in names and times of day.

    Parameters
    ----------
    who
        One id or two of the problem.
    names, times
        Words for every attendee and slot, no two alike.
    minutes
        The present moment: what starts earlier stays as it is and takes no more meetings.
    rule
        The rule of the event that keeps the two apart, in words, where it may be told.
    """
    problem = from_now_on(open_to(stored.problem, stored.schedule, who), stored.schedule, minutes)
    told = _in_words(problem, names, times)
    schedule = _schedule_in_words(stored.schedule, names, times)
    asked = tuple(names[each] for each in who)
    found = explain(told, schedule, asked[0] if len(asked) == 1 else (asked[0], asked[1]))
    begun = {times[slot.id] for slot in problem.slots if slot.start < minutes}
    # One more meeting of anybody with anybody is no advice.
    remedy = found.remedy if len(who) == 2 else None
    if remedy is not None and _touches(schedule, remedy.schedule, begun):
        remedy = None
    # Nor is what somebody else loses a meeting by.
    if remedy is not None and len(remedy.schedule) <= len(schedule):
        remedy = None
    met = len(who) == 2 and found.meetings == 1
    return Why(
        _title(found),
        (rule if rule and not met else "") or _reason(stored, who, found),
        "" if remedy is None else _said(remedy.words),
        () if remedy is None else tuple(n for n in remedy.moved if n not in remedy.words),
        remedy is not None and remedy.problem is told,
        met,
    )


def open_to(problem: Problem, schedule: Schedule, who: tuple[str, ...]) -> Problem:
    """List those asked about, and who meets, as if all were worth the same and nobody had asked."""
    place = {name: row for row, name in enumerate(problem.parties)}
    pairs = {frozenset((place[m.a], place[m.b])) for m in schedule.meetings}
    others = who[1:] or [person.id for person in problem.attendees if person.id != who[0]]
    pairs |= {frozenset((place[who[0]], place[other])) for other in others}
    listed = np.array(sorted(sorted(pair) for pair in pairs), np.int32).reshape(-1, 2)
    return dataclasses.replace(
        problem,
        pairs=Pairs(listed[:, 0], listed[:, 1], np.ones(len(listed))),
        must_meet=(),
    )


def from_now_on(problem: Problem, schedule: Schedule, minutes: float) -> Problem:
    """Leave people no free time in slots that have begun."""
    begun = {slot.id for slot in problem.slots if slot.start < minutes}
    if not begun:
        return problem
    busy = {(person, m.slot) for m in schedule.meetings for person in (m.a, m.b)}
    order = tuple(slot.id for slot in problem.slots)
    people = []
    for person in problem.attendees:
        there = order if person.available is None else person.available
        here = tuple(s for s in there if s not in begun or (person.id, s) in busy)
        people.append(dataclasses.replace(person, available=here))
    return dataclasses.replace(problem, attendees=tuple(people))


def _in_words(problem: Problem, names: Mapping[str, str], times: Mapping[str, str]) -> Problem:
    """Call people by their names and slots by their times, so that every sentence does."""

    def slots(ids: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if ids is None else tuple(times[each] for each in ids)

    return dataclasses.replace(
        problem,
        attendees=tuple(
            dataclasses.replace(a, id=names[a.id], available=slots(a.available))
            for a in problem.attendees
        ),
        slots=tuple(dataclasses.replace(s, id=times[s.id]) for s in problem.slots),
        tables=tuple(dataclasses.replace(t, available=slots(t.available)) for t in problem.tables),
        must_meet=tuple(
            dataclasses.replace(w, a=names[w.a], b=names[w.b]) for w in problem.must_meet
        ),
        never_meet=tuple((names[a], names[b]) for a, b in problem.never_meet),
    )


def _schedule_in_words(
    schedule: Schedule, names: Mapping[str, str], times: Mapping[str, str]
) -> Schedule:
    return Schedule(
        tuple(
            dataclasses.replace(m, a=names[m.a], b=names[m.b], slot=times[m.slot])
            for m in schedule.meetings
        )
    )


def _touches(before: Schedule, after: Schedule, slots: set[str]) -> bool:
    return any(
        meeting is not None and meeting.slot in slots
        for change in difference(before, after)
        for meeting in (change.before, change.after)
    )


def _title(found: Explanation) -> str:
    if len(found.who) == 1:
        held = "1 meeting" if found.meetings == 1 else f"{found.meetings or 'no'} meetings"
        return f"{found.who[0]} has {held}"
    verb = "meet" if found.meetings else "do not meet"
    return f"{found.who[0]} and {found.who[1]} {verb}"


def _reason(stored: StoredProblem, who: tuple[str, ...], found: Explanation) -> str:
    if len(who) == 1:
        return _said(open_reason(found.reason))
    if frozenset(who) in {frozenset(pair) for pair in stored.problem.never_meet}:
        return _APART
    reason = _WORTH.sub("", found.reason)
    return _said(f"{reason} {_FIRST}" if reason.startswith(_OPEN) else reason)


def _said(words: str) -> str:
    """Say it as people do: a slot is called by its time here, a guarantee is a promise."""
    for technical, plain in _PLAIN:
        words = words.replace(technical, plain)
    return words
