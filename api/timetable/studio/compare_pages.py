"""Versions side by side: what each would change, who gains, loses and moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.events.access import OrganiserHere, Viewing
from api.events.heading import Heading
from api.events.models import Event
from api.timetable import queries
from api.timetable.models import ScheduleVersion
from api.timetable.versions.costs import Cost, costs
from api.timetable.versions.people_changes import Counts, Kind, PeopleChanges, PersonChange
from api.web.access import not_found
from api.web.bounds import LARGEST
from api.web.page import page
from api.web.paging import PageNumber, Pages
from api.web.transaction import Reading

router = APIRouter()
_OFFERED = 200
Chosen = Annotated[int, Query(ge=0, le=LARGEST)]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Context of timetable/compare.html."""

    event: Heading
    base: Cost
    drafts: tuple[Cost, ...]
    """Those beside it; the last is the one whose changes are listed."""
    versions: tuple[int, ...]
    """Numbers to choose from, newest first."""
    kind: Kind
    counts: Counts
    people: tuple[PersonChange, ...]
    pages: Pages


@router.get("/organise/{slug}/compare")
def compare(
    request: Request,
    here: Viewing,
    session: Reading,
    of: Chosen = 0,
    to: Chosen = 0,
    beside: Chosen = 0,
    kind: Kind = "all",
    page_: PageNumber = 1,
) -> Response:
    """Compare version ``to`` with ``of``, by default the one people see; ``beside`` is a third."""
    base, asked = _chosen(session, here, of, to, beside)
    event = session.get_one(Event, here.event_id)
    changes = PeopleChanges(session, event, base, asked[-1])
    people, pages = changes.listed(kind, page_)
    of_base, *drafts = costs(session, base, [base, *asked])
    context = ComparePage(
        Heading.of(here),
        of_base,
        tuple(drafts),
        _numbers(session, here.event_id),
        kind,
        changes.counts(),
        people,
        pages,
    )
    return page(request, "timetable/compare.html", context)


def _chosen(
    session: Session, here: OrganiserHere, of: int, to: int, beside: int
) -> tuple[ScheduleVersion, Sequence[ScheduleVersion]]:
    """Find the version to compare with and those to compare; 404 where one is not there."""
    newest = queries.version(session, here.event_id)
    base = (
        queries.version(session, here.event_id, of)
        if of
        else queries.published(session, here.event_id) or newest
    )
    fresh = queries.version(session, here.event_id, to) if to else newest
    third = queries.version(session, here.event_id, beside) if beside else None
    if base is None or fresh is None or (beside and third is None):
        raise not_found()
    return base, [fresh] if third is None or third is fresh else [third, fresh]


def _numbers(session: Session, event_id: str) -> tuple[int, ...]:
    return tuple(
        session.scalars(
            select(ScheduleVersion.number)
            .where(ScheduleVersion.event_id == event_id)
            .order_by(ScheduleVersion.number.desc())
            .limit(_OFFERED)
        )
    )
