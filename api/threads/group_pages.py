"""The organiser's page of groups: who could share a table, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.events.access import OrganiserHere, Organising
from api.events.heading import Heading
from api.jobs.queries import last_of
from api.threads import queries
from api.threads.beginning import of_niche, said_in
from api.threads.groups import ask_for_groups
from api.threads.models import FoundNiche
from api.web.access import not_found
from api.web.conflict import stamp_of
from api.web.forms import SentFields
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing

router = APIRouter()
_OLDER = (
    "Somebody has looked since you opened this page; below is what was found. Press to look again."
)


@dataclass(frozen=True, slots=True)
class Group:
    """People who speak of the same thing."""

    title: str
    quotes: tuple[str, ...]
    members: tuple[str, ...]
    joined: int


@dataclass(frozen=True, slots=True)
class GroupsPage:
    """Context of threads/groups.html."""

    event: Heading
    groups: tuple[Group, ...]
    looking: bool
    looked: bool
    error: str
    stamp: str
    older: str = ""
    """Why the press of the button was not heeded: somebody has looked since the page was opened."""


@router.get("/organise/{slug}/groups")
def show_groups(request: Request, here: Organising, session: Reading) -> Response:
    """Show the groups among an event's people, largest first."""
    return page(request, "threads/groups.html", _context(session, here))


@router.post("/organise/{slug}/groups")
def look(request: Request, here: Organising, sent: SentFields, session: Writing) -> Response:
    """Look for groups, in the background."""
    if sent.one("action") != "look":
        raise not_found()
    shown = _context(session, here)
    if sent.stamp and sent.stamp != shown.stamp and not shown.looking:
        older = replace(shown, older=_OLDER)
        return page(request, "threads/groups.html", older, 409)
    ask_for_groups(session, here.event_id, here.account.account_id)
    return go_to(request, f"/organise/{here.slug}/groups")


def _context(session: Session, here: OrganiserHere) -> GroupsPage:
    job = last_of(session, queries.FIND, here.event_id)
    return GroupsPage(
        Heading.of(here),
        tuple(_group(session, niche) for niche in queries.niches_in(session, here.event_id)),
        job is not None and not job.over,
        job is not None and job.state == "done",
        job.error if job is not None and job.state == "failed" else "",
        stamp_of({"look": (job.id,)} if job is not None else {}),
    )


def _group(session: Session, niche: FoundNiche) -> Group:
    people = queries.niche_members(session, niche.id)
    joined = queries.members(session, niche.thread_id) if niche.thread_id else ()
    _, quotes = said_in(session, niche, people)
    names = tuple(p.name or p.external_id for p in people if not _hides(p, niche))
    return Group(of_niche(session, niche, people).title, quotes, names, len(joined))


def _hides(person: Attendee, niche: FoundNiche) -> bool:
    """Whether they may have made private since what brought them in: to name them would tell."""
    return person.changed_at > niche.found_at and any(facet.private for facet in person.facets)
