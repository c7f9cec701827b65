"""Changing one meeting of a version by hand: its cost first, then a draft of its own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees.lookup import Choice, names_of
from api.events.access import Editing, OrganiserHere
from api.events.heading import Heading
from api.events.models import Event
from api.jobs import queries as jobs
from api.jobs.queries import JobView
from api.timetable import queries, service
from api.timetable.models import ScheduleVersion
from api.timetable.studio.change_form import Asked, Pair, asked_of, read_asked
from api.timetable.versions.day_choices import labels_of
from api.timetable.versions.origin import Origin, changed_words
from api.timetable.versions.pair_rules import MOST, count_rules, in_the_way, settle
from api.web.access import not_found
from api.web.bounds import Number
from api.web.forms import SentFields
from api.web.pace import REPORTS, is_too_fast
from api.web.page import go_to, page, wants_fragment
from api.web.transaction import Reading, Writing

router = APIRouter()
Line = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Context of timetable/change.html.

    Attributes
    ----------
    at
        When and where the two meet, in words; "" where they do not.
    lines
        Meetings that differ: who, what was, what will be; ``more`` beside them.
    """

    event: Heading
    version: int
    state: Literal["form", "waiting", "failed", "impossible", "ready", "kept"]
    a: str = ""
    b: str = ""
    names: dict[str, str] = field(default_factory=dict)
    several: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    at: str = ""
    both: str = ""
    how: str = ""
    slot: str = ""
    table: str = ""
    slots: tuple[tuple[str, str], ...] = ()
    errors: dict[str, str] = field(default_factory=dict)
    job: str = ""
    what: str = ""
    lines: tuple[Line, ...] = ()
    more: int = 0
    people: int = 0
    worth: tuple[float, float] = (0.0, 0.0)
    short: tuple[int, int] = (0, 0)
    message: str = ""
    draft: int = 0
    """Number of the draft that came of it."""


@router.get("/organise/{slug}/timetable/{number}/change")
def show_change(
    request: Request,
    number: Number,
    here: Editing,
    session: Reading,
    a: str = "",
    b: str = "",
    job: str = "",
) -> Response:
    """Ask what is to be done with two people's meeting; of a ``job``, show what it would cost."""
    version = _version(session, here, number)
    event = session.get_one(Event, here.event_id)
    if job:
        found = _job(session, here, number, job)
        if found.result.get("version") and found.payload.get("digest"):
            kept = found.result["version"]
            if not wants_fragment(request):
                return go_to(request, f"/organise/{here.slug}/timetable/{kept}")
            # What asks again takes its own part out of the answer: another page has none.
            context = replace(_cost(session, here, event, found), state="kept", draft=kept)
            return page(request, "timetable/change.html", context)
        return page(request, "timetable/change.html", _cost(session, here, event, found))
    asked = asked_of(session, event, version, a, b)
    return page(request, "timetable/change.html", _form(here, event, version, asked))


@router.post("/organise/{slug}/timetable/{number}/change")
def change(
    request: Request, number: Number, here: Editing, sent: SentFields, session: Writing
) -> Response:
    """Work out what a change would cost; keep one that was looked at; or note what is kept."""
    version = _version(session, here, number)
    event = session.get_one(Event, here.event_id)
    home = f"/organise/{here.slug}/timetable/{number}"
    if sent.one("job"):
        found = _job(session, here, number, sent.one("job"))
        if not found.result.get("digest"):
            return go_to(request, f"{home}/change?job={found.id}")
        payload = found.payload | {"digest": found.result["digest"]}
        del payload["event_id"]
        keeping = service.ask_by_hand(session, event.id, here.account.account_id, payload)
        return go_to(request, f"{home}/change?job={keeping.id}")
    asked = read_asked(session, event, version, sent)
    if asked.pair is not None and asked.how == "keep":
        both = asked.pair.both
        asked = _keep(session, here, event, asked, asked.pair)
        if not asked.errors:
            return go_to(request, home, f"Every timetable from now on keeps {both} there.")
    if asked.errors or asked.pair is None:
        context = _form(here, event, version, asked)
        return page(request, "timetable/change.html", context, 422)
    if is_too_fast(request, REPORTS):
        context = _form(here, event, version, replace(asked, errors={"": REPORTS.words}))
        return page(request, "timetable/change.html", context, 429)
    job = service.ask_by_hand(
        session, event.id, here.account.account_id, asked.payload(version.number)
    )
    return go_to(request, f"{home}/change?job={job.id}")


def _keep(session: Session, here: OrganiserHere, event: Event, asked: Asked, pair: Pair) -> Asked:
    """Settle that a meeting stays where it is, unless another that stays is in the way."""
    queries.hold_event(session, event.id)
    other = in_the_way(session, event.id, pair.ids, pair.slot)
    if other is not None:
        names = names_of(session, event.id, other[1:])
        both = " and ".join(names.get(key, "somebody") for key in other[1:])
        words = f"{both} are kept at that time already. Take that back first."
        return replace(asked, errors={"how": words})
    if count_rules(session, event.id) >= MOST:
        return replace(asked, errors={"how": f"An event has at most {MOST:,} such rules."})
    place = (pair.slot, pair.table)
    settle(session, event.id, pair.ids, "keep", place, here.account.account_id)
    return asked


def _version(session: Session, here: OrganiserHere, number: int) -> ScheduleVersion:
    version = queries.version(session, here.event_id, number)
    if version is None:
        raise not_found()
    return version


def _job(session: Session, here: OrganiserHere, number: int, job_id: str) -> JobView:
    job = jobs.find(session, job_id)
    if job is None or job.kind != service.BY_HAND:
        raise not_found()
    if job.payload["event_id"] != here.event_id or job.payload["of"] != number:
        raise not_found()
    return job


def _form(here: OrganiserHere, event: Event, version: ScheduleVersion, asked: Asked) -> ChangePage:
    times = labels_of(event)
    pair = asked.pair
    return ChangePage(
        Heading.of(here),
        version.number,
        "form",
        asked.a,
        asked.b,
        dict(zip(pair.keys, pair.names, strict=True)) if pair else {},
        asked.several,
        _at(times, pair.slot, pair.table) if pair and pair.slot else "",
        pair.both if pair else "",
        asked.how,
        asked.slot,
        asked.table,
        tuple(times.items()),
        asked.errors,
    )


def _cost(session: Session, here: OrganiserHere, event: Event, job: JobView) -> ChangePage:
    asked, told = job.payload, job.result
    made = Origin(asked["how"], asked["of"], asked["a"], asked["b"], asked["slot"])
    context = ChangePage(
        Heading.of(here),
        asked["of"],
        "waiting",
        asked["a"],
        asked["b"],
        job=job.id,
        what=changed_words(session, event.id, made),
    )
    if not job.over:
        return context
    if job.state != "done":
        return replace(context, state="failed", message=job.error)
    if told.get("impossible"):
        return replace(context, state="impossible")
    return replace(
        context,
        state="ready",
        lines=_lines(session, event, told),
        more=told["more"],
        people=told["people"],
        worth=(told["worth"][0], told["worth"][1]),
        short=(told["short"][0], told["short"][1]),
    )


def _lines(session: Session, event: Event, told: dict[str, Any]) -> tuple[Line, ...]:
    names = names_of(session, event.id, {key for row in told["changes"] for key in row[:2]})
    times = labels_of(event)
    return tuple(
        (
            " and ".join(names.get(key, "somebody") for key in row[:2]),
            _at(times, row[2], row[3]) if row[2] else "",
            _at(times, row[4], row[5]) if row[4] else "",
        )
        for row in told["changes"]
    )


def _at(times: dict[str, str], slot: str, table: str) -> str:
    return ", ".join(filter(None, (times.get(slot, slot), table)))
