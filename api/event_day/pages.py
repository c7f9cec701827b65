"""On the day: report who and what has changed, see what a repair would do, apply it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.clock import now
from api.event_day.away import away
from api.event_day.delay import MINUTES, delay
from api.event_day.form import DayForm, PairRow, check_day
from api.event_day.service import ask_for_repair
from api.event_day.view import Told, summary_of, told_by
from api.events.access import OrganiserHere, Organising
from api.events.heading import Heading
from api.events.models import Event
from api.events.queries import rules_of
from api.jobs import queries as jobs
from api.jobs.queries import JobView
from api.timetable import queries, service
from api.timetable.versions.causes import REPAIR
from api.timetable.versions.certificate_view import CertificateView, certificate_view
from api.timetable.versions.day_choices import DayChoices, Letter, choices_at
from api.timetable.versions.meanwhile import day_stamp, meanwhile
from api.timetable.versions.report_words import in_words
from api.timetable.versions.stale import stale_reason
from api.timetable.view import TimetableView
from api.web.access import not_found
from api.web.forms import Fields, SentFields
from api.web.pace import REPORTS, is_too_fast
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing
from api.web.wording import counted

router = APIRouter()
Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class DayPage:
    """Context of event_day/day.html."""

    event: Heading
    state: Literal["unpublished", "over", "open"]
    form: DayForm
    letters: tuple[Letter, ...] = ()
    missing: tuple[Option, ...] = ()
    newcomers: tuple[Option, ...] = ()
    people: tuple[Option, ...] = ()
    slots: tuple[Option, ...] = ()
    tables: tuple[Option, ...] = ()
    coming: tuple[Option, ...] = ()
    minutes: tuple[Option, ...] = ()
    late: tuple[str, str] = ("", "15")
    off: int = 0
    away: tuple[str, ...] = ()
    stamp: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RepairPage:
    """Context of event_day/repair.html."""

    event: Heading
    job_id: str
    state: Literal["waiting", "failed", "ready", "stale", "applied"]
    reported: tuple[str, ...] = ()
    message: str = ""
    version: int = 0
    summary: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    mails: int = 0
    cert: CertificateView | None = None


@router.get("/organise/{slug}/day")
def show_day(
    request: Request,
    here: Organising,
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
def report_day(request: Request, here: Organising, sent: SentFields, session: Writing) -> Response:
    """Take a report and start working out what it would change."""
    choices = _choices(session, here)
    form = DayForm.of(sent)
    if choices is None or not choices.slots:
        return page(request, "event_day/day.html", _day(session, here, choices, form), 422)
    older = _older(session, here, sent)
    if older:
        context = _day(session, here, choices, form, older)
        return page(request, "event_day/day.html", context, 409)
    report, errors = check_day(form, choices)
    if errors:
        return page(request, "event_day/day.html", _day(session, here, choices, form, errors), 422)
    if is_too_fast(request, REPORTS):
        context = _day(session, here, choices, form, {"": REPORTS.words})
        return page(request, "event_day/day.html", context, 429)
    job = ask_for_repair(session, here.event_id, here.account.account_id, report)
    return go_to(request, f"/organise/{here.slug}/day/{job.id}")


@router.post("/organise/{slug}/delay")
def report_delay(
    request: Request, here: Organising, sent: SentFields, session: Writing
) -> Response:
    """Move the rest of the day and tell everybody who has a meeting then."""
    choices = _choices(session, here)
    slot, minutes = sent.one("delay_slot"), sent.one("delay_minutes")
    errors = {}
    if choices is None or slot not in {key for key, _ in _coming(choices)}:
        errors["delay_slot"] = "Choose a time that has not begun."
    if minutes not in {str(known) for known in MINUTES}:
        errors["delay_minutes"] = "Choose one of the options."
    if sent.one("delay_sure") != "yes":
        errors["delay_sure"] = "Tick the box if you mean it: everybody is told at once."
    older = _older(session, here, sent)
    if errors or older:
        context = _day(session, here, choices, _suggested(choices), errors or older)
        refused = replace(context, late=(slot, minutes))
        return page(request, "event_day/day.html", refused, 422 if errors else 409)
    delay(session, here.event_id, slot, int(minutes), here.account.account_id)
    said = f"The rest of the day starts {minutes} minutes later. Everybody concerned gets a mail."
    moved = _choices(session, here)
    if moved is not None and moved.away:
        who = counted(len(moved.away), "person is", "people are")
        said += f" {who} not there for all of a meeting then: see below, and send the form to find "
        said += "other times."
    return go_to(request, f"/organise/{here.slug}/day", said)


@router.get("/organise/{slug}/day/{repair_id}")
def show_repair(request: Request, repair_id: str, here: Organising, session: Reading) -> Response:
    """Show what a report would change, or has changed."""
    job = _job(session, repair_id, here)
    return page(request, "event_day/repair.html", _repair(session, here, job))


@router.post("/organise/{slug}/day/{repair_id}")
def apply_repair(request: Request, repair_id: str, here: Organising, session: Writing) -> Response:
    """Publish the repair and tell those whose agenda it changes."""
    queries.hold_event(session, here.event_id)
    job = _job(session, repair_id, here)
    shown = _repair(session, here, job)
    if shown.state == "applied":
        return go_to(request, request.url.path, "People see this already.", "note")
    version = queries.version(session, here.event_id, shown.version) if shown.version else None
    if shown.state != "ready" or version is None:
        return page(request, "event_day/repair.html", shown, 422)
    service.publish(session, version, here.account.account_id)
    sent = counted(shown.mails, "person is", "people are") + " told by mail."
    return go_to(request, request.url.path, f"Version {version.number} is published. {sent}")


def _choices(session: Session, here: OrganiserHere) -> DayChoices | None:
    version = queries.published(session, here.event_id)
    if version is None or not version.problem:
        return None
    event = session.get_one(Event, here.event_id)
    view = queries.view(session, event, version, bare=True)
    choices = choices_at(session, event, version, view, now())
    return replace(choices, away=_away(session, here.event_id, view))


def _away(session: Session, event_id: str, view: TimetableView) -> tuple[str, ...]:
    """Name who is away at meetings to come, with their times."""
    names = {person.id: person.name for person in view.people}
    return tuple(
        f"{names.get(who, '')} ({', '.join(view.times.after_at(m.slot.starts) for m in meetings)})"
        for who, meetings in away(session, event_id, view, now()).items()
    )


def _older(session: Session, here: OrganiserHere, sent: Fields) -> dict[str, str]:
    """Say what happened since the page was opened; nothing where nothing did."""
    if not sent.stamp or sent.stamp == day_stamp(session, here.event_id):
        return {}
    happened = meanwhile(session, here.event_id, sent.stamp)
    return {
        "": f"Not sent yet: the page was older than the day. {happened} "
        "Look through what you marked, then send it again if it still holds."
    }


def _coming(choices: DayChoices) -> tuple[Option, ...]:
    moment = now()
    return tuple((slot.key, choices.label(slot)) for slot in choices.slots if slot.starts > moment)


def _suggested(choices: DayChoices | None) -> DayForm:
    """Mark those who have said themselves that they do not come."""
    if choices is None:
        return DayForm()
    said_no = (g.key for g in choices.guests if g.said_no and g.here and g.to_come)
    return DayForm(absent=tuple(said_no))


def _day(
    session: Session,
    here: OrganiserHere,
    choices: DayChoices | None,
    form: DayForm,
    errors: dict[str, str] | None = None,
) -> DayPage:
    heading = Heading.of(here)
    if choices is None:
        return DayPage(heading, "unpublished", form)
    if not choices.slots:
        return DayPage(heading, "over", form)
    names = choices.names()
    return DayPage(
        heading,
        "open",
        form,
        choices.letters(),
        tuple((guest.key, names[guest.key]) for guest in choices.missing()),
        tuple((guest.key, names[guest.key]) for guest in choices.newcomers),
        tuple((guest.key, names[guest.key]) for guest in choices.guests),
        tuple((slot.key, choices.label(slot)) for slot in choices.slots),
        tuple((table, table) for table in choices.tables),
        _coming(choices),
        tuple((str(minutes), f"{minutes} minutes") for minutes in MINUTES),
        off=choices.off,
        away=choices.away,
        stamp=day_stamp(session, here.event_id),
        errors=errors or {},
    )


def _job(session: Session, repair_id: str, here: OrganiserHere) -> JobView:
    job = jobs.find(session, repair_id)
    if job is None or job.kind != REPAIR or job.payload["event_id"] != here.event_id:
        raise not_found()
    return job


def _repair(session: Session, here: OrganiserHere, job: JobView) -> RepairPage:
    heading = Heading.of(here)
    if not job.over:
        return RepairPage(heading, job.id, "waiting")
    version = queries.version(session, here.event_id, job.result.get("version", 0))
    base = queries.version(session, here.event_id, job.payload["of"])
    if version is None or base is None:
        return RepairPage(heading, job.id, "failed", message=job.error)
    event = session.get_one(Event, here.event_id)
    old, fresh = (queries.view(session, event, v, bare=True) for v in (base, version))
    choices = choices_at(session, event, base, old, job.created_at)
    labels = {slot.key: choices.label(slot) for slot in choices.slots}
    stale = stale_reason(session, version, now())
    told = told_by(session, version, old, fresh)
    state: Literal["ready", "stale", "applied"] = "stale" if stale else "ready"
    if version.published_at is not None:
        state = "applied"
    return RepairPage(
        heading,
        job.id,
        state,
        in_words(job.payload, choices.names(), labels),
        stale,
        version.number,
        summary_of(job, old, fresh, choices),
        told,
        sum(each.mail for each in told),
        certificate_view(version, fresh, rules_of(event).min_meetings),
    )
