"""On the day: report who and what has changed, see what a repair would do, apply it."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.clock import now
from api.event_day.delay import (
    MINUTES,
    LastDelay,
    delay,
    last_delay,
    undo_delay,
    what_moves,
)
from api.event_day.form import DayForm, PairRow, check_day
from api.event_day.service import ask_for_repair
from api.event_day.waiting import AllWaiting, waiting
from api.events.access import AtTheDoor, OrganiserHere
from api.events.heading import Heading
from api.events.models import Event
from api.jobs import queries as jobs
from api.timetable import queries
from api.timetable.versions.causes import REPAIR
from api.timetable.versions.day_choices import DayChoices, Guest, Guests
from api.timetable.versions.meanwhile import day_stamp, meanwhile
from api.timetable.versions.unfit import Away
from api.web.forms import Fields, SentFields
from api.web.pace import REPORTS, is_too_fast
from api.web.page import go_to, page
from api.web.transaction import FIND, FindingOrWriting, Reading, Writing
from api.web.wording import counted

router = APIRouter()
Option = tuple[str, str]
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class DayPage:
    """Context of event_day/day.html."""

    event: Heading
    state: Literal["unpublished", "over", "open"]
    form: DayForm
    look: str = ""
    marked: Mapping[str, tuple[Guest, ...]] = field(default_factory=dict)
    """By field, those ticked who are not listed in a box of their own."""
    found: tuple[Guest, ...] = ()
    more: int = 0
    """How many were found beside those."""
    missing: Guests = field(default_factory=Guests)
    newcomers: Guests = field(default_factory=Guests)
    said_no: int = 0
    """Who say that they do not come, beside those ticked."""
    names: dict[str, str] = field(default_factory=dict)
    several: dict[str, tuple[Option, ...]] = field(default_factory=dict)
    slots: tuple[Option, ...] = ()
    tables: tuple[str, ...] = ()
    coming: tuple[Option, ...] = ()
    minutes: tuple[Option, ...] = ()
    late: tuple[str, str] = ("", "15")
    moves: tuple[str, ...] = ()
    """What the delay filled in would move."""
    delayed: LastDelay | None = None
    """The last delay, while it can be taken back."""
    off: int = 0
    away: Away = field(default_factory=Away)
    waiting: AllWaiting = field(default_factory=AllWaiting)
    stamp: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@router.get("/organise/{slug}/day")
def show_day(
    request: Request,
    here: AtTheDoor,
    session: Reading,
    again: str = "",
    a: str = "",
    b: str = "",
) -> Response:
    """Show the form of the day; ``again`` fills in an earlier report, ``a``, ``b`` two to meet."""
    choices = _choices(session, here)
    form = _suggested(choices)
    job = jobs.find(session, again) if again else None
    if job is not None and job.kind == REPAIR and job.payload["event_id"] == here.event_id:
        form = DayForm.stored(job.payload["form"])
    elif a or b:
        form = replace(form, meet=(PairRow(a, b), *form.meet[1:]))
    return page(request, "event_day/day.html", _day(session, here, choices, form))


@router.post("/organise/{slug}/day")
def report_day(
    request: Request, here: AtTheDoor, sent: SentFields, session: FindingOrWriting
) -> Response:
    """Take a report and start working out what it would change; or find somebody to mark.

    Whom the words looked for may mean is shown on the form as it is filled in, at its own
    address: whoever has to sign in meanwhile finds it there again.
    """
    choices = _choices(session, here)
    form = DayForm.of(sent)
    if sent.one(FIND):
        look = sent.one("look")[:_LONGEST].strip()
        found = _day(session, here, choices, form, look=look, stamp=sent.stamp)
        return page(request, "event_day/day.html", found)
    if choices is None or not choices.slots:
        return page(request, "event_day/day.html", _day(session, here, choices, form), 422)
    older = _older(session, here, sent)
    if older:
        context = _day(session, here, choices, form, older)
        return page(request, "event_day/day.html", context, 409)
    checked = check_day(form, choices)
    if checked.errors:
        context = _day(session, here, choices, checked.form, checked.errors)
        context = replace(context, several=checked.several)
        return page(request, "event_day/day.html", context, 422)
    if is_too_fast(request, REPORTS):
        context = _day(session, here, choices, checked.form, {"": REPORTS.words})
        return page(request, "event_day/day.html", context, 429)
    job = ask_for_repair(session, here.event_id, here.account.account_id, checked.report)
    return go_to(request, f"/organise/{here.slug}/day/{job.id}")


@router.post("/organise/{slug}/delay")
def report_delay(request: Request, here: AtTheDoor, sent: SentFields, session: Writing) -> Response:
    """Move the rest of the day and tell everybody who has a meeting then."""
    looks = bool(sent.one("delay_look"))
    if not looks:
        # Two who press at once must not both move the day.
        queries.hold_event(session, here.event_id)
    choices = _choices(session, here)
    slot, minutes = sent.one("delay_slot"), sent.one("delay_minutes")
    errors = {}
    if choices is None or slot not in {each.key for each in choices.coming}:
        errors["delay_slot"] = "Choose a time that has not begun."
    if minutes not in {str(known) for known in MINUTES}:
        errors["delay_minutes"] = "Choose one of the options."
    if sent.one("delay_sure") != "yes" and not looks:
        errors["delay_sure"] = "Tick the box if you mean it: everybody is told at once."
    older = {} if looks else _older(session, here, sent)
    if errors or older or looks:
        context = _day(session, here, choices, _suggested(choices), errors or older)
        fits = not errors.keys() & {"delay_slot", "delay_minutes"}
        moves = what_moves(session, here.event_id, slot, int(minutes)) if fits else ()
        refused = replace(context, late=(slot, minutes), moves=moves)
        return page(
            request, "event_day/day.html", refused, 422 if errors else 409 if older else 200
        )
    delay(session, here.event_id, slot, int(minutes), here.account.account_id)
    said = f"The rest of the day starts {minutes} minutes later. Everybody concerned gets a mail."
    moved = _choices(session, here)
    if moved is not None and moved.away.number:
        who = counted(moved.away.number, "person is", "people are")
        said += f" {who} not there for all of a meeting then: see below, and send the form to find "
        said += "other times."
    return go_to(request, f"/organise/{here.slug}/day", said)


@router.post("/organise/{slug}/delay/back")
def take_delay_back(
    request: Request, here: AtTheDoor, sent: SentFields, session: Writing
) -> Response:
    """Move the rest of the day back to where it was before the last delay."""
    queries.hold_event(session, here.event_id)
    last, home = last_delay(session, here.event_id, now()), f"/organise/{here.slug}/day"
    if last is None:
        gone = "The delay cannot be taken back any more: its old time is here, or times have moved."
        return go_to(request, home, gone, "problem")
    older = _older(session, here, sent)
    if older:
        choices = _choices(session, here)
        context = _day(session, here, choices, _suggested(choices), older)
        return page(request, "event_day/day.html", context, 409)
    undo_delay(session, here.event_id, last, here.account.account_id)
    said = f"The delay is taken back: {last.since} holds again. Everybody concerned gets a mail."
    return go_to(request, home, said)


def _choices(session: Session, here: OrganiserHere) -> DayChoices | None:
    version = queries.published(session, here.event_id)
    if version is None:
        return None
    choices = DayChoices(session, session.get_one(Event, here.event_id), version, now())
    return choices if choices.can_repair else None


def _older(session: Session, here: OrganiserHere, sent: Fields) -> dict[str, str]:
    """Say what happened since the page was opened; nothing where nothing did."""
    if not sent.stamp or sent.stamp == day_stamp(session, here.event_id):
        return {}
    happened = meanwhile(session, here.event_id, sent.stamp)
    return {
        "": f"Not sent yet: the page was older than the day. {happened} "
        "Look through what you marked, then send it again if it still holds."
    }


def _suggested(choices: DayChoices | None) -> DayForm:
    """Mark those who have said themselves that they do not come."""
    if choices is None:
        return DayForm()
    return DayForm(absent=tuple(guest.key for guest in choices.said_no().some if guest.here))


def _day(
    session: Session,
    here: OrganiserHere,
    choices: DayChoices | None,
    form: DayForm,
    errors: dict[str, str] | None = None,
    look: str = "",
    stamp: str = "",
) -> DayPage:
    heading = Heading.of(here)
    if choices is None:
        return DayPage(heading, "unpublished", form)
    if not choices.slots:
        return DayPage(heading, "over", form)
    missing, newcomers = choices.missing(), choices.newcomers()
    below = {guest.key for guest in (*missing.some, *newcomers.some)}
    marked = _marked(choices, form, below)
    above = {guest.key for guests in marked.values() for guest in guests}
    found = choices.find(look)
    said_no = choices.said_no()
    return DayPage(
        heading,
        "open",
        form,
        look,
        marked,
        tuple(guest for guest in found.some if guest.key not in above | below),
        found.more,
        missing,
        newcomers,
        said_no.more if {guest.key for guest in said_no.some} <= above else 0,
        choices.names(form.keys()),
        {},
        tuple((slot.key, choices.label(slot)) for slot in choices.slots),
        choices.tables,
        tuple((slot.key, choices.label(slot)) for slot in choices.coming),
        tuple((str(minutes), f"{minutes} minutes") for minutes in MINUTES),
        delayed=last_delay(session, here.event_id, now()),
        off=choices.off,
        away=choices.away,
        waiting=waiting(session, here.event_id),
        stamp=stamp or day_stamp(session, here.event_id),
        errors=errors or {},
    )


def _marked(choices: DayChoices, form: DayForm, below: Set[str]) -> dict[str, tuple[Guest, ...]]:
    """Give those ticked who are not listed below, by field.

    Of an older report, who is here by now has not come after all, and who is in the timetable by
    now is not new.
    """
    people = choices.people({*form.absent, *form.back, *form.new})
    others = [guest for key, guest in people.items() if key not in below]
    return {
        "absent": tuple(guest for key, guest in people.items() if key in form.absent),
        "back": tuple(g for g in others if g.key in form.back and g.known and not g.here),
        "new": tuple(g for g in others if g.key in form.new and not g.known),
    }
