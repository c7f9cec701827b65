"""Background work on the timetable: make it, send what was published."""

from __future__ import annotations

from api.attendees.leaving import TELL_LEFT
from api.attendees.renewal import RENEW
from api.jobs.registry import JobContext, JobRefused, Payload, job
from api.mail.outbox import put_batch
from api.matches.service import match_event
from api.matches.vectors import encoder_of
from api.timetable.agenda.left import tell_left
from api.timetable.making.acquaintance import met_before
from api.timetable.making.by_hand import change_by_hand
from api.timetable.making.keeping import make_kept
from api.timetable.making.kept_best import forgetting
from api.timetable.making.make import Clash, Limits, make_timetable
from api.timetable.service import BY_HAND, MAKE, SEND, agendas_to_send
from embeddings import ModelFault
from scheduling.problem import ProblemFaults
from scheduling.verify.verification import NotVerified


@job(RENEW)
def renew(context: JobContext, payload: Payload) -> Payload:
    """Bring what people see on their pages of matches up to date; gives ``run``, its id."""
    assert context.event_id is not None
    try:
        encoder = encoder_of(context.settings)
        run_id = match_event(context, context.event_id, encoder, met_before, shown_only=True)
        return {"run": run_id}
    except ModelFault as fault:
        raise JobRefused(str(fault)) from fault


@job(MAKE)
def make(context: JobContext, payload: Payload) -> Payload:
    """Match the event's people and make the next version of its timetable.

    Payload: fields of `Limits`; gives ``version``, and ``kept`` where two drafts were asked for.
    """
    assert context.event_id is not None
    limits = Limits(**payload)
    try:
        with forgetting(context):
            context.report("embedding", 0.0, "loading the model")
            encoder = encoder_of(context.settings)
            run_id = match_event(context, context.event_id, encoder, met_before)
            if limits.how != "afresh":
                return make_kept(context, context.event_id, run_id, limits)
            return {"version": make_timetable(context, context.event_id, run_id, limits)}
    except ModelFault as fault:
        raise JobRefused(str(fault)) from fault
    except ProblemFaults as faults:
        raise JobRefused(
            "The event's data contradict themselves: "
            + "; ".join(f"{fault.where}: {fault.what} {fault.remedy}" for fault in faults.faults)
        ) from faults
    except Clash as clash:
        raise JobRefused(
            "These rules cannot hold together: "
            + "; ".join(clash.rules)
            + ". Relax one of them. The earlier timetable stays as it is."
        ) from clash
    except NotVerified as refusal:
        raise JobRefused(
            "No timetable that keeps every hard rule was found, so none was stored; the earlier "
            "one stays as it is. Give it more time, or relax a must-meet or a lock."
        ) from refusal


@job(BY_HAND)
def by_hand(context: JobContext, payload: Payload) -> Payload:
    """Work out one change by hand, or keep it; see `api.timetable.making.by_hand`."""
    try:
        return change_by_hand(context, payload)
    except NotVerified as refusal:
        raise JobRefused(
            "No timetable that keeps every hard rule was found, so nothing was changed."
        ) from refusal


@job(SEND)
def send(context: JobContext, payload: Payload) -> Payload:
    """Send the agendas that a published version changes; sent again, nobody gets two."""
    with context.read() as session:
        mails = agendas_to_send(
            session, payload["event_id"], payload["version"], payload["before"], context.job_id
        )
    with context.write() as session:
        sent = put_batch(session, mails, context.job_id)
        context.end(session, {"sent": sent})
    return {"sent": sent}


@job(TELL_LEFT)
def tell_of_leaving(context: JobContext, payload: Payload) -> Payload:
    """Tell those whom somebody who left was to meet; told again, nobody gets two mails."""
    with context.write() as session:
        told = tell_left(session, **payload, job_id=context.job_id, settings=context.settings)
    return {"sent": told}
