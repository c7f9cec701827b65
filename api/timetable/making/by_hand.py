"""One meeting changed by hand: what it would cost, and the draft that comes of it.

Only the worker imports this: the solver's libraries have no place in the web process.
"""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.clock import now
from api.events.models import Event
from api.faults import InputFaults
from api.jobs.registry import JobContext, JobRefused, Payload
from api.timetable import queries
from api.timetable.making.make import job_observer
from api.timetable.making.settled_pairs import REQUIRED
from api.timetable.making.stored_problem import StoredProblem, minutes_at, stored_problem
from api.timetable.making.stored_version import store_version
from api.timetable.models import RuleKind, ScheduleVersion
from api.timetable.versions.origin import Origin
from api.timetable.versions.pair_rules import MOST, count_rules, settle
from scheduling.certificate import Certificate
from scheduling.problem import Lock, Meeting, Schedule
from scheduling.repair.changes import Accepted, Cancelled, ChangeRefused, DayChange
from scheduling.repair.repair import RepairResult, repair
from scheduling.result import Result

_NAMED = 60
_RULES: dict[str, RuleKind] = {"forbid": "forbid", "require": "require"}


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    base: StoredProblem
    version: ScheduleVersion
    minutes: float


def change_by_hand(context: JobContext, payload: Payload) -> Payload:
    """Work out a change of one meeting; keep it as the next version where it says so.

    Parameters
    ----------
    payload
        ``event_id``; ``of``: number of a version; ``how``, ``a``, ``b``, ``slot``: see `Origin`;
        ``table``: where to, "" for any; ``digest``: of the outcome that was looked at, to keep it.

    Returns
    -------
    Payload
        ``impossible``: whether there is no place. Else ``digest``; ``changes``: meetings of others
        and the two's own that differ, as lists a, b, slot and table before, slot and table after;
        ``people``: whose agenda differs; ``worth``, ``short``: before and after; ``version``, where
        it was kept.

    Raises
    ------
    JobRefused
        The version is not there any more, or came out another way than what was looked at.
    """
    made = Origin(payload["how"], payload["of"], payload["a"], payload["b"], payload["slot"])
    with context.read() as session:
        asked = _asked(session, payload)
    found = _changed(context, asked, made, payload["table"])
    if found is None:
        return {"impossible": True}
    told = _told(asked.base, found)
    digest = payload.get("digest")
    if not digest:
        return told
    if digest != told["digest"]:
        raise JobRefused("Something has changed since you looked at it. Look at it again.")
    with context.write() as session:
        result = Result(found.schedule, found.certificate, found.seconds, seed=0)
        told["version"] = store_version(
            session, payload["event_id"], asked.version.run_id, context.job_id, found.problem,
            result, made,
        )  # fmt: skip
        if made.how in _RULES:
            if count_rules(session, payload["event_id"]) >= MOST:
                raise JobRefused(f"An event has at most {MOST:,} settled pairs. Take some back.")
            pair = _row_ids(session, payload["event_id"], payload["a"], payload["b"])
            kind = _RULES[made.how]
            settle(session, payload["event_id"], pair, kind, account_id=context.started_by)
        context.end(session, told)
    return told


def _asked(session: Session, payload: Payload) -> _Asked:
    event = session.get_one(Event, payload["event_id"])
    version = queries.version(session, event.id, payload["of"])
    if version is None:
        raise JobRefused("The version that was to be changed is no longer there.")
    try:
        base = stored_problem(session, version)
    except InputFaults as faults:
        raise JobRefused(
            "This version was made by an earlier release. Make a new one, then change that."
        ) from faults
    return _Asked(base, version, minutes_at(event, base.problem, now()))


def _changed(context: JobContext, asked: _Asked, made: Origin, table: str) -> RepairResult | None:
    """Repair what the change breaks; None where the two have no place."""
    a, b = made.a or "", made.b or ""
    pair = frozenset((a, b))
    base, problem = asked.base, asked.base.problem
    changes: list[DayChange] = []
    if made.how == "move":
        assert made.slot is not None
        locked = [k for k in problem.locked if frozenset((k.a, k.b)) != pair]
        lock = Lock(a, b, made.slot, table or None)
        problem = dataclasses.replace(problem, locked=(*locked, lock))
    elif made.how == "require":
        # Refused in private: there is merely no place for the two.
        if pair in base.refused:
            return None
        changes.append(Accepted(a, b, priority=REQUIRED))
    else:
        changes.append(Cancelled(a, b))
    try:
        found = repair(
            problem,
            base.schedule,
            changes,
            now=asked.minutes,
            certificate=base.certificate,
            observer=job_observer(context),
        )
    except ChangeRefused:
        return None
    assert found.certificate.verified, "only what was verified is stored"
    return found if _is_as_asked(found, made, table) else None


def _is_as_asked(found: RepairResult, made: Origin, table: str) -> bool:
    own = [m for m in found.schedule.meetings if {m.a, m.b} == {made.a, made.b}]
    if made.how == "move":
        return any(m.slot == made.slot and table in ("", m.table) for m in own)
    return bool(own) == (made.how == "require")


def _told(base: StoredProblem, found: RepairResult) -> Payload:
    people: set[str] = set()
    rows: list[list[str | None]] = []
    for change in found.changes:
        one = change.after or change.before
        assert one is not None
        people |= {one.a, one.b}
        rows.append([one.a, one.b, *_place(change.before), *_place(change.after)])
    return {
        "digest": _digest(found.schedule),
        "changes": rows[:_NAMED],
        "more": len(rows[_NAMED:]),
        "people": len(people),
        "worth": [_worth(base.certificate), _worth(found.certificate)],
        "short": [len(base.certificate.unmet), len(found.certificate.unmet)],
        "unmet": [unmet.attendee for unmet in found.certificate.unmet][:_NAMED],
    }


def _place(meeting: Meeting | None) -> tuple[str | None, str | None]:
    return (None, None) if meeting is None else (meeting.slot, meeting.table)


def _digest(schedule: Schedule) -> str:
    said = "\n".join(f"{m.slot} {m.table} {m.a} {m.b}" for m in schedule.meetings)
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _worth(certificate: Certificate) -> float:
    """Give what the meetings are worth, without the prices of promises."""
    priced = certificate.promise.value if certificate.promise else 0.0
    return (certificate.objective or 0.0) - priced


def _row_ids(session: Session, event_id: str, *keys: str) -> Any:
    rows = session.execute(
        select(Attendee.key, Attendee.id).where(
            Attendee.event_id == event_id, Attendee.key.in_(keys)
        )
    )
    found = dict(rows.all())
    return tuple(found[key] for key in keys)
