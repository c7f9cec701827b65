"""Heads and food: the forecast with its basis, what the kitchen cooks, ordered against came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.db.rows import HOLD
from api.events.access import Editing, OrganiserHere, Viewing
from api.events.heading import Heading
from api.events.models import Event
from api.insight.catering import (
    Earlier,
    Plates,
    basis,
    earlier_events,
    keep_plates,
    plates_of,
    seen_by,
    shares_from,
)
from api.insight.guests import guests
from api.insight.heads import Heads, HourOfHeads, heads_by_hour, heads_of, local_slots
from api.insight.kitchen import Kitchen, kitchen_of
from api.web.conflict import Words, choose, stamp_of
from api.web.event_times import EventTimes
from api.web.forms import SentFields, check
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing

router = APIRouter()
_LABELS = {"ordered": "Plates ordered", "came": "People who came", "left_over": "Plates left over"}
_MOST_WORDS = 60
Count = Annotated[int, Field(ge=0, le=100_000)]


class PlatesIn(BaseModel):
    """The form's fields."""

    ordered: Count | None = None
    came: Count | None = None
    left_over: Count | None = None


@dataclass(frozen=True, slots=True)
class FoodPage:
    """Context of events/food.html; what is typed, as typed."""

    event: Heading
    times: EventTimes
    heads: Heads
    basis: tuple[str, ...]
    hours: tuple[HourOfHeads, ...]
    kitchen: Kitchen
    unclear: tuple[tuple[str, int], ...]
    """The first of what the kitchen must read."""
    plates: Plates
    typed: Mapping[str, str]
    verdict: str
    earlier: tuple[Earlier, ...]
    stamp: str
    errors: Mapping[str, str] = field(default_factory=dict)


@router.get("/organise/{slug}/food")
def show_food(request: Request, here: Viewing, session: Reading) -> Response:
    """Show heads, diets, and what was ordered."""
    event = session.get_one(Event, here.event_id)
    return page(request, "events/food.html", _context(session, here, event))


@router.post("/organise/{slug}/food")
def save_plates(request: Request, here: Editing, sent: SentFields, session: Writing) -> Response:
    """Store what was ordered and what came, or say what is wrong beside the field."""
    event = session.get_one(Event, here.event_id, with_for_update=HOLD, populate_existing=True)
    stored = _stored(plates_of(session, event.id))
    stamp = stamp_of(stored)
    typed = {name: sent.one(name).strip() for name in _LABELS}
    if sent.stamp and sent.stamp != stamp:
        yours = {name: (value,) for name, value in typed.items()}
        unsaid = {(name, ""): "not said" for name in _LABELS}
        asked = choose(request, yours, stored, Words(_LABELS, unsaid), stamp)
        if asked is not None:
            return asked
    read = check(PlatesIn, {name: value for name, value in typed.items() if value})
    if isinstance(read, dict):
        context = replace(_context(session, here, event), typed=typed, errors=read)
        return page(request, "events/food.html", context, 422)
    plates = Plates(read.ordered, read.came, read.left_over)
    if _stored(plates) != stored:
        keep_plates(session, event.id, here.account.account_id, plates)
    return go_to(request, f"/organise/{here.slug}/food", "Kept. Your next event knows it.")


def _context(session: Session, here: OrganiserHere, event: Event) -> FoodPage:
    people = guests(session, event.id)
    earlier = earlier_events(session, event.id)
    shares = shares_from(earlier)
    slots = local_slots(event)
    kitchen = kitchen_of(people)
    plates = plates_of(session, event.id)
    stored = _stored(plates)
    own = seen_by(session, here.account.account_id, [each.event_id for each in earlier])
    return FoodPage(
        Heading.of(here),
        EventTimes.of(event.timezone, [starts for _, starts, _ in slots]),
        heads_of(people, shares),
        basis(earlier, shares, any(person.available is not None for person in people)),
        heads_by_hour(people, slots, shares),
        kitchen,
        kitchen.unclear[:_MOST_WORDS],
        plates,
        {name: value for name, (value,) in stored.items()},
        _verdict(plates),
        tuple(each for each in earlier if each.event_id in own),
        stamp_of(stored),
    )


def _stored(plates: Plates) -> dict[str, tuple[str, ...]]:
    return {
        name: ("" if (count := getattr(plates, name)) is None else str(count),) for name in _LABELS
    }


def _verdict(plates: Plates) -> str:
    """Say what was too much, or too little."""
    came = plates.heads
    if plates.ordered is None or came is None:
        return ""
    off = plates.ordered - came
    if off == 0:
        return f"{plates.ordered} ordered, {came} came: just right."
    way = f"{off} plates too many" if off > 0 else f"{-off} plates too few"
    return f"{plates.ordered} ordered, {came} came: {way}."
