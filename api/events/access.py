"""Access: the team of an event, each route by the least role it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from api.accounts.access import visitor
from api.accounts.queries import SignedIn
from api.db.rows import HOLD
from api.events.models import Event
from api.events.queries import by_slug, role_of
from api.events.roles import ROLES, TeamRole
from api.web.access import Shut, SignInNeeded, declares, not_found
from api.web.page import set_viewer
from api.web.running import site_of
from api.web.templating import Place, Viewer

ANYBODY: frozenset[TeamRole] = frozenset(ROLES)
_READERS: frozenset[TeamRole] = frozenset({"viewer", "editor", "owner"})
_AT_THE_DOOR: frozenset[TeamRole] = frozenset({"door", "editor", "owner"})
EDITORS: frozenset[TeamRole] = frozenset({"editor", "owner"})
OWNERS: frozenset[TeamRole] = frozenset({"owner"})
_WHO_ELSE: dict[TeamRole, str] = {
    "owner": "",
    "editor": "Only an owner of the event may do this. Ask one of them.",
    "door": "You help on the day of this event. For anything else ask its owners.",
    "viewer": "You may read this event and change nothing. Ask one of its owners.",
}


@dataclass(frozen=True, slots=True)
class OrganiserHere:
    """Somebody of an event's team at work on it."""

    account: SignedIn
    event_id: str
    slug: str
    event_name: str
    zone: str
    role: TeamRole

    @property
    def edits(self) -> bool:
        """Whether they may change the event."""
        return self.role in EDITORS


@declares("team")
def in_the_team(request: Request, slug: str) -> OrganiserHere:
    """Whoever is in the team of the event in the address may; to others it does not exist."""
    return _here(request, slug, ANYBODY)


@declares("viewer")
def viewing(request: Request, slug: str) -> OrganiserHere:
    """Viewers, editors and owners may: what only shows the event."""
    return _here(request, slug, _READERS)


@declares("door")
def at_the_door(request: Request, slug: str) -> OrganiserHere:
    """Who is at the door, editors and owners may: the day itself."""
    return _here(request, slug, _AT_THE_DOOR)


@declares("editor")
def editing(request: Request, slug: str) -> OrganiserHere:
    """Editors and owners may: what changes the event, or gives its data away as files."""
    return _here(request, slug, EDITORS)


@declares("owner")
def owning(request: Request, slug: str) -> OrganiserHere:
    """Owners alone may: who is in the team."""
    return _here(request, slug, OWNERS)


def _here(request: Request, slug: str, allowed: frozenset[TeamRole]) -> OrganiserHere:
    account = visitor(request)
    if account is None:
        raise SignInNeeded
    with site_of(request).database.read_session() as session:
        event = by_slug(session, slug)
        role = role_of(session, event.id, account.account_id) if event else None
        if event is None or role is None:
            raise not_found()
        here = OrganiserHere(account, event.id, event.slug, event.name, event.timezone, role)
    set_viewer(request, Viewer(account.shown_name, Place(event.slug, event.name), role=role))
    _admit(role, allowed, slug)
    return here


def hold(session: Session, here: OrganiserHere, allowed: frozenset[TeamRole]) -> Event:
    """Give the event, and let nobody else change it or its team until the transaction ends.

    Who asked may have waited for others to be done, and have been removed by one of them: the
    role that let them in is looked at once more.

    Raises
    ------
    HTTPException
        They are not in the team any more; to them the event does not exist.
    Shut
        Their role does not suffice any more.
    """
    event = session.get(Event, here.event_id, with_for_update=HOLD, populate_existing=True)
    role = role_of(session, here.event_id, here.account.account_id)
    if event is None or role is None:
        raise not_found()
    _admit(role, allowed, here.slug)
    return event


def _admit(role: TeamRole, allowed: frozenset[TeamRole], slug: str) -> None:
    if role not in allowed:
        way = ("Back to the event", f"/organise/{slug}")
        raise Shut("This is for others in the team", _WHO_ELSE[role], *way, status=403)


InTheTeam = Annotated[OrganiserHere, Depends(in_the_team)]
Viewing = Annotated[OrganiserHere, Depends(viewing)]
AtTheDoor = Annotated[OrganiserHere, Depends(at_the_door)]
Editing = Annotated[OrganiserHere, Depends(editing)]
Owning = Annotated[OrganiserHere, Depends(owning)]
