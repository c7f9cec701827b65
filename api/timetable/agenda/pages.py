"""An attendee's agenda: the page and the calendar file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.access import AttendeeHere, Attending
from api.attendees.models import Attendee
from api.clock import now
from api.events.heading import Heading
from api.events.models import Event
from api.mail.kinds import AGENDA
from api.mail.stopping import is_stopped
from api.timetable import queries
from api.timetable.agenda.days import Day, agenda_days, next_meeting
from api.timetable.agenda.room import RoomZone, room_at
from api.timetable.agenda.spare_time import left_over_words, spare_time
from api.timetable.exports.ics import write_calendar
from api.timetable.versions.causes import causes_of
from api.timetable.versions.changes import changes_for
from api.timetable.view import MeetingView, TimetableView
from api.web.access import not_found
from api.web.page import page
from api.web.running import site_of
from api.web.transaction import Reading

Answered = Callable[[Session, str], Collection[str]]
"""(session, attendee id) -> ids of the meetings whose feedback the attendee has given."""


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """Context of timetable/agenda.html."""

    event: Heading
    days: tuple[Day, ...] = ()
    now: dt.datetime | None = None
    changes: tuple[str, ...] = ()
    room: tuple[RoomZone, ...] = ()
    room_caption: str = ""
    feed_path: str = ""
    left_over: str = ""
    """Why there is no meeting, and what to do; empty where there is one."""
    mails_off: bool = False
    """Whether they have stopped mails about their agenda."""


def make_router(answered: Answered) -> APIRouter:
    """Build the routes; feedback, which the timetable knows nothing of, says what is answered."""
    router = APIRouter()

    @router.get("/e/{slug}/agenda")
    def show_agenda(request: Request, here: Attending, session: Reading) -> Response:
        """Show the attendee's meetings, breaks and free time, and where they sit next."""
        context = agenda_page(session, here, now(), answered(session, here.attendee_id))
        return page(request, "timetable/agenda.html", context)

    @router.get("/e/{slug}/agenda.ics")
    def calendar(request: Request, here: Attending, session: Reading) -> Response:
        """Give the agenda as a calendar file."""
        version = queries.published(session, here.event_id)
        if version is None:
            raise not_found()
        event = session.get_one(Event, here.event_id)
        view = queries.view(session, event, version, of=here.attendee_id)
        domain = urlsplit(site_of(request).settings.base_url).hostname or "localhost"
        return Response(
            write_calendar(view, here.attendee_id, domain),
            media_type="text/calendar; charset=utf-8",
            headers={"content-disposition": f'attachment; filename="{here.slug}.ics"'},
        )

    return router


def agenda_page(
    session: Session, here: AttendeeHere, moment: dt.datetime, answered: Collection[str]
) -> AgendaPage:
    """Gather what the agenda page shows at a moment."""
    heading = Heading.of(here)
    version = queries.published(session, here.event_id)
    mails_off = is_stopped(session, here.account.email, AGENDA)
    if version is None:
        return AgendaPage(heading, mails_off=mails_off)
    event = session.get_one(Event, here.event_id)
    me = here.attendee_id
    view = queries.view(session, event, version, of=me)
    before = queries.published_before(session, version)
    seen = queries.view(session, event, before, of=me, bare=True) if before else None
    available = session.scalar(select(Attendee.available).where(Attendee.id == me))
    spare = spare_time(session, event, version, view, (me, available))
    following = next_meeting(view, me, moment)
    days = agenda_days(view, me, moment, answered, spare)
    return AgendaPage(
        heading,
        days,
        moment if any(day.today for day in days) else None,
        tuple(changes_for(seen, view, me, causes_of(session, version))),
        room_at(session, event, version, following, me) if following else (),
        _caption(following, view, me) if following else "",
        f"/e/{here.slug}/agenda.ics",
        left_over_words(view, spare, me),
        mails_off,
    )


def _caption(meeting: MeetingView, view: TimetableView, person_id: str) -> str:
    at = view.times.in_sentence(meeting.slot.starts)
    where = f"at {meeting.table} " if meeting.table else ""
    return f"You sit {where}{at}, with {meeting.other(person_id).name}."
