"""The team's form of one person: what may be corrected by hand, and what is the person's own."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees import edits
from api.attendees.form_shown import OwnFieldShown, own_questions, times_shown
from api.attendees.forms import Form
from api.attendees.models import Attendee
from api.attendees.person_pages import person_here
from api.attendees.person_view import kept_private
from api.attendees.schemas import ANSWER
from api.events.access import Editing, OrganiserHere
from api.events.heading import Heading
from api.events.queries import get
from api.events.stored import StoredEvent
from api.web.access import Shut
from api.web.conflict import choose, stamp_of
from api.web.forms import SentFields
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing

router = APIRouter()
_SINCE = (
    "They have sent their profile since you opened this page. What they wrote is theirs now and "
    "stands here no more; the rest is as you typed it. Look once more, then save."
)


@dataclass(frozen=True, slots=True)
class EditPage:
    """Context of attendees/edit.html."""

    event: Heading
    id: str
    called: str
    address: str
    form: Form
    sector: str
    groups: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]
    """Value and words of the groups of which the organiser says who is in them."""
    slots: tuple[tuple[str, str], ...]
    own_fields: tuple[OwnFieldShown, ...]
    own: frozenset[str]
    """Fields that are the person's own; they are not in the form."""
    private: tuple[str, ...]
    sent: bool
    stamp: str
    agreed: bool = False
    errors: dict[str, str] = field(default_factory=dict)


@router.get("/organise/{slug}/people/{attendee_id}/edit")
def show_edit(request: Request, attendee_id: str, here: Editing, session: Reading) -> Response:
    """Show what the team may change of somebody."""
    person = _present(session, here, attendee_id)
    event = StoredEvent.of(get(session, here.event_id))
    shown = _context(here, person, event, edits.stored_edit(person, event))
    return page(request, "attendees/edit.html", shown)


@router.post("/organise/{slug}/people/{attendee_id}/edit")
def save_edit(
    request: Request, attendee_id: str, here: Editing, sent: SentFields, session: Writing
) -> Response:
    """Store it, or ask: where somebody else has saved meanwhile, or what is sent would change."""
    person = _present(session, here, attendee_id, lock=True)
    event = StoredEvent.of(get(session, here.event_id))
    edit = edits.sent_edit(sent, person, event)
    agreed = sent.one(edits.AGREED) == "yes"
    if person.sent_at is not None and sent.one("seen") != "sent":
        shown = _context(here, person, event, edit, {"": _SINCE}, agreed)
        return page(request, "attendees/edit.html", shown, 409)
    stamp = _stamp(person, event)
    if sent.stamp and sent.stamp != stamp:
        asked = choose(
            request, edit.field_values(), edits.stamped_values(person, event),
            edits.words_of(event, times_shown(event), edits.own_of(person, event)), stamp,
            agreed=sent.one(edits.AGREED), seen=sent.one("seen"),
        )  # fmt: skip
        if asked is not None:
            return asked
    fields = edits.changed_fields(edit, person, event)
    home = f"/organise/{here.slug}/people/{person.id}"
    if not fields:
        return go_to(request, home, "Nothing was changed.", "note")
    profile = edits.checked_edit(edit, person, event)
    errors = profile if isinstance(profile, dict) else {}
    if not errors and edits.needs_agreement(fields, person) and not agreed:
        named = ", ".join(edits.words_for(fields))
        errors = {
            edits.AGREED: f"They have sent this themselves. Tick that they know of it: {named}."
        }
    if errors or isinstance(profile, dict):
        shown = _context(here, person, event, edit, errors, agreed)
        return page(request, "attendees/edit.html", shown, 422)
    edits.store_edit(session, person, event, edit, profile, here.account.account_id)
    way = " They read of it on their profile." if person.sent_at is not None else ""
    return go_to(request, home, f"Saved: {', '.join(edits.words_for(fields))}.{way}")


def _present(
    session: Session, here: OrganiserHere, attendee_id: str, *, lock: bool = False
) -> Attendee:
    person = person_here(session, here, attendee_id, lock=lock)
    if person.left_at is not None:
        way = f"/organise/{here.slug}/people/{person.merged_into or person.id}"
        raise Shut("They do not take part any more", "There is nothing to edit.", "See", way)
    return person


def _stamp(person: Attendee, event: StoredEvent) -> str:
    return stamp_of(edits.stamped_values(person, event))


def _context(
    here: OrganiserHere,
    person: Attendee,
    event: StoredEvent,
    edit: edits.Edit,
    errors: dict[str, str] | None = None,
    agreed: bool = False,
) -> EditPage:
    own = edits.own_of(person, event)
    return EditPage(
        event=Heading.of(here),
        id=person.id,
        called=person.name or person.external_id,
        address=person.email,
        form=edit.form,
        sector=edit.sector,
        groups=edit.groups,
        labels=tuple((label, label) for label in event.labels),
        slots=times_shown(event),
        own_fields=tuple(
            each for each in own_questions(event, edit.form) if ANSWER + each.id not in own
        ),
        own=own,
        private=kept_private(person),
        sent=person.sent_at is not None,
        stamp=_stamp(person, event),
        agreed=agreed,
        errors=errors or {},
    )
