"""State of a profile that a page is made from: what is sent, and the draft; and what changed."""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from api.attendees.access import AttendeeHere
from api.attendees.forms import Form
from api.attendees.models import Attendee
from api.attendees.queries import draft_of
from api.attendees.schemas import ANSWER
from api.events.stored import StoredEvent
from api.web.conflict import Words, stamp_of
from api.web.forms import Fields

PAGE = "page"
"""In a draft: which opening of the page has saved it."""
_LABELS = {
    "need": "What do you need?",
    "offer": "What can you offer?",
    "interest": "What do you like?",
    "private": "For matching only",
    "when": "I am there at",
    "name": "Name",
    "organisation": "Organisation",
    "role": "What you do there",
    "languages": "Languages you can hold a meeting in",
    "diet": "What should the kitchen know?",
    "teaches": "My answers may help the next event",
}


def page_mark(sent: Fields) -> str:
    """Tell the opening of a page that a form was sent from; empty where it says nothing."""
    return hashlib.sha256(sent.once.encode()).hexdigest()[:16] if sent.once else ""


def profile_stamp(session: Session, here: AttendeeHere, event: StoredEvent) -> str:
    """Stamp the profile as it was sent and the draft beside it."""
    attendee = session.get_one(Attendee, here.attendee_id)
    draft = draft_of(session, here.event_id, here.account.account_id)
    drafted = Form.of_draft(draft.content).field_values() if draft else {}
    return f"{stamp_of(Form.of_profile(attendee, event).field_values())}.{stamp_of(drafted)}"


def changed_meanwhile(
    session: Session, here: AttendeeHere, event: StoredEvent, sent: Fields
) -> Form | None:
    """Give what is stored now where it is not what the form was made from.

    What the same opening of the page has saved itself is no change.
    """
    if not sent.stamp:
        return None
    profile, _, drafted = profile_stamp(session, here, event).partition(".")
    seen_profile, _, seen_draft = sent.stamp.partition(".")
    draft = draft_of(session, here.event_id, here.account.account_id)
    own = draft is not None and draft.content.get(PAGE) == page_mark(sent)
    if draft is not None and drafted != seen_draft and not own:
        return Form.of_draft(draft.content)
    if profile != seen_profile:
        return Form.of_profile(session.get_one(Attendee, here.attendee_id), event)
    return None


def words_of(event: StoredEvent, slots: tuple[tuple[str, str], ...]) -> Words:
    """Say what the form's fields and values are called."""
    values = {("when", key): label for key, label in slots}
    values |= {("private", kind): _LABELS[kind] for kind in ("need", "offer", "interest")}
    own = {ANSWER + field.id: field.label for field in event.fields}
    return Words(_LABELS | own, values)
