"""A verified schedule as rows: the next numbered version with its placements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.attendees.models import Attendee
from api.clock import now
from api.db.rows import new_id
from api.events import log
from api.formats.problem import problem_document, result_document
from api.jobs import queries as jobs
from api.matches.models import MatchRun
from api.timetable import queries
from api.timetable.models import Meeting, Placement, ScheduleVersion
from api.timetable.service import MADE
from api.timetable.versions.origin import Origin
from scheduling.problem import Problem, Schedule
from scheduling.result import Result


def store_version(
    session: Session,
    event_id: str,
    run_id: str | None,
    job_id: str | None,
    problem: Problem,
    result: Result,
    made: Origin | None = None,
) -> int:
    """Keep a verified schedule as the next version and give its number; ``made`` says how."""
    version = ScheduleVersion(
        id=new_id(),
        event_id=event_id,
        number=queries.next_number(session, event_id),
        run_id=run_id,
        job_id=job_id,
        problem=problem_document(problem),
        certificate=result_document(result)["certificate"],
        closed=_closed(problem),
        made=(made or Origin()).stored(),
        seed=result.seed,
        seconds=result.seconds,
    )
    session.add(version)
    session.flush()
    placed = _placements(session, event_id, version.id, result.schedule)
    if placed:
        session.execute(insert(Placement), placed)
    asked = _asked_by(session, job_id)
    log.record(session, MADE, event_id, asked, number=version.number, meetings=len(placed))
    return version.number


def _asked_by(session: Session, job_id: str | None) -> str | None:
    """Give the account that started a job, if it is still there."""
    job = jobs.find(session, job_id) if job_id else None
    return session.scalar(select(Account.id).where(Account.id == job.started_by)) if job else None


def _closed(problem: Problem) -> dict[str, list[str]]:
    """Slots in which each table is not to be used; the many that always are stay out."""
    return {
        table.id: [slot.id for slot in problem.slots if slot.id not in table.available]
        for table in problem.tables
        if table.available is not None
    }


def _placements(
    session: Session, event_id: str, version_id: str, schedule: Schedule
) -> list[dict[str, Any]]:
    query = select(Attendee.key, Attendee.id).where(Attendee.event_id == event_id)
    ids = dict(session.execute(query).all())
    pairs = []
    for meeting in schedule.meetings:
        first, second = sorted((ids[meeting.a], ids[meeting.b]))
        pairs.append((first, second))
    rows = _meeting_ids(session, event_id, pairs)
    return [
        {
            "version_id": version_id,
            "meeting_id": rows[pair],
            "slot_key": meeting.slot,
            "table_key": meeting.table,
        }
        for pair, meeting in zip(pairs, schedule.meetings, strict=True)
    ]


def _meeting_ids(
    session: Session, event_id: str, pairs: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Row id of each pair's meeting; a pair keeps its row, and its feedback, over versions."""
    rows = {
        (row.a_id, row.b_id): row.id
        for row in session.scalars(select(Meeting).where(Meeting.event_id == event_id))
    }
    fresh = [
        {"id": new_id(), "event_id": event_id, "a_id": a, "b_id": b, "created_at": now()}
        for a, b in pairs
        if (a, b) not in rows
    ]
    if fresh:
        session.execute(insert(Meeting), fresh)
    rows.update(((str(row["a_id"]), str(row["b_id"])), str(row["id"])) for row in fresh)
    return rows


def forget_unused_runs(session: Session, event_id: str, keep: str) -> None:
    """Delete match runs before ``keep`` that no version was made of: they hold all candidate pairs.

    Only for the one job that makes timetables: a run it has just made is not used yet. Later
    ones are what people see on their pages of matches.
    """
    used = select(ScheduleVersion.run_id).where(
        ScheduleVersion.event_id == event_id, ScheduleVersion.run_id.is_not(None)
    )
    made = session.get_one(MatchRun, keep).created_at
    session.execute(
        delete(MatchRun).where(
            MatchRun.event_id == event_id,
            MatchRun.id != keep,
            MatchRun.created_at <= made,
            MatchRun.id.not_in(used),
        )
    )
