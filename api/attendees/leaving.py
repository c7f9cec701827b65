"""Leaving an event: name and words are deleted at once; no list brings them back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.attendees.imports import forget_what_was
from api.attendees.models import Attendee, Draft
from api.attendees.notes import forget_kept
from api.attendees.renewal import ask_for_matches
from api.clock import now
from api.db.rows import HOLD
from api.events import log
from api.jobs import service as jobs

TELL_LEFT = "tell-left"
"""Kind of the job that tells whom a person who left was to meet: `api.timetable.agenda.left`."""
PERSON_LEFT = log.declare("person-left", "Somebody has left the event: {person} in your list")


def leave(session: Session, attendee_id: str) -> None:
    """Take somebody out of their event by their own act.

    The row stays, empty, with the id and address of the organiser's list: so that the list cannot
    bring them in again, and the organiser knows whose seat is free.
    """
    attendee = session.get_one(Attendee, attendee_id, with_for_update=HOLD)
    if attendee.left_at is not None:
        return
    take_out(session, attendee)
    forget_kept(session, attendee.id)
    forget_what_was(session, attendee.id)
    person = attendee.external_id
    log.record(session, PERSON_LEFT, attendee.event_id, about=attendee.id, person=person)


def take_out(session: Session, attendee: Attendee) -> None:
    """Empty somebody's row, which must be held, and have those told whom they were to meet."""
    empty(attendee)
    if attendee.account_id is not None:
        draft = session.get(Draft, (attendee.event_id, attendee.account_id))
        if draft is not None:
            session.delete(draft)
    payload = {"event_id": attendee.event_id, "attendee_id": attendee.id}
    jobs.start(session, TELL_LEFT, payload, quick=True)
    ask_for_matches(session, attendee.event_id)


def empty(attendee: Attendee) -> None:
    """Take name and words out of a row that nobody takes part by any more."""
    attendee.left_at = attendee.changed_at = now()
    attendee.name = attendee.organisation = attendee.sector = attendee.role = attendee.diet = ""
    attendee.languages, attendee.groups, attendee.answers = [], [], {}
    attendee.facets.clear()
    attendee.coming, attendee.teaches_since, attendee.edited = "no", None, None
