"""The organiser's page of the room and the promise: how many places there are and are needed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.db.rows import HOLD
from api.events.access import Editing
from api.events.heading import Heading
from api.events.models import Event
from api.events.queries import rules_of, tables_of
from api.events.room import RoomChange, change_room
from api.insight.guests import guests
from api.insight.obstacles import Places, places_of
from api.web.conflict import Words, choose, stamp_of
from api.web.forms import Fields, SentFields, check
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing

router = APIRouter()
_TABLES = "tables-"
"""Begins the name of a zone's field; its position follows."""
Meetings = Annotated[int, Field(ge=0, le=200)]


class RoomIn(BaseModel):
    """The form's fields apart from the zones' tables."""

    promised: Meetings
    most: Annotated[int, Field(ge=1, le=200)]
    more_times: Annotated[int, Field(ge=0, le=50)] = 0


class TablesIn(BaseModel):
    """One zone's field."""

    tables: Annotated[int, Field(ge=0, le=2000)]


@dataclass(frozen=True, slots=True)
class ZoneField:
    """A zone and how many tables are typed for it; ``name`` is the field's."""

    name: str
    zone: str
    tables: str


@dataclass(frozen=True, slots=True)
class RoomPage:
    """Context of events/room.html; what is typed, as typed."""

    event: Heading
    places: Places
    times: int
    zones: tuple[ZoneField, ...]
    promised: str
    most: str
    more_times: str
    stamp: str
    errors: dict[str, str] = field(default_factory=dict)


@router.get("/organise/{slug}/room")
def show_room(request: Request, here: Editing, session: Reading) -> Response:
    """Show the places there are and the places that the promise takes."""
    event = session.get_one(Event, here.event_id)
    typed = {name: value for name, (value,) in _stored(session, event).items()}
    context = _context(session, Heading.of(here), event, typed)
    return page(request, "events/room.html", context)


@router.post("/organise/{slug}/room")
def save_room(request: Request, here: Editing, sent: SentFields, session: Writing) -> Response:
    """Change room and promise, or say what is wrong beside the field."""
    # Of two who save at once the second sees what the first has stored.
    event = session.get_one(Event, here.event_id, with_for_update=HOLD, populate_existing=True)
    stamp = _stamp(session, event)
    if sent.stamp and sent.stamp != stamp:
        stored = _stored(session, event)
        yours = {name: (sent.one(name),) for name in stored}
        asked = choose(request, yours, stored, _words(event), stamp)
        if asked is not None:
            return asked
    read = _read(event, sent)
    if isinstance(read, dict):
        typed = {name: sent.one(name) for name in sent.values}
        context = _context(session, Heading.of(here), event, typed, read)
        return page(request, "events/room.html", context, 422)
    change_room(session, event, read, here.account.account_id)
    done = "Saved. The next timetable is made with this; the present one stays as it is."
    return go_to(request, f"/organise/{here.slug}/room", done)


def _stored(session: Session, event: Event) -> dict[str, tuple[str, ...]]:
    """Put room and promise as the form's fields."""
    rules = rules_of(event)
    counts = {zone.name: 0 for zone in event.zones}
    for some in tables_of(session, event.id):
        counts[some.zone] += some.number
    tables = {f"{_TABLES}{at}": (str(count),) for at, count in enumerate(counts.values())}
    most = (str(rules.max_meetings),)
    return {"promised": (str(rules.min_meetings),), "most": most, **tables, "more_times": ("0",)}


def _stamp(session: Session, event: Event) -> str:
    """Stamp what the form is made from: times that others have added count as well."""
    zones = tuple(zone.name for zone in event.zones)
    return stamp_of(_stored(session, event) | {"zones": zones, "times": (str(len(event.slots)),)})


def _words(event: Event) -> Words:
    labels = {"promised": "Meetings promised to each", "most": "Most meetings for each"}
    labels |= {f"{_TABLES}{at}": f"Tables: {zone.name}" for at, zone in enumerate(event.zones)}
    none = f"none, there are {len(event.slots)} now"
    return Words(labels | {"more_times": "Times to add at the end"}, {("more_times", "0"): none})


def _read(event: Event, sent: Fields) -> RoomChange | dict[str, str]:
    errors: dict[str, str] = {}
    asked = check(RoomIn, sent.plain())
    if isinstance(asked, dict):
        errors |= asked
    elif asked.promised > asked.most:
        errors["promised"] = "This is more than the most that one person may have."
    tables = {}
    for at, zone in enumerate(event.zones):
        read = check(TablesIn, {"tables": sent.one(f"{_TABLES}{at}")})
        if isinstance(read, dict):
            errors[f"{_TABLES}{at}"] = next(iter(read.values()))
        else:
            tables[zone.name] = read.tables
    if not errors and not any(tables.values()):
        errors[f"{_TABLES}0"] = "The room needs a table."
    if errors or isinstance(asked, dict):
        return errors
    return RoomChange(asked.promised, asked.most, tables, asked.more_times)


def _context(
    session: Session,
    heading: Heading,
    event: Event,
    typed: dict[str, str],
    errors: dict[str, str] | None = None,
) -> RoomPage:
    return RoomPage(
        heading,
        places_of(session, event, guests(session, event.id)),
        len(event.slots),
        tuple(
            ZoneField(f"{_TABLES}{at}", zone.name, typed.get(f"{_TABLES}{at}", ""))
            for at, zone in enumerate(event.zones)
        ),
        typed.get("promised", ""),
        typed.get("most", ""),
        typed.get("more_times", "0"),
        _stamp(session, event),
        errors or {},
    )
