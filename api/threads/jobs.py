"""Background work of threads: hear of answers, begin what both want."""

from __future__ import annotations

from api.feedback.service import ANSWERED
from api.jobs.registry import JobContext, Payload, job
from api.threads.service import seed_meeting


@job(ANSWERED)
def answered(context: JobContext, payload: Payload) -> Payload:
    """Begin the meeting's thread if both said go on; run again, it begins once."""
    with context.write() as session:
        seed_meeting(session, payload["meeting_id"], context.settings)
    # Nothing here may tell whether there was a thread to begin.
    return {}
