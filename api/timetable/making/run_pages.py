"""Following the job that makes a timetable: its page, live messages, and the button to stop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy.orm import Session

from api.clock import now
from api.events.access import Editing, OrganiserHere, Viewing
from api.events.heading import Heading
from api.jobs import queries as jobs
from api.jobs import service
from api.jobs.queries import JobView
from api.timetable.making.run_view import RunView, run_view
from api.timetable.service import MAKE
from api.web.access import not_found
from api.web.forms import SentFields
from api.web.page import fragment, go_to, page
from api.web.running import site_of
from api.web.transaction import Reading, Writing

router = APIRouter()


@dataclass(frozen=True, slots=True)
class RunPage:
    """Context of timetable/run.html."""

    event: Heading
    job: RunView


@router.get("/organise/{slug}/runs/{job_id}")
def show_run(request: Request, job_id: str, here: Viewing, session: Reading) -> Response:
    """Show how far a run is."""
    return page(request, "timetable/run.html", _context(here, _run(session, job_id, here)))


@router.post("/organise/{slug}/runs/{job_id}/cancel")
def stop_run(
    request: Request, job_id: str, here: Editing, sent: SentFields, session: Writing
) -> Response:
    """Ask a run to stop and keep the best so far, or throw it away."""
    _run(session, job_id, here)
    if sent.one("what") == "throw":
        service.throw_away(session, job_id)
        return go_to(request, f"/organise/{here.slug}/timetable", "Thrown away. Nothing was kept.")
    service.cancel(session, job_id)
    return go_to(request, f"/organise/{here.slug}/runs/{job_id}")


@router.get("/organise/{slug}/runs/{job_id}/events", response_class=EventSourceResponse)
async def follow_run(
    request: Request, job_id: str, here: Viewing
) -> AsyncIterator[ServerSentEvent]:
    """Send the panel again whenever the run gets further; ``done`` when it is over."""
    job: JobView | None = None
    async for job in site_of(request).jobs.follow(job_id):
        if job.event_id != here.event_id or job.kind != MAKE:
            return
        panel = fragment(request, "timetable/run.html", "panel", _context(here, job))
        yield ServerSentEvent(raw_data=bytes(panel.body).decode())
    # A stream that ends without it is asked for again: this process ends, the job goes on.
    if job is None or job.over:
        yield ServerSentEvent(event="done", raw_data="done")


def _run(session: Session, job_id: str, here: OrganiserHere) -> JobView:
    job = jobs.find(session, job_id)
    if job is None or job.event_id != here.event_id or job.kind != MAKE:
        raise not_found()
    return job


def _context(here: OrganiserHere, job: JobView) -> RunPage:
    view = run_view(job, here.slug, now())
    return RunPage(Heading.of(here), view if here.edits else replace(view, cancel_path=""))
