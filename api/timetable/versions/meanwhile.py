"""What has happened since a page was opened: publications, reports of the day, delays."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.lookup import names_of
from api.events.models import Event
from api.timetable import queries
from api.timetable.models import ScheduleVersion
from api.timetable.versions.causes import repair_of
from api.timetable.versions.day_choices import labels_of
from api.timetable.versions.report_words import in_words, people_in
from api.web.wording import listed, moment

_BETWEEN = "-"


def publication_stamp(session: Session, event_id: str) -> str:
    """Say which publication a page was made from: version and moment; ``0`` before the first."""
    shown = queries.published(session, event_id)
    if shown is None or shown.published_at is None:
        return "0"
    return f"{shown.number}at{shown.published_at.timestamp():.6f}"


def day_stamp(session: Session, event_id: str) -> str:
    """Say which state of the day a page was made from: publication and times of the slots."""
    event = session.get_one(Event, event_id)
    times = "".join(f"{slot.key}{slot.starts_at.timestamp()}" for slot in event.slots)
    digest = hashlib.sha256(times.encode()).hexdigest()[:16]
    return f"{publication_stamp(session, event_id)}{_BETWEEN}{digest}"


def meanwhile(session: Session, event_id: str, stamp: str) -> str:
    """Say what was published since the publication of a page's stamp, or that times moved."""
    since = stamp.split(_BETWEEN)[0].partition("at")[2]
    event = session.get_one(Event, event_id)
    rows = session.scalars(
        select(ScheduleVersion)
        .where(ScheduleVersion.event_id == event_id, ScheduleVersion.published_at.is_not(None))
        .order_by(ScheduleVersion.published_at)
    ).all()
    later = [
        row
        for row in rows
        if row.published_at is not None and f"{row.published_at.timestamp():.6f}" > (since or "0")
    ]
    if not later:
        return "The times of the day were moved meanwhile."
    return " ".join(_published(session, event, row) for row in later)


def undone_by(session: Session, version: ScheduleVersion) -> str:
    """Say which reports of the day a version cannot know, being older than they are; or ""."""
    rows = session.scalars(
        select(ScheduleVersion)
        .where(
            ScheduleVersion.event_id == version.event_id,
            ScheduleVersion.published_at > version.created_at,
            ScheduleVersion.id != version.id,
        )
        .order_by(ScheduleVersion.published_at)
    ).all()
    event = session.get_one(Event, version.event_id)
    known = _lineage(session, version)
    reports = [row for row in rows if row.number not in known and repair_of(session, row)]
    return " ".join(_published(session, event, row) for row in reports)


def _lineage(session: Session, version: ScheduleVersion) -> set[int]:
    """Numbers of the versions that a version was repaired from, its own among them."""
    known: set[int] = set()
    step: ScheduleVersion | None = version
    while step is not None and step.number not in known:
        known.add(step.number)
        job = repair_of(session, step)
        step = queries.version(session, version.event_id, job.payload["of"]) if job else None
    return known


def _published(session: Session, event: Event, version: ScheduleVersion) -> str:
    assert version.published_at is not None
    at = moment(version.published_at, event.timezone)
    said = f"Version {version.number} was published on {at}"
    job = repair_of(session, version)
    if job is None:
        return f"{said}."
    names = names_of(session, event.id, people_in(job.payload))
    reported = [part.rstrip(".") for part in in_words(job.payload, names, labels_of(event))]
    return f"{said}, by a report of the day: {listed(reported)}."
