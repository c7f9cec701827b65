"""Setting an event up from its file, and bringing it up to date from a newer one."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.accounts.service import account_of
from api.events import log
from api.events.event_file import EventFile
from api.events.models import Break, Event, Organiser, RoomTable, Slot, Zone
from api.events.queries import by_slug
from api.events.stored import StoredEvent
from api.faults import InputFault, InputFaults


def put_event(session: Session, file: EventFile, organiser_email: str) -> tuple[Event, bool]:
    """Make the event, or bring the one with its slug up to date.

    Parameters
    ----------
    organiser_email
        Normalised address of who may run it.

    Returns
    -------
    tuple of Event, bool
        The event, and whether it is new.

    Raises
    ------
    InputFaults
        The event is there with other times: people's availability and timetables refer to them.
    """
    event = by_slug(session, file.event.slug)
    account = account_of(session, organiser_email)
    if event is None:
        return make_event(session, file, account.id), True
    _refuse_other_times(event, file)
    if _differs(event, file):
        log.record(session, log.EVENT_CHANGED, event.id)
    _describe(event, file)
    _put_room(session, event, file)
    _put_breaks(session, event, file)
    member = session.get(Organiser, (event.id, account.id))
    if member is None:
        session.add(Organiser(event_id=event.id, account_id=account.id, role="owner"))
    else:
        member.role = "owner"
    session.flush()
    session.expire(event)
    return event, False


class SlugTaken(Exception):
    """Raised when an event with the slug is there already."""


def make_event(session: Session, file: EventFile, account_id: str) -> Event:
    """Make an event that was not there, run by one account.

    Raises
    ------
    SlugTaken
        Its slug is another event's, who knows whose; nothing was stored.
    """
    event = Event(slug=file.event.slug, timezone=file.event.timezone)
    _describe(event, file)
    try:
        # Of two who take one slug at once the second hears of it here.
        with session.begin_nested():
            session.add(event)
    except IntegrityError as error:
        raise SlugTaken from error
    _add_slots(session, event, file)
    log.record(session, log.EVENT_MADE, event.id, account_id)
    _put_room(session, event, file)
    _put_breaks(session, event, file)
    session.add(Organiser(event_id=event.id, account_id=account_id, role="owner"))
    session.flush()
    session.expire(event)
    return event


def change_event(session: Session, event: Event, file: EventFile) -> None:
    """Bring an event up to date with a file, its times as well; only its slug stays.

    Who asks has made sure that no timetable stands on times that change.
    """
    if _times(event) != _given(file):
        session.execute(delete(Slot).where(Slot.event_id == event.id))
        session.expire(event, ["slots"])
        _add_slots(session, event, file)
    event.timezone = file.event.timezone
    _describe(event, file)
    _put_room(session, event, file)
    _put_breaks(session, event, file)
    session.flush()
    session.expire(event)


def _values(file: EventFile) -> dict[str, object]:
    about = file.event
    return {
        "name": about.name,
        "place": about.place,
        "about": about.about,
        "mix": about.mix,
        "languages": list(about.languages),
        "rules": file.rules.model_dump(mode="json"),
        "fields": [field.model_dump(mode="json") for field in file.fields],
        "registration": file.registration.model_dump(mode="json"),
    }


def _describe(event: Event, file: EventFile) -> None:
    for name, value in _values(file).items():
        setattr(event, name, value)


def _differs(event: Event, file: EventFile) -> bool:
    """Whether anything that a file says is another than stored: agendas tell of room and breaks."""
    stored = StoredEvent.of(event)
    # An earlier release stored rules and questions without what it did not know.
    values = _values(file) | {"rules": file.rules, "fields": file.fields}
    values |= {"registration": file.registration}
    known = {"rules": stored.rules, "fields": stored.fields, "registration": stored.registration}
    return (
        any(known.get(name, getattr(event, name)) != value for name, value in values.items())
        or [(zone.name, zone.quiet, zone.step_free) for zone in event.zones]
        != [(zone.name, zone.quiet, zone.step_free) for zone in file.zones]
        or [(table.key, table.zone) for table in event.tables]
        != [(key, zone.name) for key, zone in file.table_keys()]
        or ("closed" in file.model_fields_set and _closed(event) != file.closed)
        or {(pause.name, pause.starts_at, pause.ends_at) for pause in event.breaks}
        != set(file.break_times())
    )


def _closed(event: Event) -> dict[str, tuple[str, ...]]:
    return {table.key: tuple(table.closed) for table in event.tables if table.closed}


def _refuse_other_times(event: Event, file: EventFile) -> None:
    if _times(event) != _given(file) or event.timezone != file.event.timezone:
        raise InputFaults(
            [
                InputFault(
                    f"{event.slug}, slots",
                    "The event is there already, with other times, and what people said about "
                    "their time refers to them.",
                    "Leave date, minutes, starts and timezone as they were, or use another slug.",
                )
            ]
        )


def _times(event: Event) -> list[tuple[str, dt.datetime, dt.datetime]]:
    return [(slot.key, slot.starts_at, slot.ends_at) for slot in event.slots]


def _given(file: EventFile) -> list[tuple[str, dt.datetime, dt.datetime]]:
    return [
        (key, start.astimezone(dt.UTC), end.astimezone(dt.UTC))
        for key, start, end in file.slot_times()
    ]


def _add_slots(session: Session, event: Event, file: EventFile) -> None:
    session.add_all(
        Slot(event_id=event.id, key=key, position=position, starts_at=start, ends_at=end)
        for position, (key, start, end) in enumerate(file.slot_times())
    )


def _put_room(session: Session, event: Event, file: EventFile) -> None:
    closed = {table.key: table.closed for table in event.tables}
    if "closed" in file.model_fields_set:
        closed = {key: list(slots) for key, slots in file.closed.items()}
    session.execute(delete(Zone).where(Zone.event_id == event.id))
    session.execute(delete(RoomTable).where(RoomTable.event_id == event.id))
    session.add_all(
        Zone(
            event_id=event.id,
            name=zone.name,
            position=position,
            quiet=zone.quiet,
            step_free=zone.step_free,
        )
        for position, zone in enumerate(file.zones)
    )
    session.add_all(
        RoomTable(
            event_id=event.id,
            key=key,
            zone=zone.name,
            position=position,
            closed=closed.get(key, []),
        )
        for position, (key, zone) in enumerate(file.table_keys())
    )


def _put_breaks(session: Session, event: Event, file: EventFile) -> None:
    session.execute(delete(Break).where(Break.event_id == event.id))
    session.add_all(
        Break(event_id=event.id, name=name, starts_at=start, ends_at=end)
        for name, start, end in file.break_times()
    )
