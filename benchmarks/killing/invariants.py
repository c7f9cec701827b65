"""What must hold once everything is over again, however many processes were killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.db.session import Database
from api.jobs.models import Job
from api.mail.models import OutboxMail
from api.timetable.models import Placement, ScheduleVersion
from api.timetable.service import MAKE, SEND


def broken(database: Database, people: int, taken: Counter[str], kills: int) -> list[str]:
    """Name what does not hold.

    Parameters
    ----------
    people
        How many the last list that was taken names.
    taken
        How often the mail server took each Message-ID.
    kills
        How many processes were killed so far.
    """
    with database.read_session() as session:
        return [
            *_people(session, people),
            *_jobs(session),
            *_versions(session),
            *_mails(session, taken, kills),
            *_sound(session, database.is_sqlite),
        ]


def _people(session: Session, people: int) -> Iterator[str]:
    there = session.scalar(select(func.count()).select_from(Attendee))
    if there != people:
        yield f"{there} people instead of {people}"


def _jobs(session: Session) -> Iterator[str]:
    for kind, state in session.execute(select(Job.kind, Job.state).where(Job.outcome.is_(None))):
        yield f"a job {kind} is {state}"


def _versions(session: Session) -> Iterator[str]:
    versions = session.execute(
        select(ScheduleVersion.number, ScheduleVersion.job_id, ScheduleVersion.id).order_by(
            ScheduleVersion.number
        )
    ).all()
    if [number for number, _, _ in versions] != list(range(1, len(versions) + 1)):
        yield "the versions' numbers have gaps"
    made = Counter(job_id for _, job_id, _ in versions)
    yield from (f"a job made {n} versions" for n in made.values() if n > 1)
    done = set(session.scalars(select(Job.id).where(Job.kind == MAKE, Job.state == "done")))
    if done - set(made):
        yield f"{len(done - set(made))} jobs are done without a version"
    if set(made) - done:
        yield f"{len(set(made) - done)} versions are of jobs that are not done"
    empty = set(session.scalars(select(Placement.version_id).distinct()))
    yield from (f"version {number} is empty" for number, _, id_ in versions if id_ not in empty)
    shown = session.scalar(select(func.count()).where(ScheduleVersion.published_at.is_not(None)))
    sendings = session.scalar(select(func.count()).where(Job.kind == SEND))
    if shown != sendings:
        yield f"{shown} versions were published and {sendings} sendings begun"


def _mails(session: Session, taken: Counter[str], kills: int) -> Iterator[str]:
    rows = session.execute(select(OutboxMail.id, OutboxMail.state)).all()
    yield from (f"a mail is {state}" for _, state in rows if state != "sent")
    known = {each.removeprefix("<").partition("@")[0] for each in taken}
    ids = {id_ for id_, _ in rows}
    if ids - known:
        yield f"{len(ids - known)} mails are called sent and never came"
    if known - ids:
        yield f"{len(known - ids)} mails came that are in no outbox"
    # A worker has two parcels at a time, and may die before it has noted the mail of each.
    again = sum(taken.values()) - len(taken)
    if again > 2 * kills:
        yield f"{again} mails came again"


def _sound(session: Session, is_sqlite: bool) -> Iterator[str]:
    if not is_sqlite:
        return
    if session.execute(text("PRAGMA integrity_check")).scalar() != "ok":
        yield "the file is damaged"
    if session.execute(text("PRAGMA foreign_key_check")).all():
        yield "rows refer to rows that are gone"
