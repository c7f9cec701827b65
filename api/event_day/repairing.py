"""Repair the published timetable: what the organiser reported, as the next version.

Only the worker imports this: the solver's libraries have no place in the web process.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.clock import now
from api.event_day.at_once import ask_again, overtaken_by, show_at_once
from api.event_day.away import as_they_are_there, keeping_meetings
from api.event_day.walk_ins import walk_ins
from api.events.models import Event
from api.events.queries import rules_of
from api.formats.changes import report_from
from api.jobs.registry import JobContext, JobRefused, Payload
from api.timetable import queries
from api.timetable.making.make import job_observer
from api.timetable.making.problem import attendee_entry
from api.timetable.making.stored_problem import StoredProblem, minutes_at, stored_problem
from api.timetable.making.stored_version import store_version
from scheduling.problem import Problem
from scheduling.repair.changes import Accepted, ChangeRefused, DayChange, NoShow
from scheduling.repair.repair import RepairResult, repair
from scheduling.result import Result


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    base: StoredProblem
    run_id: str | None
    problem: Problem
    gentle: bool
    changes: tuple[DayChange, ...]
    now: float


def repair_timetable(context: JobContext, payload: Payload, run_id: str | None) -> Payload:
    """Repair a version and keep the verified result as the next one, not yet published.

    Parameters
    ----------
    payload
        ``event_id``; ``of``: number of the version that people see; ``changes`` as in
        changes.json; ``back``: ids of people who have come after all; ``new``: of people whom
        the version does not know; ``notice``: minutes. With ``gentle`` nobody's meeting is moved
        or given up, and people see the result at once: see `api.event_day.at_once`.
    run_id
        Match run that knows the new people; None where there are none, or their words are none.

    Returns
    -------
    Payload
        ``version``, 0 where a gentle one changes nothing; ``moved`` and ``lost``: ids, see
        `scheduling.repair.repair.RepairResult`;
        ``unplaced``: accepted pairs without a place; ``from``: when the first slot begins that
        was free to change. Where another version was published meanwhile, of a gentle one only
        ``again``: the job that works it out anew.

    Raises
    ------
    JobRefused
        The version is not there any more, or cannot hold the changes.
    """
    moment, notice = now(), float(payload["notice"])
    with context.read() as session:
        asked = _asked(session, payload, moment, run_id)
    try:
        repaired = repair(
            asked.problem,
            asked.base.schedule,
            asked.changes,
            now=asked.now,
            notice=notice,
            fixed=asked.gentle,
            certificate=asked.base.certificate,
            observer=job_observer(context),
        )
    except ChangeRefused as refused:
        raise JobRefused(str(refused)) from refused
    assert repaired.certificate.verified, "only what was verified is stored"
    met = {frozenset((m.a, m.b)) for m in repaired.schedule.meetings}
    wanted = [(c["a"], c["b"]) for c in payload["changes"] if c["what"] == "accepted"]
    result: Payload = {
        "version": 0,
        "moved": list(repaired.moved),
        "lost": list(repaired.lost),
        "unplaced": [list(pair) for pair in wanted if frozenset(pair) not in met],
        "from": (moment + dt.timedelta(minutes=notice)).isoformat(),
    }
    with context.write() as session:
        return _keep(session, context, payload, asked, repaired, result)


def _keep(
    session: Session,
    context: JobContext,
    payload: Payload,
    asked: _Asked,
    repaired: RepairResult,
    result: Payload,
) -> Payload:
    """Keep what was worked out, and end the job by it; give what that is."""
    by = context.started_by
    if asked.gentle and (shown := overtaken_by(session, payload)):
        result = {"again": ask_again(session, payload, shown, by)}
    elif repaired.changes or not asked.gentle:
        number = _store(session, context.job_id, payload, asked, repaired)
        context.report("storing", 1.0, f"version {number}")
        result["version"] = number
        if asked.gentle:
            show_at_once(session, payload["event_id"], number, by)
    context.end(session, result)
    return result


def _asked(session: Session, payload: Payload, moment: dt.datetime, run_id: str | None) -> _Asked:
    event = session.get_one(Event, payload["event_id"])
    version = queries.version(session, event.id, payload["of"])
    if version is None:
        raise JobRefused("The timetable that was to be repaired is no longer there. Start again.")
    base = stored_problem(session, version)
    minutes = minutes_at(event, base.problem, moment)
    open_from = minutes + float(payload["notice"])
    report = report_from({"changes": payload["changes"]}, base.slots, "the report")
    # Refused in private or not known to be: either way there is merely no place for the two.
    changes = [c for c in report.changes if not _refused(c, base)]
    left = _left(session, event.id, base.problem)
    gone = [NoShow(name, _first_open(base.problem, minutes)) for name in left]
    here = session.scalars(select(Attendee).where(Attendee.event_id == event.id))
    problem = as_they_are_there(base.problem, here)
    gentle = bool(payload.get("gentle"))
    if gentle:
        problem, gone = keeping_meetings(problem, base.schedule, left), []
    problem = _with_back(session, event, problem, payload["back"], open_from)
    run_id = run_id or version.run_id
    # First of all, so that other changes may name them.
    new = walk_ins(session, event, base, run_id, payload["new"], open_from)
    return _Asked(base, run_id, problem, gentle, (*new, *changes, *gone), minutes)


def _refused(change: DayChange, base: StoredProblem) -> bool:
    return isinstance(change, Accepted) and frozenset((change.a, change.b)) in base.refused


def _left(session: Session, event_id: str, problem: Problem) -> list[str]:
    """People of the problem who have withdrawn since, and are not known to be gone."""
    here = set(
        session.scalars(
            select(Attendee.key).where(Attendee.event_id == event_id, Attendee.left_at.is_(None))
        )
    )
    return [a.id for a in problem.attendees if a.id not in here and a.available != ()]


def _first_open(problem: Problem, minutes: float) -> str | None:
    """Return the slot from which somebody who is not here is missing; None for the first."""
    running = [slot.id for slot in problem.slots if slot.end > minutes]
    if not running:
        return problem.slots[-1].id
    return None if running[0] == problem.slots[0].id else running[0]


def _with_back(
    session: Session, event: Event, problem: Problem, back: Sequence[str], open_from: float
) -> Problem:
    """Give people who have come after all their place again, from the next open slot on."""
    if not back:
        return problem
    rows = session.scalars(
        select(Attendee).where(Attendee.event_id == event.id, Attendee.key.in_(back))
    )
    rules = rules_of(event)
    entry = {row.key: attendee_entry(row, rules, event) for row in rows}
    to_come = {slot.id for slot in problem.slots if slot.start >= open_from}
    people = []
    for person in problem.attendees:
        fresh = entry.get(person.id)
        if fresh is not None:
            own = to_come if fresh.available is None else to_come & set(fresh.available)
            kept = {*(person.available or ()), *own}
            here = tuple(slot.id for slot in problem.slots if slot.id in kept)
            # Sides and tables stay the version's: its meetings were made by them.
            person = dataclasses.replace(
                fresh, available=here, side=person.side, table=person.table
            )
        people.append(person)
    return dataclasses.replace(problem, attendees=tuple(people))


def _store(
    session: Session, job_id: str, payload: Payload, asked: _Asked, repaired: RepairResult
) -> int:
    result = Result(repaired.schedule, repaired.certificate, repaired.seconds, seed=0)
    event_id: Any = payload["event_id"]
    return store_version(session, event_id, asked.run_id, job_id, repaired.problem, result)
