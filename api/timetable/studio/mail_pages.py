"""Who gets which mail if a version is published: counts by kind, and the people of one kind."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees.queries import count, last_change
from api.events.access import Viewing
from api.events.heading import Heading
from api.kept import Kept
from api.timetable import queries
from api.timetable.agenda.mail_plan import MailKind, MailPlan, listed, plan_of
from api.timetable.models import ScheduleVersion
from api.web.access import not_found
from api.web.bounds import Number
from api.web.page import page
from api.web.paging import PageNumber, Pages
from api.web.transaction import Reading

router = APIRouter()
# A megabyte each at 10,000 people.
_plans: Kept[MailPlan] = Kept(8, dt.timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class MailsPage:
    """Context of timetable/mails.html."""

    event: Heading
    version: int
    counts: tuple[tuple[MailKind, str, int], ...]
    kind: MailKind | None
    people: tuple[str, ...]
    pages: Pages


@router.get("/organise/{slug}/timetable/{number}/mails")
def show_mails(
    request: Request,
    number: Number,
    here: Viewing,
    session: Reading,
    kind: MailKind | None = None,
    page_: PageNumber = 1,
) -> Response:
    """List who gets a kind of mail; by default the first kind there is."""
    version = queries.version(session, here.event_id, number)
    if version is None:
        raise not_found()
    plan = _plan(session, version)
    counts = plan.counts
    shown = kind or (counts[0][0] if counts else None)
    of: MailKind = shown if shown is not None else "changed"
    people, pages = listed(session, here.event_id, plan, of, page_)
    context = MailsPage(Heading.of(here), version.number, counts, shown, people, pages)
    return page(request, "timetable/mails.html", context)


def _plan(session: Session, version: ScheduleVersion) -> MailPlan:
    """Plan the mails; kept until somebody of the event changes, or another version is shown."""
    shown = queries.published(session, version.event_id)
    stamp = (
        shown.id if shown else "",
        last_change(session, version.event_id),
        count(session, version.event_id),
    )
    return _plans.get(version.id, stamp, lambda: plan_of(session, version))
