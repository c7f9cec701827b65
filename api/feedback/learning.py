"""Learn from an event's answers in the background, and keep the lesson.

Only the worker and the command line import this: scikit-learn has no place in the web process.
"""

from __future__ import annotations

from api.feedback.queries import LEARN
from api.feedback.teaching import answers_for
from api.jobs.registry import JobContext, Payload, job
from api.matches.lessons import keep
from matcher.learning.learn import learn


@job(LEARN)
def learn_from_answers(context: JobContext, payload: Payload) -> Payload:
    """Make the next lesson of an event; gives its ``number``, or None, and ``why``."""
    assert context.event_id is not None
    with context.read() as session:
        answers = answers_for(session, context.event_id)
    lesson = learn(answers)
    with context.write() as session:
        kept = keep(session, context.event_id, lesson, context.started_by)
        result: Payload = {
            "number": kept.number if kept is not None else None,
            "why": kept.why if kept is not None else lesson.why,
        }
        context.end(session, result)
    return result
