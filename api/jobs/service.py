"""Starting and stopping jobs, inside the caller's transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from api.clock import now
from api.db.rows import new_id
from api.db.session import Database
from api.jobs import engine, execution
from api.jobs.models import Job
from api.jobs.queries import JobView, find, under_way, view, waiting
from api.jobs.registry import Worker
from api.settings import Settings


def start(
    session: Session,
    kind: str,
    payload: dict[str, Any] | None = None,
    *,
    event_id: str | None = None,
    started_by: str | None = None,
    quick: bool = False,
    afresh: bool = False,
) -> JobView:
    """Put a job on the queue; when one of its kind is under way in the event, give that one.

    Parameters
    ----------
    quick
        Whether it takes about a second: it then does not wait for the long ones.
    afresh
        Whether one that runs does not count, as it may have read what the caller changes.
    """
    if event_id is not None:
        present = (waiting if afresh else under_way)(session, event_id, kind)
        if present is not None:
            return present
    job = _add(session, kind, payload, event_id, started_by)
    engine.enqueue(session, "quick" if quick else "jobs", "run-job", job.id)
    return view(job)


def cancel(session: Session, job_id: str) -> None:
    """Ask a job to stop; one that only waits is over at once."""
    job = session.get(Job, job_id, with_for_update=True)
    if job is None or job.state not in ("queued", "running"):
        return
    job.cancel_requested = True
    if job.state == "queued":
        job.state, job.ended_at = "cancelled", now()


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
    with database.write_session() as session:
        job = _add(session, kind, payload, event_id, None)
    execution.run(Worker(f"here:{new_id()}", database, settings), job.id, observer)
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
