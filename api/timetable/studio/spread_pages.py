"""How a version falls on people, in numbers and curves; and who meets when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.events.access import Viewing
from api.events.heading import Heading
from api.events.models import Event
from api.events.queries import rules_of
from api.timetable import queries
from api.timetable.versions.certificate_view import CertificateView, certificate_on_page
from api.timetable.versions.person_slots import PersonSlots, person_slots
from api.timetable.versions.spread import Spread, spread_of
from api.web.access import not_found
from api.web.bounds import Number
from api.web.event_times import EventTimes
from api.web.page import page
from api.web.paging import PageNumber
from api.web.transaction import Reading

router = APIRouter()


@dataclass(frozen=True, slots=True)
class SpreadPage:
    """Context of timetable/spread.html."""

    event: Heading
    version: int
    times: EventTimes
    cert: CertificateView
    spread: Spread
    field: PersonSlots


@router.get("/organise/{slug}/timetable/{number}/spread")
def show_spread(
    request: Request,
    number: Number,
    here: Viewing,
    session: Reading,
    part: Annotated[int, Query(ge=1, le=1_000)] = 1,
    page_: PageNumber = 1,
) -> Response:
    """Show who is short, how meetings spread, and a page of people by slot."""
    version = queries.version(session, here.event_id, number)
    if version is None:
        raise not_found()
    event = session.get_one(Event, here.event_id)
    context = SpreadPage(
        Heading.of(here),
        version.number,
        EventTimes.of(event.timezone, [slot.starts_at for slot in event.slots]),
        certificate_on_page(session, event, version, rules_of(event).min_meetings),
        spread_of(session, version),
        person_slots(session, event, version, part, page_),
    )
    return page(request, "timetable/spread.html", context)
