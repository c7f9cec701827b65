"""What a report of the day would change: shown to the organiser, and applied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees.lookup import names_of
from api.clock import now
from api.event_day.view import Told, summary_of, told_by
from api.events.access import AtTheDoor, OrganiserHere
from api.events.heading import Heading
from api.events.models import Event
from api.events.queries import rules_of
from api.jobs import queries as jobs
from api.jobs.queries import JobView
from api.timetable import queries, service
from api.timetable.versions.causes import REPAIR
from api.timetable.versions.certificate_view import CertificateView, certificate_view
from api.timetable.versions.day_choices import labels_of
from api.timetable.versions.report_words import in_words, people_in
from api.timetable.versions.stale import stale_reason
from api.web.access import not_found
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing
from api.web.wording import counted

router = APIRouter()
_TOLD = 100


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
    """The first of those whose agenda changes; ``others`` is how many there are beside them."""
    others: int = 0
    mails: int = 0
    cert: CertificateView | None = None


@router.get("/organise/{slug}/day/{repair_id}")
def show_repair(request: Request, repair_id: str, here: AtTheDoor, session: Reading) -> Response:
    """Show what a report would change, or has changed."""
    job = _job(session, repair_id, here)
    return page(request, "event_day/repair.html", _repair(session, here, job))


@router.post("/organise/{slug}/day/{repair_id}")
def apply_repair(request: Request, repair_id: str, here: AtTheDoor, session: Writing) -> Response:
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
    names = names_of(session, event.id, people_in(job.payload))
    stale = stale_reason(session, version, now())
    told = told_by(session, version, old, fresh)
    state: Literal["ready", "stale", "applied"] = "stale" if stale else "ready"
    if version.published_at is not None:
        state = "applied"
    return RepairPage(
        heading,
        job.id,
        state,
        in_words(job.payload, names, labels_of(event)),
        stale,
        version.number,
        summary_of(session, job, old, fresh),
        told[:_TOLD],
        len(told[_TOLD:]),
        sum(each.mail for each in told),
        certificate_view(version, fresh, rules_of(event).min_meetings),
    )
