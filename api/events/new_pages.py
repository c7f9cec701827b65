"""Making an event on pages: what to begin with, the few questions that matter, and it is there."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.accounts.access import MakingEvents
from api.accounts.queries import SignedIn
from api.events.event_reading import LARGEST, text_of_file
from api.events.new_event import FILE, Base, base_of, slug_for
from api.events.new_form import (
    PlacesToBe,
    ZoneField,
    first_values,
    places_to_be,
    read_form,
    time_zones,
    zone_fields,
)
from api.events.preset import preset, presets
from api.events.queries import EventCard, organised_by
from api.events.service import SlugTaken, make_event
from api.events.toml_answer import toml_answer
from api.faults import InputFaults
from api.web.access import not_found
from api.web.forms import SentFields
from api.web.page import go_to, page
from api.web.transaction import FIND, FindingOrWriting, Reading

router = APIRouter()
_HOME = "/organise/new"
_MOST_FAULTS = 20
_TAKEN = "An event has this address already. Choose another."


@dataclass(frozen=True, slots=True)
class PresetCard:
    """A preset as one chooses it, its size in figures."""

    key: str
    title: str
    summary: str
    times: int
    minutes: int
    promised: int
    most: int


@dataclass(frozen=True, slots=True)
class NewPage:
    """Context of events/new.html."""

    presets: tuple[PresetCard, ...]
    own: tuple[EventCard, ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewEventPage:
    """Context of events/new_event.html; what is typed, as typed."""

    base: Base
    typed: dict[str, str]
    zones: tuple[ZoneField, ...]
    places: PlacesToBe
    time_zones: tuple[str, ...]
    errors: dict[str, str] = field(default_factory=dict)


@router.get(_HOME)
def choose(request: Request, account: MakingEvents, session: Reading) -> Response:
    """Show what an event can begin with."""
    return page(request, "events/new.html", _choices(session, account))


@router.get(_HOME + "/{preset_key}.toml")
def download(preset_key: str, account: MakingEvents) -> Response:
    """Give a preset's file, comments and all."""
    found = preset(preset_key)
    if found is None:
        raise not_found()
    return toml_answer(found.text, f"{found.key}.toml")


@router.get(_HOME + "/event")
def ask(request: Request, account: MakingEvents, session: Reading, base: str = "") -> Response:
    """Ask the few questions that matter, filled in as the base says."""
    found = base_of(session, account.account_id, base, "")
    if found is None:
        return go_to(request, _HOME)
    typed = first_values(found, _own_zone(session, account))
    return page(request, "events/new_event.html", _context(found, typed))


@router.post(_HOME + "/event")
def make(
    request: Request, account: MakingEvents, sent: SentFields, session: FindingOrWriting
) -> Response:
    """Make the event; or take a file to begin with; or only count its places."""
    upload = sent.files.get("file")
    key, text, name = sent.one("base"), sent.one("text"), "event.toml"
    try:
        if upload is not None:
            key, name = FILE, upload.filename or name
            text = text_of_file(upload.file.read(LARGEST + 1), name)
        found = base_of(session, account.account_id, key, text, name)
    except InputFaults as refused:
        faults = tuple(map(str, refused.faults[:_MOST_FAULTS]))
        return page(request, "events/new.html", _choices(session, account, faults), 422)
    if found is None:
        return go_to(request, _HOME, "Choose first what to begin with.", "note")
    if upload is not None:
        typed = first_values(found, "")
        return page(request, "events/new_event.html", _context(found, typed))
    typed = {field: sent.one(field) for field in sent.values}
    if sent.one(FIND):
        return page(request, "events/new_event.html", _context(found, typed))
    read = read_form(found, sent, slug_for(session, typed.get("name", "")))
    if isinstance(read, dict):
        return page(request, "events/new_event.html", _context(found, typed, read), 422)
    try:
        event = make_event(session, read, account.account_id)
    except SlugTaken:
        context = _context(found, typed, {"slug": _TAKEN})
        return page(request, "events/new_event.html", context, 422)
    done = f"{event.name} is there. Nobody else sees it yet: bring its people in next."
    return go_to(request, f"/organise/{event.slug}", done)


def _choices(session: Session, account: SignedIn, faults: tuple[str, ...] = ()) -> NewPage:
    cards = tuple(
        PresetCard(
            each.key,
            each.title,
            each.summary,
            len(each.file.slot_times()),
            each.file.slots[0].minutes,
            each.file.rules.min_meetings,
            each.file.rules.max_meetings,
        )
        for each in presets()
    )
    return NewPage(cards, _own(session, account), faults)


def _context(
    base: Base, typed: dict[str, str], errors: dict[str, str] | None = None
) -> NewEventPage:
    return NewEventPage(
        base,
        typed,
        zone_fields(base, typed),
        places_to_be(base, typed),
        time_zones(),
        errors or {},
    )


def _own_zone(session: Session, account: SignedIn) -> str:
    return next((card.zone for card in _own(session, account)), "")


def _own(session: Session, account: SignedIn) -> tuple[EventCard, ...]:
    """List the events whose settings somebody may take along."""
    own = organised_by(session, account.account_id)
    return tuple(card for card, role in own if role in ("owner", "editor"))
