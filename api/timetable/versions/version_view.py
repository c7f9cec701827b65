"""Versions of a timetable as rows, and what to know before publishing one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.clock import now
from api.events.models import Event
from api.timetable import queries
from api.timetable.models import Placement, ScheduleVersion
from api.timetable.versions.held import Seat, count_off, people_of
from api.timetable.versions.origin import knows_reports, label_of


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version in the list; ``share`` is the part of the possible it reaches, 0..1."""

    number: int
    label: str
    meetings: int
    made_at: dt.datetime
    published_at: dt.datetime | None
    shown: bool
    share: float
    optimal: bool
    short: int


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
    # Of a certificate, which may be megabytes of prices, only these.
    certificate = ScheduleVersion.certificate
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    length = func.json_array_length if on_sqlite else func.jsonb_array_length
    said = session.execute(
        select(
            ScheduleVersion.id,
            certificate["gap"].as_float(),
            certificate["status"].as_string(),
            length(certificate["unmet"]),
        ).where(ScheduleVersion.event_id == event_id)
    )
    certificates = {key: told for key, *told in said}
    found = []
    for version in queries.versions(session, event_id):
        gap, status, short = certificates[version.id]
        found.append(
            VersionRow(
                version.number,
                label_of(session, version),
                counts.get(version.id, 0),
                version.created_at,
                version.published_at,
                shown is not None and shown.id == version.id,
                max(0.0, 1.0 - (gap or 0.0)),
                status == "optimal",
                short or 0,
            )
        )
    return tuple(found)


def warnings_of(
    session: Session,
    event: Event,
    version: ScheduleVersion,
    shown: ScheduleVersion | None,
    seats: tuple[Mapping[str, Seat], Mapping[str, Seat]],
) -> tuple[str, ...]:
    """Name what the organiser should know before publishing.

    Parameters
    ----------
    shown
        The version that people see, if there is one.
    seats
        What that one holds, and what this one does.
    """
    warnings = []
    short = len(version.certificate.get("unmet", ()))
    if short:
        who = "1 person has" if short == 1 else f"{short} people have"
        warnings.append(f"{who} fewer meetings than promised; the certificate says why.")
    joined = dict(
        session.execute(
            select(Attendee.id, Attendee.joined_at).where(
                Attendee.event_id == event.id, Attendee.left_at.is_(None), Attendee.coming != "no"
            )
        ).all()
    )
    before, fresh = seats
    gone = sum(count_off(session, version).values())
    gone += sum(seat.a not in joined or seat.b not in joined for seat in fresh.values())
    if gone:
        who = "1 meeting is" if gone == 1 else f"{gone} meetings are"
        warnings.append(f"{who} with somebody who has withdrawn since. Make a new version.")
    if shown is not None and knows_reports(session, shown) and not knows_reports(session, version):
        warnings.append("It starts afresh and does not know what was reported on the day.")
    past = _past(event, before, fresh, now())
    if past:
        what = "1 meeting" if past == 1 else f"{past} meetings"
        warnings.append(f"The event has begun: it changes {what} at times that are past.")
    placed = people_of(fresh.values())
    late = sum(
        joined_at > version.created_at and person not in placed
        for person, joined_at in joined.items()
    )
    if late:
        who = "1 person has" if late == 1 else f"{late} people have"
        warnings.append(f"{who} joined since; this version has no meetings for them.")
    return tuple(warnings)


def _past(
    event: Event, shown: Mapping[str, Seat], fresh: Mapping[str, Seat], moment: dt.datetime
) -> int:
    """Count meetings that have begun by one of the two, and are not as they were."""
    begun = {slot.key for slot in event.slots if slot.starts_at <= moment}
    was, will = (
        {(key, seat.slot, seat.table) for key, seat in held.items() if seat.slot in begun}
        for held in (shown, fresh)
    )
    return len({key for key, _, _ in was ^ will})
