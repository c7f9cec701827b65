"""Background work on the day: repair the timetable, tell people of a delay."""

from __future__ import annotations

from sqlalchemy import select

from api.attendees.models import Attendee, FacetText
from api.event_day.delay import TELL, delay_to_tell
from api.event_day.repairing import repair_timetable
from api.jobs.registry import JobContext, JobRefused, Payload, job
from api.mail.outbox import put_batch
from api.matches.service import match_event
from api.matches.vectors import encoder_of
from api.timetable.making.acquaintance import met_before
from api.timetable.versions.causes import REPAIR
from embeddings import ModelFault
from scheduling.verify.verification import NotVerified


@job(REPAIR)
def repair(context: JobContext, payload: Payload) -> Payload:
    """Repair the timetable that people see; see `api.event_day.repairing`."""
    run_id = None
    try:
        if payload["new"] and _has_words(context, payload):
            context.report("embedding", 0.0, "loading the model")
            encoder = encoder_of(context.settings)
            run_id = match_event(context, payload["event_id"], encoder, met_before)
        return repair_timetable(context, payload, run_id)
    except ModelFault as fault:
        raise JobRefused(str(fault)) from fault
    except NotVerified as refusal:
        raise JobRefused(
            "No timetable that keeps every hard rule was found, so nothing was changed. "
            "Report the changes in smaller steps."
        ) from refusal


def _has_words(context: JobContext, payload: Payload) -> bool:
    """Whether any newcomer wrote something to be matched by; a gentle repair needs nothing else."""
    if not payload.get("gentle"):
        return True
    new = Attendee.event_id == payload["event_id"], Attendee.key.in_(payload["new"])
    with context.read() as session:
        words = select(FacetText.text).join(Attendee).where(*new, FacetText.text != "")
        return session.scalar(words.limit(1)) is not None


@job(TELL)
def tell(context: JobContext, payload: Payload) -> Payload:
    """Tell people of a delay; told again, nobody gets two mails."""
    with context.read() as session:
        mails = delay_to_tell(session, **payload, job_id=context.job_id)
    with context.write() as session:
        told = put_batch(session, mails, context.job_id)
        context.end(session, {"sent": told})
    return {"sent": told}
