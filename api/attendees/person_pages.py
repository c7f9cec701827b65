"""The team's page of one person: what is known, how far they have come, notes and labels."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees import person_view as view
from api.attendees.edits import edits_of
from api.attendees.labels import labels_in, labels_of, plain_label, put_label, take_label
from api.attendees.models import Attendee
from api.attendees.notes import NoteShown, delete_note, notes_on, write_note
from api.attendees.undelivered import Undelivered, undelivered
from api.attendees.withdrawing import withdrawn
from api.db.rows import HOLD
from api.events.access import EDITORS, Editing, OrganiserHere, Viewing, hold
from api.events.heading import Heading
from api.events.queries import get
from api.events.stored import StoredEvent
from api.web.access import not_found
from api.web.forms import SentFields
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Context of attendees/person.html."""

    event: Heading
    id: str
    name: str
    address: str
    listed_id: str
    gone: bool
    can_restore: bool
    states: tuple[view.StateShown, ...]
    facts: tuple[tuple[str, str], ...]
    words: tuple[tuple[str, str, bool], ...]
    edited: tuple[tuple[str, ...], dt.datetime] | None
    meetings: tuple[view.MeetingShown, ...] | None
    mails: tuple[Undelivered, ...]
    labels: tuple[str, ...]
    known_labels: tuple[str, ...]
    notes: tuple[NoteShown, ...]
    entries: tuple[view.Entry, ...]
    note: str = ""
    errors: dict[str, str] = field(default_factory=dict)


def make_router(meetings_of: view.MeetingsOf) -> APIRouter:
    """Build the routes; the timetable, which people come before, says whom they meet."""
    router = APIRouter()

    @router.get("/organise/{slug}/people/{attendee_id}")
    def show_person(
        request: Request, attendee_id: str, here: Viewing, session: Reading
    ) -> Response:
        """Show one person; who turned out to be another leads to that one."""
        person = person_here(session, here, attendee_id)
        if person.merged_into:
            return go_to(request, f"/organise/{here.slug}/people/{person.merged_into}")
        context = _context(session, here, person, meetings_of)
        return page(request, "attendees/person.html", context)

    @router.post("/organise/{slug}/people/{attendee_id}")
    def keep(
        request: Request, attendee_id: str, here: Editing, sent: SentFields, session: Writing
    ) -> Response:
        """Write or delete a note, put or take a label."""
        # The event first, as for many at once: two may give somebody the same label.
        hold(session, here, EDITORS)
        person = person_here(session, here, attendee_id, lock=True)
        action, text = sent.one("action"), sent.one("note")
        if person.left_at is not None and withdrawn(session, person.id) is None:
            said = "They have left by their own act; nothing is kept of them."
            return go_to(request, f"/organise/{here.slug}/people/{person.id}", said, "problem")
        errors, said = {}, "Nothing has changed."
        try:
            if action == "note":
                write_note(session, person.id, here.account.account_id, text)
                said = "The note is kept. Only the team reads it."
            elif action == "forget":
                delete_note(session, person.id, sent.one("of"))
                said = "The note is deleted."
            elif action == "label":
                label = plain_label(session, here.event_id, sent.one("label"))
                put_label(session, [person.id], label)
                said = f"Labelled {label}."
            elif action == "unlabel":
                take_label(session, [person.id], sent.one("label"))
                said = f"Not labelled {sent.one('label')[:40]} any more."
        except ValueError as refused:
            errors = {"note" if action == "note" else "label": str(refused)}
        if errors:
            context = _context(session, here, person, meetings_of, text, errors)
            return page(request, "attendees/person.html", context, 422)
        return go_to(request, f"/organise/{here.slug}/people/{person.id}", said)

    return router


def person_here(
    session: Session, here: OrganiserHere, attendee_id: str, *, lock: bool = False
) -> Attendee:
    """Find somebody of the event, also who has left.

    Raises
    ------
    HTTPException
        404 where there is nobody of this id in the event.
    """
    found = session.get(
        Attendee, attendee_id, with_for_update=HOLD if lock else None, populate_existing=lock
    )
    if found is None or found.event_id != here.event_id:
        raise not_found()
    return found


def _context(
    session: Session,
    here: OrganiserHere,
    person: Attendee,
    meetings_of: view.MeetingsOf,
    note: str = "",
    errors: dict[str, str] | None = None,
) -> PersonPage:
    event = StoredEvent.of(get(session, here.event_id))
    gone = person.left_at is not None
    kept = gone and withdrawn(session, person.id) is not None
    carried = labels_of(session, [person.id]).get(person.id, ())
    known = (label for label, _ in labels_in(session, here.event_id))
    return PersonPage(
        event=Heading.of(here),
        id=person.id,
        name=view.name_of(session, person),
        # Of who has left by themselves the team reads the list's id, and nothing more.
        address=person.email if kept or not gone else "",
        listed_id=person.external_id,
        gone=gone,
        can_restore=kept,
        states=view.states_of(session, person),
        facts=() if gone else view.facts_of(person, event),
        words=view.words_of_facets(person),
        edited=edits_of(person),
        meetings=meetings_of(session, here.event_id, person.id),
        mails=undelivered(session, here.event_id, of=(person.id,), most=10),
        labels=carried,
        known_labels=tuple(label for label in known if label not in carried),
        notes=notes_on(session, person.id),
        entries=view.entries_about(session, person),
        note=note,
        errors=errors or {},
    )
