"""The organiser's page of groups: who could share a table, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.events.access import Editing, OrganiserHere, Viewing
from api.events.heading import Heading
from api.jobs.queries import last_of
from api.threads import queries
from api.threads.beginning import said_in, title_by
from api.threads.groups import ask_for_groups
from api.threads.models import FoundNiche
from api.web.access import not_found
from api.web.conflict import stamp_of
from api.web.forms import SentFields
from api.web.page import go_to, page
from api.web.paging import PageNumber, Pages
from api.web.transaction import Reading, Writing

router = APIRouter()
_GROUPS, _NAMED, _PEOPLE = 12, 20, 200
"""On a page: groups, people named of each, people of one."""
_OLDER = (
    "Somebody has looked since you opened this page; below is what was found. Press to look again."
)


@dataclass(frozen=True, slots=True)
class Group:
    """People who speak of the same thing."""

    id: str
    title: str
    quotes: tuple[str, ...]
    members: tuple[str, ...]
    people: int
    joined: int


@dataclass(frozen=True, slots=True)
class GroupsPage:
    """Context of threads/groups.html."""

    event: Heading
    groups: tuple[Group, ...]
    pages: Pages
    only: str
    """Id of the one group that is shown with all its people, a page at a time; "" for all."""
    looking: bool
    looked: bool
    error: str
    stamp: str
    older: str = ""
    """Why the press of the button was not heeded: somebody has looked since the page was opened."""


@router.get("/organise/{slug}/groups")
def show_groups(
    request: Request, here: Viewing, session: Reading, group: str = "", page_: PageNumber = 1
) -> Response:
    """Show the groups among an event's people, largest first; or all people of one group."""
    return page(request, "threads/groups.html", _context(session, here, group, page_))


@router.post("/organise/{slug}/groups")
def look(request: Request, here: Editing, sent: SentFields, session: Writing) -> Response:
    """Look for groups, in the background."""
    if sent.one("action") != "look":
        raise not_found()
    shown = _context(session, here)
    if sent.stamp and sent.stamp != shown.stamp and not shown.looking:
        older = replace(shown, older=_OLDER)
        return page(request, "threads/groups.html", older, 409)
    ask_for_groups(session, here.event_id, here.account.account_id)
    return go_to(request, f"/organise/{here.slug}/groups")


def _context(session: Session, here: OrganiserHere, only: str = "", number: int = 1) -> GroupsPage:
    job = last_of(session, queries.FIND, here.event_id)
    one = session.get(FoundNiche, only) if only else None
    if one is not None and one.event_id == here.event_id:
        pages = Pages.of(number, queries.count_named(session, one), _PEOPLE)
        groups: tuple[Group, ...] = (_group(session, one, pages.before, _PEOPLE),)
    elif only:
        raise not_found()
    else:
        pages = Pages.of(number, queries.count_niches(session, here.event_id), _GROUPS)
        niches = queries.niches_in(session, here.event_id, pages.before, _GROUPS)
        groups = tuple(_group(session, niche, 0, _NAMED) for niche in niches)
    return GroupsPage(
        Heading.of(here),
        groups,
        pages,
        only,
        job is not None and not job.over,
        job is not None and job.state == "done",
        job.error if job is not None and job.state == "failed" else "",
        stamp_of({"look": (job.id,)} if job is not None else {}),
    )


def _group(session: Session, niche: FoundNiche, before: int, most: int) -> Group:
    words, quotes = said_in(session, niche)
    return Group(
        niche.id,
        title_by(words),
        quotes,
        tuple(queries.named_in(session, niche, before, most)),
        queries.count_named(session, niche),
        queries.count_members(session, niche.thread_id) if niche.thread_id else 0,
    )
