"""A stored version as problem, schedule and certificate, to repair it or to say why not.

What people have asked in private since it was made is heeded without a trace: a pair that either
now refuses is like one that was never suggested, unless the two meet already.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from api.attendees.models import Attendee
from api.events.models import Event
from api.formats.problem import problem_from
from api.formats.schedule import certificate_from
from api.formats.written_slots import WrittenSlots
from api.matches import queries as matches
from api.timetable.making.problem import Wishes
from api.timetable.models import Meeting, Placement, ScheduleVersion
from scheduling.certificate import Certificate
from scheduling.problem import Pairs, Problem
from scheduling.problem import schedule as ss

Pair = frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class StoredProblem:
    """What a version was made from, by the keys of its people.

    Attributes
    ----------
    refused
        Pairs that never meet, by the wish of one of them; for the engines' ears only.
    """

    problem: Problem
    slots: WrittenSlots
    schedule: ss.Schedule
    certificate: Certificate
    refused: frozenset[Pair]

    def met(self) -> frozenset[Pair]:
        """Pairs who meet in this version."""
        return frozenset(frozenset((m.a, m.b)) for m in self.schedule.meetings)


def stored_problem(session: Session, version: ScheduleVersion) -> StoredProblem:
    """Read a version.

    Raises
    ------
    InputFaults
        If its problem is not in the public format: a version of an earlier release.
    """
    event = session.get_one(Event, version.event_id)
    asked, certificate = _at_present_times(event, version, problem_from(version.problem))
    schedule = _schedule(session, version, asked)
    refused = _refused(session, version.event_id)
    met = {frozenset((m.a, m.b)) for m in schedule.meetings}
    return StoredProblem(
        without_pairs(asked, refused - met),
        WrittenSlots(version.problem, asked),
        schedule,
        certificate,
        refused,
    )


def without_pairs(problem: Problem, pairs: frozenset[Pair]) -> Problem:
    """Take pairs out of those that may meet, and wishes for them."""
    if not pairs:
        return problem
    place = {name: row for row, name in enumerate(problem.parties)}
    keys = {
        min(rows) * len(place) + max(rows)
        for pair in pairs
        if len(rows := [place[name] for name in pair if name in place]) == 2
    }
    listed = problem.pairs
    key = np.minimum(listed.a, listed.b).astype(np.int64) * len(place)
    kept = ~np.isin(key + np.maximum(listed.a, listed.b), list(keys))
    return dataclasses.replace(
        problem,
        pairs=Pairs(listed.a[kept], listed.b[kept], listed.score[kept]),
        must_meet=tuple(w for w in problem.must_meet if frozenset((w.a, w.b)) not in pairs),
    )


def minutes_at(event: Event, problem: Problem, moment: dt.datetime) -> float:
    """Put a moment on the problem's line of minutes."""
    starts = {slot.key: slot.starts_at for slot in event.slots}
    known = next(slot for slot in problem.slots if slot.id in starts)
    return known.start + (moment - starts[known.id]).total_seconds() / 60


def _at_present_times(
    event: Event, version: ScheduleVersion, problem: Problem
) -> tuple[Problem, Certificate]:
    """Move the problem's slots to where a delay has put the event's."""
    certificate = certificate_from(version.certificate, problem)
    times = {slot.key: slot for slot in event.slots}
    origin = None
    slots = []
    for slot in problem.slots:
        present = times.get(slot.id)
        if present is not None:
            origin = origin or present.starts_at - dt.timedelta(minutes=slot.start)
            start, end = (
                (at - origin).total_seconds() / 60 for at in (present.starts_at, present.ends_at)
            )
            slot = dataclasses.replace(slot, start=start, end=end)
        slots.append(slot)
    if tuple(slots) == problem.slots:
        return problem, certificate
    dual = certificate.dual
    if dual is not None and dual.row is not None:
        # What is in a row has changed with the times.
        dual = dataclasses.replace(dual, row=None)
    return (
        dataclasses.replace(problem, slots=tuple(slots)),
        dataclasses.replace(certificate, dual=dual),
    )


def _schedule(session: Session, version: ScheduleVersion, problem: Problem) -> ss.Schedule:
    one, two = aliased(Attendee), aliased(Attendee)
    rows = session.execute(
        select(one.key, two.key, Placement.slot_key, Placement.table_key)
        .join(Meeting, Meeting.id == Placement.meeting_id)
        .join(one, one.id == Meeting.a_id)
        .join(two, two.id == Meeting.b_id)
        .where(Placement.version_id == version.id)
    )
    order = {slot.id: place for place, slot in enumerate(problem.slots)}
    meetings = [ss.Meeting(slot, min(a, b), max(a, b), table) for a, b, slot, table in rows]
    return ss.Schedule(tuple(sorted(meetings, key=lambda m: (order[m.slot], m))))


def _refused(session: Session, event_id: str) -> frozenset[Pair]:
    wishes = Wishes.of(matches.all_wishes(session, event_id), matches.all_blocks(session, event_id))
    query = select(Attendee.id, Attendee.key).where(Attendee.event_id == event_id)
    name: dict[str, str] = dict(session.execute(query).all())
    return frozenset(frozenset((name[a], name[b])) for a, b in wishes.refused)
