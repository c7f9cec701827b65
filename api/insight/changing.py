"""Changing a stored event: what a change touches, said before it is made; then the change."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy import null, select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.attendees.renewal import ask_for_matches
from api.event_day.away import follow_times, note_times
from api.events import log
from api.events.event_file import EventFile
from api.events.models import Event
from api.events.queries import by_slug
from api.events.service import change_event
from api.events.settings.differing import Difference, differences, told
from api.events.stored_file import file_of
from api.faults import InputFault, InputFaults
from api.jobs import queries as jobs
from api.timetable import queries as timetable
from api.timetable.models import ScheduleVersion
from api.timetable.service import MAKE
from api.timetable.versions.held import held
from api.web.event_times import EventTimes

Span = tuple[str, dt.datetime, dt.datetime]
_NEEDS = {"quiet": "quiet", "step-free": "step_free"}


@dataclass(frozen=True, slots=True)
class Touch:
    """Something that a change would touch; what ``stops`` it is not to be had so."""

    text: str
    stops: bool = False


def touched(session: Session, event: Event, after: EventFile) -> tuple[Touch, ...]:
    """Say what a change of settings would touch: people, wishes, a timetable.

    Raises
    ------
    ValidationError
        A stored time lies in an hour that clocks repeat or skip: no file can say it.
    """
    before = file_of(event)
    shown = timetable.published(session, event.id)
    newest = timetable.version(session, event.id)
    here = Attendee.event_id == event.id, Attendee.left_at.is_(None)
    rows = session.execute(select(Attendee.groups, Attendee.answers).where(*here)).all()
    groups, answers = [row.groups for row in rows], [row.answers for row in rows]
    return (
        *_times(session, event, before, after, shown or newest),
        *_tables(session, before, after, shown),
        *_labels(before, after, groups),
        *_questions(before, after, answers),
    )


def change(
    session: Session, event: Event, after: EventFile, account_id: str | None
) -> tuple[Difference, ...]:
    """Make the change, log it once with before and after, and have matches follow.

    Nothing of `touched` may stop it.
    """
    before = file_of(event)
    found = differences(before.model_dump(), after.model_dump())
    if not found:
        return ()
    moves = before.slot_times() != after.slot_times()
    if moves:
        note_times(session, event)
    change_event(session, event, after)
    if moves:
        follow_times(session, event)
    log.record(session, log.SETTINGS_CHANGED, event.id, account_id, changes=told(found))
    counts = ("mix", "rules", "fields")
    was, now = ({"mix": f.event.mix, "rules": f.rules, "fields": f.fields} for f in (before, after))
    if any(was[name] != now[name] for name in counts):
        ask_for_matches(session, event.id)
    return found


def bring_up_to_date(session: Session, file: EventFile) -> tuple[str, ...]:
    """Change the event that a file is of, if it is there, as the pages would; say what it touches.

    Raises
    ------
    InputFaults
        Something that it touches stops it, or a stored time is one that no file can say.
    """
    event = by_slug(session, file.event.slug)
    if event is None:
        return ()
    after = with_closed(event, file)
    try:
        touches = touched(session, event, after)
    except ValidationError as error:
        what = "A time of it cannot be written as a file since a delay: clocks repeat or skip it."
        remedy = "Delay it on the page On the day until no time lies in that hour."
        raise InputFaults([InputFault(f"{event.slug}, slots", what, remedy)]) from error
    stops = [touch.text for touch in touches if touch.stops]
    if stops:
        what = "Leave them in the file as they are stored, or use another slug."
        raise InputFaults(InputFault(f"{event.slug}, slots", text, what) for text in stops)
    change(session, event, after, None)
    return tuple(touch.text for touch in touches)


def with_closed(event: Event, file: EventFile) -> EventFile:
    """Leave tables closed that are, where a file does not speak of any."""
    if "closed" in file.model_fields_set:
        return file
    tables = {key for key, _ in file.table_keys()}
    slots = {key for key, _, _ in file.slot_times()}
    closed = {
        table.key: kept
        for table in event.tables
        if table.key in tables and (kept := tuple(key for key in table.closed if key in slots))
    }
    return file.model_copy(update={"closed": closed})


def _times(
    session: Session,
    event: Event,
    before: EventFile,
    after: EventFile,
    version: ScheduleVersion | None,
) -> Iterator[Touch]:
    was, now = _utc(before), _utc(after)
    if was == now:
        return
    if jobs.under_way(session, event.id, MAKE):
        yield Touch("A timetable is being made. Wait until it is there, then change times.", True)
        return
    stays = now[: len(was)] == was
    if version is not None and not stays:
        yield _slot_in_use(session, event, version, was, now)
        return
    named = session.scalars(
        select(Attendee.id).where(
            Attendee.event_id == event.id,
            Attendee.left_at.is_(None),
            Attendee.available.is_not(null()),
        )
    ).all()
    if named:
        yield Touch(
            f"{_people(len(named))} said when they can be there. What they said stays; it is "
            "counted anew which times lie within it."
        )


def _slot_in_use(
    session: Session, event: Event, version: ScheduleVersion, was: list[Span], now: list[Span]
) -> Touch:
    kept = set(now)
    changed = next(span for at, span in enumerate(was) if now[at : at + 1] != [span])
    key, start, _ = next((span for span in was if span not in kept), changed)
    counts = Counter(seat.slot for seat in held(session, version).values())
    times = EventTimes.of(event.timezone, (s.starts_at for s in event.slots))
    which = "the published timetable" if version.published_at else "the timetable made last"
    meetings = _number(counts.get(key, 0), "meeting")
    return Touch(
        f"The time at {times.alone(start)} is in {which}: {meetings}. Times of a timetable stay as "
        "they are; you may add some at the end. If the day runs late, say so under On the day.",
        stops=True,
    )


def _tables(
    session: Session, before: EventFile, after: EventFile, shown: ScheduleVersion | None
) -> Iterator[Touch]:
    left = {key for key, _ in after.table_keys()}
    gone = [key for key, _ in before.table_keys() if key not in left]
    if shown is None or not gone:
        return
    counts = Counter(seat.table for seat in held(session, shown).values())
    for key in gone:
        if counts[key]:
            yield Touch(
                f"{key} is in the published timetable: {_number(counts[key], 'meeting')}. Nothing "
                "moves until you publish another."
            )


def _labels(before: EventFile, after: EventFile, groups: list[list[str]]) -> Iterator[Touch]:
    carried = Counter(label for own in groups for label in own)
    were = {group.name for group in before.rules.groups if group.label}
    for name in sorted(were - {group.name for group in after.rules.groups if group.label}):
        if carried[name]:
            yield Touch(f"The label {name} says nothing then: {_people(carried[name])} carried it.")
    for label, trait in _NEEDS.items():
        offered, offers = (
            any(getattr(zone, trait) for zone in file.zones) for file in (before, after)
        )
        if offered and not offers and carried[label]:
            yield Touch(
                f"{_people(carried[label])} asked for {label}, and no zone is {label} then."
            )


def _questions(before: EventFile, after: EventFile, given: list[dict[str, Any]]) -> Iterator[Touch]:
    asked = {own.id: own for own in after.fields}
    for own in before.fields:
        answers = [own_answers.get(own.id) or () for own_answers in given]
        number = sum(bool(answer) for answer in answers)
        now = asked.get(own.id)
        if not number:
            continue
        if now is None:
            yield Touch(f"{_people(number)} answered “{own.label}”. The answers no longer count.")
        elif own.kind != now.kind:
            yield Touch(f"{_people(number)} answered “{own.label}” and would have to answer anew.")
        elif own.kind != "text":
            for option in own.options:
                chosen = sum(option in answer for answer in answers)
                if option not in now.options and chosen:
                    yield Touch(f"{_people(chosen)} chose “{option}” at “{own.label}”.")


def _utc(file: EventFile) -> list[Span]:
    return [
        (key, start.astimezone(dt.UTC), end.astimezone(dt.UTC))
        for key, start, end in file.slot_times()
    ]


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"
