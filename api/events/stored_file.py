"""A stored event as the document of its event file: what `put_event` was given, given back."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session, object_session

from api.events import event_file as file_parts
from api.events.event_file import EventFile, Rules
from api.events.file_registration import Registration
from api.events.file_times import breaks_of, slots_of
from api.events.models import Break, Event, Slot
from api.events.queries import TablesAlike, tables_of

_SAID_ALWAYS = ("min_meetings", "max_meetings", "fairness", "suggestions")
"""Rules that a file says even where they are as they would be anyway."""


def document_of(event: Event) -> dict[str, Any]:
    """Give a stored event's settings as event.toml has them; `EventFile` checks it.

    Days of one length stand together; a break says its date only where it is not on every day
    that has slots near it, as after a delay.
    """
    zone = ZoneInfo(event.timezone)
    days = _days(event.slots, zone)
    alike = tables_of(_session(event), event.id)
    document: dict[str, Any] = {
        "event": {
            "slug": event.slug,
            "name": event.name,
            "timezone": event.timezone,
            "place": event.place,
            "about": event.about,
            "mix": event.mix,
            "languages": list(event.languages),
        },
        "slots": days,
        "zones": _zones(event, alike),
        "rules": _rules(event),
    }
    breaks = _breaks(event.breaks, days, zone)
    if breaks:
        document["breaks"] = breaks
    if event.fields:
        document["fields"] = [_filled(field) for field in event.fields]
    said = Registration.model_validate(event.registration).model_dump(exclude_defaults=True)
    if said:
        document["registration"] = said
    # Large rooms have thousands of tables, and hardly one of them is ever closed.
    tables = event.tables if any(some.closed for some in alike) else []
    document["closed"] = {table.key: list(table.closed) for table in tables if table.closed}
    return document


def file_of(event: Event) -> EventFile:
    """Give an event's settings as a checked file.

    Raises
    ------
    pydantic.ValidationError
        What is stored cannot be written as a file: a delay has moved a slot into an hour that the
        clocks repeat.
    """
    return EventFile.model_validate(document_of(event))


def _days(slots: list[Slot], zone: ZoneInfo) -> list[dict[str, Any]]:
    days: list[dict[str, Any]] = []
    for slot in slots:
        start = slot.starts_at.astimezone(zone)
        minutes = int((slot.ends_at - slot.starts_at) / dt.timedelta(minutes=1))
        if not days or (days[-1]["date"], days[-1]["minutes"]) != (start.date(), minutes):
            days.append({"date": start.date(), "minutes": minutes, "starts": []})
        days[-1]["starts"].append(f"{start:%H:%M}")
    return days


def _breaks(
    breaks: list[Break], days: list[dict[str, Any]], zone: ZoneInfo
) -> list[dict[str, Any]]:
    held: dict[tuple[str, str, str], set[dt.date]] = defaultdict(set)
    for row in breaks:
        start, end = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
        held[row.name, f"{start:%H:%M}", f"{end:%H:%M}"].add(start.date())
    written: list[dict[str, Any]] = []
    for (name, first, last), dates in held.items():
        pause = {"name": name, "start": first, "end": last}
        if _usual_dates(pause, days, zone) == dates:
            written.append(pause)
        else:
            written += [pause | {"date": date} for date in sorted(dates)]
    return written


def _usual_dates(
    pause: dict[str, str], days: list[dict[str, Any]], zone: ZoneInfo
) -> set[dt.date] | None:
    """Give the dates on which a break without a date would be; None where it cannot be."""
    dated = [file_parts.Slots(**day) for day in days]
    slots, _ = slots_of(dated, zone)
    found, faults = breaks_of([file_parts.Break(**pause)], dated, slots, zone)
    return None if faults else {span.start.date() for span in found}


def _session(event: Event) -> Session:
    session = object_session(event)
    if session is None:
        raise ValueError("the event is of no session, so its tables cannot be counted")
    return session


def _zones(event: Event, alike: tuple[TablesAlike, ...]) -> list[dict[str, Any]]:
    counts: Counter[str] = Counter()
    for some in alike:
        counts[some.zone] += some.number
    return [
        {"name": zone.name, "tables": counts[zone.name]}
        | ({"quiet": True} if zone.quiet else {})
        | ({"step_free": True} if zone.step_free else {})
        for zone in event.zones
    ]


def _rules(event: Event) -> dict[str, Any]:
    rules = Rules.model_validate(event.rules)
    plain = rules.model_dump(mode="json")
    said = rules.model_dump(mode="json", exclude_defaults=True)
    return {name: plain[name] for name in _SAID_ALWAYS} | said


def _filled(field: dict[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing, so that a file reads well."""
    return {
        name: value
        for name, value in field.items()
        if value not in ("", []) and value is not False and value is not None
    }
