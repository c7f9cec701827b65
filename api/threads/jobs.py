"""Background work of threads: begin what both want, and look for groups."""

from __future__ import annotations

from api.feedback.service import ANSWERED
from api.jobs.registry import JobContext, JobRefused, Payload, job
from api.matches.vectors import encoder_of
from api.threads.grouping import find_groups
from api.threads.queries import FIND
from api.threads.service import seed_meeting
from embeddings import ModelFault


@job(ANSWERED)
def answered(context: JobContext, payload: Payload) -> Payload:
    """Begin the meeting's thread if both said go on; run again, it begins once."""
    with context.write() as session:
        seed_meeting(session, payload["meeting_id"], context.settings)
    # Nothing here may tell whether there was a thread to begin.
    return {}


@job(FIND)
def find(context: JobContext, payload: Payload) -> Payload:
    """Look for the niches among an event's people; gives ``groups``, how many there are."""
    assert context.event_id is not None
    try:
        encoder = encoder_of(context.settings)
        return {"groups": find_groups(context, context.event_id, encoder)}
    except ModelFault as fault:
        raise JobRefused(str(fault)) from fault
