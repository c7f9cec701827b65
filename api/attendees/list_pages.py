"""An organiser's list of people: what it would do, by name; bring it in; what it did."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.orm import Session

from api.attendees.list_report import ListReport, shortened, words
from api.attendees.models import SentList
from api.attendees.sent_lists import bring_in, drop_list, last_list, mark_of, report_of
from api.events.access import Editing, OrganiserHere
from api.events.heading import Heading
from api.events.queries import get
from api.faults import InputFault, InputFaults
from api.web.access import not_found
from api.web.forms import SentFields
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing

router = APIRouter()
_MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence of the report, and the lines that belong to it."""

    sentence: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OtherAddress:
    """Somebody whose account is theirs and to whom the list gives another address."""

    name: str
    address: str
    path: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """Context of attendees/list.html."""

    event: Heading
    file: str
    done: bool
    parts: tuple[Part, ...]
    notices: tuple[str, ...]
    alike: tuple[str, ...]
    others: tuple[OtherAddress, ...]
    people: int
    seen: str
    faults: tuple[str, ...] = ()


@router.get("/organise/{slug}/people/list")
def show_list(request: Request, here: Editing, session: Reading) -> Response:
    """Show what the list would do, or did."""
    sent = last_list(session, here.event_id, here.account.account_id)
    if sent is None:
        return go_to(request, f"/organise/{here.slug}/people")
    return page(request, "attendees/list.html", _context(session, here, sent))


@router.post("/organise/{slug}/people/list")
def decide(request: Request, here: Editing, sent: SentFields, session: Writing) -> Response:
    """Bring the list in as it was shown, or forget it."""
    home = f"/organise/{here.slug}/people"
    if sent.one("action") != "bring":
        drop_list(session, here.event_id, here.account.account_id)
        return go_to(request, home, "The list was put away; nothing has changed.", "note")
    event = get(session, here.event_id)
    try:
        brought = bring_in(session, event, here.account.account_id, sent.one("seen"))
    except InputFaults:
        return go_to(request, f"{home}/list")
    note = "" if brought else "Something has changed since you looked. Look again."
    return go_to(request, f"{home}/list", note, "note")


@router.get("/organise/{slug}/people/list.json")
def full_report(here: Editing, session: Reading) -> Response:
    """Give the whole report, for programs and for very long lists."""
    sent = last_list(session, here.event_id, here.account.account_id)
    if sent is None:
        raise not_found()
    try:
        report, notices = report_of(session, get(session, here.event_id), sent)
    except InputFaults as refused:
        return JSONResponse({"faults": [str(fault) for fault in refused.faults]}, 422)
    told = {"file": sent.file, "stored": sent.content is None, "notices": list(map(str, notices))}
    return JSONResponse(told | report.document())


def shown_faults(refused: InputFaults) -> tuple[str, ...]:
    """Give the first faults of a list, and how many more there are."""
    shown = [str(fault) for fault in refused.faults[:_MOST_FAULTS]]
    left = len(refused.faults) - len(shown)
    return (*shown, f"And {left} more of the kind.") if left else tuple(shown)


def _context(session: Session, here: OrganiserHere, sent: SentList) -> ListPage:
    done = sent.content is None
    faults: tuple[str, ...] = ()
    notices: tuple[InputFault, ...] = ()
    try:
        report, notices = report_of(session, get(session, here.event_id), sent)
    except InputFaults as refused:
        report, faults = ListReport(), shown_faults(refused)
    outcome = report.outcome
    taken = outcome.added + outcome.changed + outcome.renumbered
    return ListPage(
        event=Heading.of(here),
        file=sent.file,
        done=done,
        parts=tuple(Part(said, shortened(lines)) for said, lines in words(report, done)),
        notices=tuple(map(str, notices)),
        alike=shortened(report.alike),
        others=tuple(
            OtherAddress(
                one.name,
                one.new_address,
                f"/organise/{here.slug}/people/{one.attendee_id}/move?to={quote(one.new_address)}",
            )
            for one in report.held
        ),
        people=taken + outcome.unchanged + outcome.kept,
        seen=mark_of(report),
        faults=faults,
    )
