"""The pages that do one thing to many people: chosen in the list, shown with a count, then done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees import wanted
from api.attendees.lookup import CALLED
from api.attendees.many import ACTIONS, FILES, among, carry_out, keep_action, kept_action
from api.attendees.models import Attendee
from api.attendees.people_pages import MeetingCounts
from api.attendees.people_table import write_csv, write_xlsx
from api.attendees.team_rows import BulkAction, Withdrawal
from api.attendees.withdrawing import Follow
from api.events.access import EDITORS, Editing, OrganiserHere, hold
from api.events.heading import Heading
from api.events.queries import get
from api.events.stored import StoredEvent
from api.web.forms import SentFields
from api.web.pace import FILES as FILE_PACE
from api.web.pace import keep_pace
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing
from api.web.wording import counted

files = APIRouter()
_NAMED = 50
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class ManyPage:
    """Context of attendees/many.html."""

    event: Heading
    action: str
    title: str
    names: tuple[str, ...]
    more: int
    meeting: int
    """How many of them have meetings in the published timetable, where that is touched."""
    seen: str
    changed: bool = False


def make_router(
    meeting_counts: MeetingCounts, unmatched: wanted.Unmatched, follow: Follow
) -> APIRouter:
    """Build the routes; later domains say who meets, who has no match, what goes along."""
    router = APIRouter()

    @router.post("/organise/{slug}/people/many")
    def choose(request: Request, here: Editing, sent: SentFields, session: Writing) -> Response:
        """Keep what was chosen in the list, to show it."""
        home = f"/organise/{here.slug}/people"
        asked = wanted.Wanted.of(
            *(sent.one(name) for name in ("q", "label", "group", "state", "sort"))
        )
        if sent.one("scope") == "found":
            where = tuple(wanted.conditions(session, here.event_id, asked, unmatched))
            people = wanted.ids_wanted(session, where, asked.sort)
        else:
            people = among(session, here.event_id, sent.many("person"))
        # Of two windows each would keep the first; of two who label, each the same label.
        hold(session, here, EDITORS)
        by, action = here.account.account_id, sent.one("action")
        try:
            keep_action(session, here.event_id, by, action, sent.one("given"), people)
        except ValueError as refused:
            return go_to(request, f"{home}?{asked.query}", str(refused), "problem")
        return go_to(request, f"{home}/many")

    @router.get("/organise/{slug}/people/many")
    def show(request: Request, here: Editing, session: Reading) -> Response:
        """Show what would be done, and to whom."""
        kept = kept_action(session, here.event_id, here.account.account_id)
        if kept is None:
            return _nothing(request, here)
        return page(request, "attendees/many.html", _context(session, here, kept, meeting_counts))

    @router.post("/organise/{slug}/people/many/do")
    def do(request: Request, here: Editing, sent: SentFields, session: Writing) -> Response:
        """Do it, if it still is what was shown."""
        hold(session, here, EDITORS)
        by = here.account.account_id
        kept = kept_action(session, here.event_id, by, lock=True)
        if kept is None:
            return _nothing(request, here)
        shown = _context(session, here, kept, meeting_counts)
        if sent.one("seen") != shown.seen or kept.action in FILES:
            shown = _context(session, here, kept, meeting_counts, changed=True)
            return page(request, "attendees/many.html", shown, 422)
        said = carry_out(session, kept, by, follow)
        return go_to(request, f"/organise/{here.slug}/people", said)

    return router


@files.get("/organise/{slug}/people/many/people.csv")
def as_csv(request: Request, here: Editing, session: Reading) -> Response:
    """Give them as CSV."""
    return _file(request, here, session, "csv")


@files.get("/organise/{slug}/people/many/people.xlsx")
def as_xlsx(request: Request, here: Editing, session: Reading) -> Response:
    """Give them as a workbook."""
    return _file(request, here, session, "xlsx")


def _context(
    session: Session,
    here: OrganiserHere,
    kept: BulkAction,
    meeting_counts: MeetingCounts,
    *,
    changed: bool = False,
) -> ManyPage:
    people = among(session, here.event_id, kept.people)
    names = _names(session, people[:_NAMED])
    counts = None
    if kept.action == "withdraw":
        counts = meeting_counts(session, here.event_id, people)
    meeting = sum(bool((counts or {}).get(each)) for each in people)
    return ManyPage(
        event=Heading.of(here),
        action=kept.action,
        title=_title(kept, len(people)),
        names=names,
        more=len(people) - len(names),
        meeting=meeting,
        seen=f"{kept.mark}.{len(people)}.{meeting}",
        changed=changed,
    )


def _file(
    request: Request, here: OrganiserHere, session: Session, kind: Literal["csv", "xlsx"]
) -> Response:
    keep_pace(request, FILE_PACE)
    kept = kept_action(session, here.event_id, here.account.account_id)
    if kept is None or kept.action not in FILES:
        return _nothing(request, here)
    event = StoredEvent.of(get(session, here.event_id))
    people = among(session, here.event_id, kept.people)
    write = write_csv if kind == "csv" else write_xlsx
    headers = {"content-disposition": f'attachment; filename="{here.slug}-people.{kind}"'}
    return Response(write(session, event, people), media_type=_TYPES[kind], headers=headers)


def _nothing(request: Request, here: OrganiserHere) -> Response:
    said = "Nothing is waiting to be done. Choose people and what to do."
    return go_to(request, f"/organise/{here.slug}/people", said, "note")


def _names(session: Session, people: list[str]) -> tuple[str, ...]:
    rows = session.execute(
        select(Attendee.id, CALLED, Withdrawal.name)
        .join(Withdrawal, Withdrawal.attendee_id == Attendee.id, isouter=True)
        .where(Attendee.id.in_(people))
    )
    called = {person: kept or name for person, name, kept in rows}
    return tuple(called[each] for each in people)


def _title(kept: BulkAction, number: int) -> str:
    people = counted(number, "person", "people")
    return {
        "label": f"Label {people}: {kept.label}",
        "unlabel": f"Take the label {kept.label} from {people}",
        "withdraw": f"Withdraw {people}",
        "restore": f"Restore {people}",
    }.get(kept.action, f"{people} as {dict(ACTIONS)[kept.action].rpartition(' ')[2]}")
