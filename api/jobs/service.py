"""Starting and stopping jobs, inside the caller's transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from api.clock import now
from api.db.session import Database
from api.jobs import engine, execution, liveness, tasks
from api.jobs.models import RUN, Job
from api.jobs.owners import new_worker, owning
from api.jobs.queries import JobView, find, under_way, view, waiting
from api.jobs.tasks import Queue
from api.settings import Settings


def start(
    session: Session,
    kind: str,
    payload: dict[str, Any] | None = None,
    *,
    event_id: str | None = None,
    started_by: str | None = None,
    quick: bool = False,
    in_turn: bool = False,
) -> JobView:
    """Put a job on the queue; when one of its kind is under way in the event, give that one.

    Parameters
    ----------
    quick
        Whether it takes about a second: it then does not wait for the long ones.
    in_turn
        Whether one that runs does not count, as it may have read what the caller changes; this
        one then waits until that is over, for the two would do the same. Only for an event's.
    """
    if event_id is not None:
        present = (waiting if in_turn else under_way)(session, event_id, kind)
        if present is not None:
            return present
    job = _add(session, kind, payload, event_id, started_by)
    queue: Queue = "in-turn" if in_turn else "quick" if quick else "jobs"
    engine.enqueue(session, queue, RUN, job.id, turn=f"{event_id} {kind}" if in_turn else "")
    return view(job)


def cancel(session: Session, job_id: str) -> None:
    """Ask a job to stop; one that only waits, or whose owner is dead, is over at once."""
    job = session.get(Job, job_id, with_for_update=True)
    if job is None or job.outcome is not None:
        return
    owner = tasks.stop(session, RUN, job_id)
    if owner is None or not liveness.living(session, [owner]):
        job.outcome, job.ended_at = "cancelled", now()


def throw_away(session: Session, job_id: str) -> None:
    """End a job now: whoever runs it stops, and finds that it may store nothing any more."""
    job = session.get(Job, job_id, with_for_update=True)
    if job is None or job.outcome is not None:
        return
    tasks.stop(session, RUN, job_id)
    job.outcome, job.ended_at = "cancelled", now()


def run_here(
    database: Database,
    settings: Settings,
    kind: str,
    payload: dict[str, Any] | None = None,
    *,
    event_id: str | None = None,
    observer: execution.Observer | None = None,
) -> JobView:
    """Run a job in this process without a worker, for the command line; give how it ended."""
    worker = new_worker(database, settings)
    with owning(worker):
        with database.write_session() as session:
            job = _add(session, kind, payload, event_id, None)
            engine.enqueue(session, "here", RUN, job.id)
            running = execution.begin(session, worker, job.id, observer)
        assert running is not None
        execution.carry_out(running)
    with database.read_session() as session:
        ended = find(session, job.id)
    assert ended is not None
    return ended


def _add(
    session: Session,
    kind: str,
    payload: dict[str, Any] | None,
    event_id: str | None,
    started_by: str | None,
) -> Job:
    job = Job(kind=kind, payload=payload or {}, event_id=event_id, started_by=started_by)
    session.add(job)
    session.flush()
    return job
