"""Access: the organisers of an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.accounts.access import visitor
from api.accounts.queries import SignedIn
from api.events.queries import by_slug, organises
from api.web.access import SignInNeeded, declares, not_found
from api.web.page import set_viewer
from api.web.running import site_of
from api.web.templating import Place, Viewer


@dataclass(frozen=True, slots=True)
class OrganiserHere:
    """An organiser at work on one of their events."""

    account: SignedIn
    event_id: str
    slug: str
    event_name: str
    zone: str


@declares("organiser")
def organiser(request: Request, slug: str) -> OrganiserHere:
    """Only organisers of the event in the address may; to others it does not exist."""
    account = visitor(request)
    if account is None:
        raise SignInNeeded
    with site_of(request).database.read_session() as session:
        event = by_slug(session, slug)
        if event is None or not organises(session, event.id, account.account_id):
            raise not_found()
        here = OrganiserHere(account, event.id, event.slug, event.name, event.timezone)
    set_viewer(
        request,
        Viewer(account.shown_name, Place(event.slug, event.name), organises=True),
    )
    return here


Organising = Annotated[OrganiserHere, Depends(organiser)]
