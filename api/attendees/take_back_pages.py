"""Taking back the last list: what would happen, by name, and then that."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.attendees.list_report import shortened
from api.attendees.taking_back import WayBack, take_back, way_back
from api.events.access import EDITORS, Editing, hold
from api.events.heading import Heading
from api.events.queries import get
from api.web.forms import SentFields
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing

router = APIRouter()
_WORDS = {
    "availability": "times",
    "address": "address",
    "listed_name": "name in the list",
    "offer": "offers",
    "need": "needs",
    "interest": "interests",
    "answers": "answers",
}


@dataclass(frozen=True, slots=True)
class TakeBackPage:
    """Context of attendees/take_back.html."""

    event: Heading
    file: str = ""
    removed: int = 0
    removed_lines: tuple[str, ...] = ()
    staying: int = 0
    staying_lines: tuple[str, ...] = ()
    restored: int = 0
    restored_lines: tuple[str, ...] = ()
    unchanged: int = 0
    unchanged_lines: tuple[str, ...] = ()
    seen: str = ""


@router.get("/organise/{slug}/people/list/take-back")
def show_way_back(request: Request, here: Editing, session: Reading) -> Response:
    """Say exactly what taking back the last list would do."""
    way = way_back(session, get(session, here.event_id))
    shown = TakeBackPage(Heading.of(here)) if way is None else _context(Heading.of(here), way)
    return page(request, "attendees/take_back.html", shown)


@router.post("/organise/{slug}/people/list/take-back")
def take(request: Request, here: Editing, sent: SentFields, session: Writing) -> Response:
    """Take the last list back, if that still does what was shown."""
    home = f"/organise/{here.slug}/people"
    event = hold(session, here, EDITORS)
    way = take_back(session, event, here.account.account_id, sent.one("seen"))
    if way is None:
        again = "Something has changed since you looked. Look again."
        return go_to(request, f"{home}/list/take-back", again, "note")
    back = sum(bool(one.values) for one in way.restored)
    done = f"{way.file} was taken back: {len(way.removed)} removed, {back} changed back."
    return go_to(request, home, done)


def _context(event: Heading, way: WayBack) -> TakeBackPage:
    restored = [one for one in way.restored if one.values]
    kept = [one for one in way.restored if one.stays]
    return TakeBackPage(
        event,
        way.file,
        len(way.removed),
        shortened([one.name for one in way.removed]),
        len(way.staying),
        shortened([f"{one.name}: {one.why}" for one in way.staying]),
        len(restored),
        shortened([f"{one.name}: {_named(one.values)}" for one in restored]),
        len(kept),
        shortened([f"{one.name}: {_named(one.stays)} ({one.why})" for one in kept]),
        way.mark,
    )


def _named(values: tuple[str, ...]) -> str:
    return ", ".join(_WORDS.get(value, value) for value in values)
