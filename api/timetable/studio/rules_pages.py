"""What is settled about pairs for all timetables to come: listed, and taken back."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.lookup import names_of
from api.events.access import Editing, OrganiserHere, Viewing
from api.events.heading import Heading
from api.events.models import Event
from api.timetable import queries
from api.timetable.models import Meeting, PairRule, Placement, ScheduleVersion
from api.timetable.versions.day_choices import labels_of
from api.timetable.versions.pair_rules import (
    IN_WORDS,
    count_rules,
    page_of_rules,
    take_back,
)
from api.web.forms import SentFields
from api.web.page import go_to, page
from api.web.paging import PageNumber, Pages
from api.web.transaction import Reading, Writing

router = APIRouter()
_RULES = 50


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule, and what the newest version makes of it."""

    id: str
    both: str
    words: str
    now: str


@dataclass(frozen=True, slots=True)
class RulesPage:
    """Context of timetable/rules.html; ``newest`` is the version spoken of, 0 for none."""

    event: Heading
    rules: tuple[RuleRow, ...]
    pages: Pages
    newest: int


@router.get("/organise/{slug}/pairs")
def show_rules(
    request: Request, here: Viewing, session: Reading, page_: PageNumber = 1
) -> Response:
    """List what is settled."""
    return page(request, "timetable/rules.html", _context(session, here, page_))


@router.post("/organise/{slug}/pairs")
def take_rule_back(request: Request, here: Editing, sent: SentFields, session: Writing) -> Response:
    """Take one back; timetables that were made stay as they are."""
    path = f"/organise/{here.slug}/pairs"
    if take_back(session, here.event_id, sent.one("rule"), here.account.account_id):
        return go_to(request, path, "Taken back. Timetables that were made stay as they are.")
    return go_to(request, path, "It was taken back already.", "note")


def _context(session: Session, here: OrganiserHere, number: int) -> RulesPage:
    event = session.get_one(Event, here.event_id)
    pages = Pages.of(number, count_rules(session, event.id), _RULES)
    rows = page_of_rules(session, event.id, pages.before, pages.a_page)
    names = names_of(session, event.id, {key for _, a, b in rows for key in (a, b)})
    times = labels_of(event)
    newest = queries.version(session, event.id)
    placed = _placed(session, newest, [rule for rule, _, _ in rows]) if newest else {}
    return RulesPage(
        Heading.of(here),
        tuple(
            RuleRow(
                rule.id,
                " and ".join(names.get(key, "somebody") for key in (a, b)),
                _words(rule, times),
                _now(rule, placed.get((rule.a_id, rule.b_id)), times),
            )
            for rule, a, b in rows
        ),
        pages,
        newest.number if newest else 0,
    )


def _words(rule: PairRule, times: dict[str, str]) -> str:
    at = ", ".join(filter(None, (times.get(rule.slot_key or "", ""), rule.table_key)))
    return f"{IN_WORDS[rule.kind]}, {at}" if at else IN_WORDS[rule.kind]


def _now(rule: PairRule, place: tuple[str, str] | None, times: dict[str, str]) -> str:
    if place is not None:
        return ", ".join(filter(None, (f"meet at {times.get(place[0], place[0])}", place[1])))
    return "do not meet" if rule.kind == "forbid" else "no place was found"


def _placed(
    session: Session, version: ScheduleVersion, rules: list[PairRule]
) -> dict[tuple[str, str], tuple[str, str]]:
    a = {rule.a_id for rule in rules}
    rows = session.execute(
        select(Meeting.a_id, Meeting.b_id, Placement.slot_key, Placement.table_key)
        .join(Placement, Placement.meeting_id == Meeting.id)
        .where(Placement.version_id == version.id, Meeting.a_id.in_(a))
    )
    return {(one, two): (slot, table) for one, two, slot, table in rows}
