"""An organiser's list of people: what it would do, by name; bring it in; what it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.orm import Session

from api.attendees.list_columns import ColumnShown, chosen, options, shown
from api.attendees.list_report import ListReport, shortened, words
from api.attendees.models import SentList
from api.attendees.people_file.headings import RENAME
from api.attendees.people_file.table import SAVE_AGAIN
from api.attendees.sent_lists import (
    bring_in,
    choose,
    drop_list,
    last_list,
    leave_aside,
    look,
    to_mend,
)
from api.events.access import Editing, OrganiserHere
from api.events.heading import Heading
from api.events.queries import get
from api.events.stored import StoredEvent
from api.faults import InputFaults
from api.web.access import not_found
from api.web.forms import SentFields
from api.web.pace import FILES, LOOKS, keep_pace
from api.web.page import go_to, page
from api.web.paging import PageNumber, Pages
from api.web.transaction import Reading, Writing

router = APIRouter()
_MOST_FAULTS = 50
_CHOSEN_HERE = (RENAME, SAVE_AGAIN)
"""Remedies that the page offers itself: each column and the letters can be read otherwise."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    parts: tuple[Part, ...] = ()
    notices: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    others: tuple[OtherAddress, ...] = ()
    people: int = 0
    seen: str = ""
    faults: tuple[str, ...] = ()
    faulty_rows: int = 0
    aside: bool = False
    tool: str = ""
    remembered: bool = False
    columns: tuple[ColumnShown, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    pages: Pages | None = None
    readings: tuple[tuple[str, str], ...] = ()


@router.get("/organise/{slug}/people/list")
def show_list(request: Request, here: Editing, session: Reading, page_: PageNumber = 1) -> Response:
    """Show what the list would do, or did."""
    sent = last_list(session, here.event_id, here.account.account_id)
    if sent is None:
        return go_to(request, f"/organise/{here.slug}/people")
    return page(request, "attendees/list.html", _context(session, here, sent, page_))


@router.post("/organise/{slug}/people/list")
def decide(request: Request, here: Editing, sent: SentFields, session: Writing) -> Response:
    """Have the list read otherwise, bring it in as it was shown, or forget it."""
    home = f"/organise/{here.slug}/people"
    action = sent.one("action")
    account_id = here.account.account_id
    if action in ("look", "aside", "whole"):
        kept = last_list(session, here.event_id, account_id)
        if kept is None or kept.content is None:
            return go_to(request, f"{home}/list")
        keep_pace(request, LOOKS)
        if action == "look":
            event = get(session, here.event_id)
            choose(session, event, kept, chosen(sent), sent.one("encoding")[:20])
        else:
            leave_aside(kept, action == "aside")
        return go_to(request, f"{home}/list")
    if action != "bring":
        drop_list(session, here.event_id, account_id)
        return go_to(request, home, "The list was put away; nothing has changed.", "note")
    brought = bring_in(session, get(session, here.event_id), account_id, sent.one("seen"))
    note = "" if brought else "Something has changed since you looked. Look again."
    return go_to(request, f"{home}/list", note, "note")


@router.get("/organise/{slug}/people/list.json")
def full_report(here: Editing, session: Reading) -> Response:
    """Give the whole report, for programs and for very long lists."""
    sent = last_list(session, here.event_id, here.account.account_id)
    if sent is None:
        raise not_found()
    told = {"file": sent.file, "stored": sent.content is None}
    if sent.content is None:
        return JSONResponse({**told, "notices": [], **(sent.report or ListReport().document())})
    looked = look(session, get(session, here.event_id), sent)
    if looked.plan is None:
        return JSONResponse({"faults": [str(fault) for fault in looked.faults]}, 422)
    notices = list(map(str, looked.listed.notices))
    return JSONResponse({**told, "notices": notices, **looked.report.document()})


@router.get("/organise/{slug}/people/list.xlsx")
def mend(request: Request, here: Editing, session: Reading) -> Response:
    """Give the list with what is wrong beside each row, to mend and send again."""
    keep_pace(request, FILES)
    sent = last_list(session, here.event_id, here.account.account_id)
    if sent is None or sent.content is None:
        raise not_found()
    data = to_mend(session, get(session, here.event_id), sent)
    headers = {"Content-Disposition": 'attachment; filename="list-to-mend.xlsx"'}
    return Response(data, media_type=_XLSX, headers=headers)


def shown_faults(refused: InputFaults) -> tuple[str, ...]:
    """Give the first faults of a list, and how many more there are."""
    shown = [str(fault) for fault in refused.faults[:_MOST_FAULTS]]
    left = len(refused.faults) - len(shown)
    return (*shown, f"And {left} more of the kind.") if left else tuple(shown)


def _context(session: Session, here: OrganiserHere, sent: SentList, number: int) -> ListPage:
    heading = Heading.of(here)
    if sent.content is None:
        report = ListReport.of_document(sent.report or ListReport().document())
        return ListPage(heading, sent.file, True, **_told(here, report, True))
    event = get(session, here.event_id)
    looked = look(session, event, sent)
    listed = looked.listed
    open_options = options(StoredEvent.of(event).fields)
    columns, pages = shown(listed.columns, len(open_options), number)
    outcome = looked.report.outcome
    taken = outcome.added + outcome.changed + outcome.renumbered
    standing = looked.plan is None
    return ListPage(
        heading,
        sent.file,
        False,
        **_told(here, looked.report, False),
        notices=shortened([str(one) for one in listed.notices if one.remedy not in _CHOSEN_HERE]),
        people=taken + outcome.unchanged + outcome.kept,
        seen=looked.mark,
        faults=shown_faults(InputFaults(looked.faults)) if standing else (),
        faulty_rows=len({fault.row for fault in looked.faults if fault.row is not None}),
        aside=bool(sent.choices.get("aside")),
        tool=listed.tool,
        remembered=bool(sent.choices.get("remembered")),
        columns=columns,
        options=open_options,
        pages=pages,
        readings=tuple(
            (one.encoding, f"{one.label}: {', '.join(one.samples)}") for one in listed.readings
        ),
    )


def _told(here: OrganiserHere, report: ListReport, done: bool) -> dict[str, Any]:
    """Give what the report says."""
    return {
        "parts": tuple(Part(said, shortened(lines)) for said, lines in words(report, done)),
        "alike": shortened(report.alike),
        "others": tuple(
            OtherAddress(
                one.name,
                one.new_address,
                f"/organise/{here.slug}/people/{one.attendee_id}/move?to={quote(one.new_address)}",
            )
            for one in report.held
        ),
    }
