"""Versions of a timetable as rows and lists the organiser reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.clock import now
from api.events.models import Event
from api.matches.service import taking_part
from api.timetable import queries
from api.timetable.models import Placement, ScheduleVersion
from api.timetable.versions.causes import repair_of
from api.timetable.view import TimetableView


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version in the list; ``share`` is the part of the possible it reaches, 0..1."""

    number: int
    meetings: int
    made_at: dt.datetime
    published_at: dt.datetime | None
    shown: bool
    share: float
    optimal: bool
    short: int


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A table and the two who sit there."""

    table: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class SlotRows:
    """A slot with its meetings by table."""

    key: str
    start: dt.datetime
    end: dt.datetime
    meetings: tuple[MeetingRow, ...]


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A meeting in one person's list."""

    start: dt.datetime
    end: dt.datetime
    other: str
    table: str


@dataclass(frozen=True, slots=True)
class PersonRows:
    """A person with their meetings in order of time."""

    key: str
    name: str
    organisation: str
    meetings: tuple[OwnRow, ...]


def version_rows(session: Session, event_id: str) -> tuple[VersionRow, ...]:
    """List an event's versions, newest first."""
    shown = queries.published(session, event_id)
    counts = dict(
        session.execute(
            select(Placement.version_id, func.count())
            .join(ScheduleVersion, ScheduleVersion.id == Placement.version_id)
            .where(ScheduleVersion.event_id == event_id)
            .group_by(Placement.version_id)
        ).all()
    )
    return tuple(
        VersionRow(
            version.number,
            counts.get(version.id, 0),
            version.created_at,
            version.published_at,
            shown is not None and shown.id == version.id,
            max(0.0, 1.0 - (version.certificate.get("gap") or 0.0)),
            version.certificate.get("status") == "optimal",
            len(version.certificate.get("unmet", ())),
        )
        for version in queries.versions(session, event_id)
    )


def by_time(view: TimetableView) -> tuple[SlotRows, ...]:
    """Group a version's meetings by slot."""
    return tuple(
        SlotRows(
            slot.key,
            slot.starts,
            slot.ends,
            tuple(
                MeetingRow(m.table, m.a.name, m.b.name)
                for m in view.held()
                if m.slot.key == slot.key
            ),
        )
        for slot in view.slots
    )


def by_person(view: TimetableView) -> tuple[PersonRows, ...]:
    """Group a version's meetings by person; those without any are there too."""
    own: dict[str, list[OwnRow]] = {person.id: [] for person in view.people}
    for meeting in view.held():
        for person in (meeting.a, meeting.b):
            row = OwnRow(
                meeting.slot.starts, meeting.slot.ends, meeting.other(person.id).name, meeting.table
            )
            own.setdefault(person.id, []).append(row)
    return tuple(PersonRows(p.key, p.name, p.organisation, tuple(own[p.id])) for p in view.people)


def warnings_of(
    session: Session, event: Event, version: ScheduleVersion, view: TimetableView
) -> tuple[str, ...]:
    """Name what the organiser should know before publishing."""
    warnings = []
    short = version.certificate.get("unmet", ())
    if short:
        who = "1 person has" if len(short) == 1 else f"{len(short)} people have"
        warnings.append(f"{who} fewer meetings than promised; the certificate says why.")
    present = taking_part(session, event.id)
    here = {person.id for person in present}
    held = [m for m in view.meetings if m.left or not m.cancelled]
    left = [m for m in held if m.left or m.a.id not in here or m.b.id not in here]
    if left:
        who = "1 meeting is" if len(left) == 1 else f"{len(left)} meetings are"
        warnings.append(f"{who} with somebody who has withdrawn since. Make a new version.")
    shown = queries.published(session, event.id)
    if shown is not None and repair_of(session, shown) and not repair_of(session, version):
        warnings.append("It starts afresh and does not know what was reported on the day.")
    before = queries.view(session, event, shown) if shown is not None else None
    past = _past(before, view, now())
    if past:
        what = "1 meeting" if past == 1 else f"{past} meetings"
        warnings.append(f"The event has begun: it changes {what} at times that are past.")
    placed = {person.id for m in view.held() for person in (m.a, m.b)}
    newcomers = [person for person in present if person.joined_at > version.created_at]
    late = sum(person.id not in placed for person in newcomers)
    if late:
        who = "1 person has" if late == 1 else f"{late} people have"
        warnings.append(f"{who} joined since; this version has no meetings for them.")
    return tuple(warnings)


def _past(shown: TimetableView | None, fresh: TimetableView, moment: dt.datetime) -> int:
    """Count meetings that have begun by one of the two, and are not as they were."""
    was, will = (
        {(m.id, m.slot.key, m.table) for m in view.held() if m.slot.starts <= moment}
        if view
        else set()
        for view in (shown, fresh)
    )
    return len({key for key, _, _ in was ^ will})
