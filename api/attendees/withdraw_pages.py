"""The team's pages that withdraw a person and restore them; each says before what it touches."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.attendees.person_pages import person_here
from api.attendees.person_view import MeetingShown, MeetingsOf, name_of
from api.attendees.withdrawing import Follow, restore, withdraw
from api.clock import now
from api.events.access import Editing, OrganiserHere
from api.events.heading import Heading
from api.web.conflict import stamp_of
from api.web.forms import SentFields
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing
from api.web.wording import counted


@dataclass(frozen=True, slots=True)
class WithdrawPage:
    """Context of attendees/withdraw.html."""

    event: Heading
    id: str
    name: str
    signed_in: bool
    ahead: tuple[MeetingShown, ...]
    stamp: str
    changed: bool = False


def make_router(meetings_of: MeetingsOf, follow: Follow) -> APIRouter:
    """Build the routes; later domains say whom a person meets, and what goes along with them."""
    router = APIRouter()

    def context(
        session: Session, here: OrganiserHere, person: Attendee, changed: bool = False
    ) -> WithdrawPage:
        meetings = meetings_of(session, here.event_id, person.id) or ()
        ahead = tuple(one for one in meetings if not one.off and one.at > now())
        name = name_of(session, person)
        told = tuple(f"{one.at.isoformat()} {one.other}" for one in ahead)
        stamp = stamp_of({"name": (name,), "ahead": told})
        theirs = person.sent_at is not None
        return WithdrawPage(Heading.of(here), person.id, name, theirs, ahead, stamp, changed)

    @router.get("/organise/{slug}/people/{attendee_id}/withdraw")
    def ask(request: Request, attendee_id: str, here: Editing, session: Reading) -> Response:
        """Say what withdrawing somebody touches."""
        person = person_here(session, here, attendee_id)
        if person.left_at is not None:
            return go_to(request, _home(here, person), "They do not take part any more.", "note")
        return page(request, "attendees/withdraw.html", context(session, here, person))

    @router.post("/organise/{slug}/people/{attendee_id}/withdraw")
    def take_out(
        request: Request, attendee_id: str, here: Editing, sent: SentFields, session: Writing
    ) -> Response:
        """Withdraw somebody, if it still touches what the page said."""
        person = person_here(session, here, attendee_id, lock=True)
        if person.left_at is not None:
            return go_to(request, _home(here, person), "They do not take part any more.", "note")
        shown = context(session, here, person)
        if sent.stamp != shown.stamp:
            shown = context(session, here, person, changed=True)
            return page(request, "attendees/withdraw.html", shown, 422)
        withdraw(session, person, here.account.account_id)
        off = counted(len(shown.ahead), "meeting")
        then = f" {off} to come will not be held: see On the day." if shown.ahead else ""
        return go_to(request, _home(here, person), f"{shown.name} is withdrawn.{then}")

    @router.post("/organise/{slug}/people/{attendee_id}/restore")
    def put_back(
        request: Request, attendee_id: str, here: Editing, sent: SentFields, session: Writing
    ) -> Response:
        """Restore somebody whom the team withdrew."""
        person = person_here(session, here, attendee_id, lock=True)
        fresh = restore(session, person, here.account.account_id, follow)
        if fresh is None:
            said = "There is nothing to restore: they take part, or left by their own act."
            return go_to(request, _home(here, person), said, "note")
        said = f"{fresh.name or fresh.external_id} takes part again, as they were."
        return go_to(request, _home(here, fresh), said)

    return router


def _home(here: OrganiserHere, person: Attendee) -> str:
    return f"/organise/{here.slug}/people/{person.merged_into or person.id}"
