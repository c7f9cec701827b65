"""The board on a big screen, for the team and by a link for a screen that is not signed in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.accounts.access import Anyone
from api.clock import now
from api.event_day.board import SECONDS, Board, board
from api.event_day.models import BoardLink
from api.events import log
from api.events.access import EDITORS, Editing, Viewing, hold
from api.events.heading import Heading
from api.events.models import Event
from api.web.access import not_found
from api.web.forms import SentFields
from api.web.page import go_to, page
from api.web.running import site_of
from api.web.transaction import Reading, Writing

router = APIRouter()
LINKED = log.declare("board-linked", "A link to the board was made")
UNLINKED = log.declare("board-unlinked", "The link to the board was taken back")
# What is easily taken for one another is left out; sixteen of thirty are 78 bits.
_SIGNS = "23456789abcdefghjkmnpqrstvwxyz"
_LONG = 16
Page = Annotated[int | None, Query(ge=1, le=10_000)]


@dataclass(frozen=True, slots=True)
class BoardPage:
    """Context of event_day/board.html."""

    event: Heading
    board: Board
    home: str
    """The board's own address."""
    ways: str
    """Address of the page about its link; empty for whoever is not in the team."""
    seconds: int = SECONDS
    stays: bool = False
    """Whether one page was asked for, which stays."""


@dataclass(frozen=True, slots=True)
class BoardLinkPage:
    """Context of event_day/board_link.html."""

    event: Heading
    address: str
    """What the screen opens; empty where there is no link."""


@router.get("/organise/{slug}/board")
def show_board(request: Request, here: Viewing, session: Reading, number: Page = None) -> Response:
    """Show the board to the team."""
    home = f"/organise/{here.slug}/board"
    event = session.get_one(Event, here.event_id)
    return _board(request, session, event, number, home, f"{home}/link" if here.edits else "")


@router.get("/organise/{slug}/board/link")
def show_link(request: Request, here: Editing, session: Reading) -> Response:
    """Show the link that a screen opens, if there is one."""
    row = session.get(BoardLink, here.event_id)
    address = f"{site_of(request).settings.base_url}/board/{row.token}" if row else ""
    return page(request, "event_day/board_link.html", BoardLinkPage(Heading.of(here), address))


@router.post("/organise/{slug}/board/link")
def change_link(request: Request, here: Editing, sent: SentFields, session: Writing) -> Response:
    """Make a link, in place of any there was, or take it back."""
    action = sent.one("action")
    if action not in ("make", "take-back"):
        raise not_found()
    event = hold(session, here, EDITORS)
    session.execute(delete(BoardLink).where(BoardLink.event_id == event.id))
    if action == "make":
        token = "".join(secrets.choice(_SIGNS) for _ in range(_LONG))
        session.add(BoardLink(event_id=event.id, token=token))
    kind = LINKED if action == "make" else UNLINKED
    log.record(session, kind, event.id, here.account.account_id)
    said = "Here is the link." if action == "make" else "The link shows nothing any more."
    return go_to(request, f"/organise/{here.slug}/board/link", said)


@router.get("/board/{token}")
def show_screen(
    request: Request, token: str, account: Anyone, session: Reading, number: Page = None
) -> Response:
    """Show the board to a screen that has its link."""
    link = session.scalar(select(BoardLink).where(BoardLink.token == token))
    if link is None:
        raise not_found()
    event = session.get_one(Event, link.event_id)
    return _board(request, session, event, number, f"/board/{token}", "")


def _board(
    request: Request, session: Session, event: Event, number: int | None, home: str, ways: str
) -> Response:
    heading = Heading(event.slug, event.name, event.timezone)
    shown = board(session, event, now(), number)
    context = BoardPage(heading, shown, home, ways, SECONDS, number is not None)
    return page(request, "event_day/board.html", context)
