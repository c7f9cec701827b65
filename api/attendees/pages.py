"""Page of one's own profile: the intake form, its draft, and how Confab reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees.access import AttendeeHere, Attending
from api.attendees.edits import edits_of
from api.attendees.form_shown import OwnFieldShown, own_questions, times_shown
from api.attendees.forms import Form
from api.attendees.leaving import leave
from api.attendees.models import Attendee
from api.attendees.profile_state import (
    PAGE,
    changed_meanwhile,
    page_mark,
    profile_stamp,
    words_of,
)
from api.attendees.queries import draft_of
from api.attendees.questions import facet_question, languages_question
from api.attendees.schemas import OwnProfile
from api.attendees.service import FACETS, save_draft, send_profile
from api.db.rows import HOLD
from api.events.heading import Heading
from api.events.queries import get
from api.events.stored import StoredEvent
from api.web.conflict import choose
from api.web.forms import Fields, SentFields
from api.web.pace import DRAFTS, keep_pace
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing
from matcher import Profile
from matcher.text.items import split

router = APIRouter()
_FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class ItemShown:
    """One statement as the matcher reads it, and what would help it, or ""."""

    text: str
    note: str


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """Context of attendees/profile.html."""

    event: Heading
    form: Form
    slots: tuple[tuple[str, str], ...]
    own_fields: tuple[OwnFieldShown, ...]
    items: Mapping[str, tuple[ItemShown, ...]]
    questions: Mapping[str, str]
    saved_at: dt.datetime | None
    sent: bool
    stamp: str
    edited: tuple[tuple[str, ...], dt.datetime] | None
    """What the team has changed of it since it was sent, in words, and when."""
    errors: dict[str, str] = field(default_factory=dict)


@router.get("/e/{slug}/profile")
def show_profile(request: Request, here: Attending, session: Reading) -> Response:
    """Show the form: the draft where there is one, else the profile as it stands."""
    attendee = session.get_one(Attendee, here.attendee_id)
    event = StoredEvent.of(get(session, here.event_id))
    draft = draft_of(session, here.event_id, here.account.account_id)
    form = Form.of_draft(draft.content) if draft else Form.of_profile(attendee, event)
    saved_at = draft.saved_at if draft else None
    context = _context(session, here, event, attendee, form, saved_at, {})
    return page(request, "attendees/profile.html", context)


@router.post("/e/{slug}/profile")
def take_profile(request: Request, here: Attending, sent: SentFields, session: Writing) -> Response:
    """Save a draft, or take the profile; a faulty one is kept as a draft and shown again."""
    # Of two windows that save at once the second sees what the first has stored.
    attendee = session.get_one(Attendee, here.attendee_id, with_for_update=HOLD)
    event = StoredEvent.of(get(session, here.event_id))
    form = Form.of_sent(sent, event)
    stored = changed_meanwhile(session, here, event, sent)
    if stored is not None:
        asked = choose(
            request, form.field_values(), stored.field_values(),
            words_of(event, times_shown(event)), profile_stamp(session, here, event),
            action=sent.one("action"),
        )  # fmt: skip
        if asked is not None:
            return asked
    if sent.one("action") != "send":
        keep_pace(request, DRAFTS)
        _keep(session, here, form, sent)
        return go_to(request, f"/e/{here.slug}/profile")
    profile = form.checked(event)
    if isinstance(profile, OwnProfile):
        send_profile(session, attendee.id, profile)
        return go_to(
            request,
            f"/e/{here.slug}",
            "Your profile is in. Your matches follow in a moment.",
        )
    saved_at = _keep(session, here, form, sent)
    context = _context(session, here, event, attendee, form, saved_at, profile)
    return page(request, "attendees/profile.html", context, 422)


@router.post("/e/{slug}/leave")
def leave_event(request: Request, here: Attending, sent: SentFields, session: Writing) -> Response:
    """Take the attendee out of the event, once they have said that they mean it."""
    if sent.one("leave") != "yes":
        said = "Tick the box under “Leave this event” if you mean it. Nothing has changed."
        return go_to(request, f"/e/{here.slug}/profile", said, "problem")
    leave(session, here.attendee_id)
    said = f"You have left {here.event_name}. Your name and your words are gone from it."
    return go_to(request, "/", said)


def _keep(session: Session, here: AttendeeHere, form: Form, sent: Fields) -> dt.datetime:
    content = form.as_draft() | {PAGE: page_mark(sent)}
    draft = save_draft(session, here.event_id, here.account.account_id, content)
    return draft.saved_at


def _context(
    session: Session,
    here: AttendeeHere,
    event: StoredEvent,
    attendee: Attendee,
    form: Form,
    saved_at: dt.datetime | None,
    errors: dict[str, str],
) -> ProfilePage:
    return ProfilePage(
        event=Heading.of(here),
        form=form,
        slots=times_shown(event),
        own_fields=own_questions(event, form),
        items=_items(form),
        questions=_questions(form),
        saved_at=saved_at,
        sent=attendee.sent_at is not None,
        stamp=profile_stamp(session, here, event),
        edited=edits_of(attendee),
        errors=errors,
    )


def _questions(form: Form) -> dict[str, str]:
    """Ask where a field says nothing that could be matched."""
    asked = {kind: facet_question(kind, getattr(form, kind)) for kind in FACETS}
    return asked | {"languages": languages_question(form.languages_given())}


def _items(form: Form) -> dict[str, tuple[ItemShown, ...]]:
    """Split the texts as the matcher will, so that people see what it makes of them."""
    profile = Profile(id="form", offers=form.offer, needs=form.need, interests=form.interest)
    found: dict[str, list[ItemShown]] = {"offer": [], "need": [], "interest": []}
    for item in split(profile):
        short = item.facet != "interest" and len(item.text.split()) < _FEW_WORDS
        note = "Many could say this; add for whom, where or by when." if short else ""
        if item.polarity < 0:
            note = "Read as a no: nobody is found for you by this."
        found[item.facet.value].append(ItemShown(item.quote, note))
    return {kind: tuple(items) for kind, items in found.items()}
