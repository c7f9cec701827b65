"""Match the people of an event and keep what came out; wishes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.events.models import Event
from api.events.queries import fields_of, rules_of
from api.jobs.registry import JobContext
from api.matches import queries
from api.matches.digest import digest_of
from api.matches.lessons import active_lesson, weights_of
from api.matches.models import Want, Wish
from api.matches.profiles import parameters_of, policy_of, profile_of
from api.matches.runs import store_run
from api.matches.vectors import StoredVectors
from embeddings import Encoder, embed
from matcher import People, match


def taking_part(session: Session, event_id: str) -> list[Attendee]:
    """List the attendees who have not withdrawn or declined, by external id."""
    return list(
        session.scalars(
            select(Attendee)
            .where(
                Attendee.event_id == event_id,
                Attendee.left_at.is_(None),
                Attendee.coming != "no",
            )
            .order_by(Attendee.external_id)
        )
    )


MetBefore = Callable[[Session, str], Iterable[tuple[str, str]]]
"""(session, event id) -> pairs of its attendees who met at an earlier event."""


def match_event(context: JobContext, event_id: str, encoder: Encoder, met_before: MetBefore) -> str:
    """Match an event's people, unless the last run still holds; give the run's id.

    The weights are those of the event's active lesson. The database is read first and written
    last, with no transaction open in between.

    Parameters
    ----------
    met_before
        From the timetable, which matching knows nothing of.
    """
    with context.read() as session:
        event = session.get_one(Event, event_id)
        rules = rules_of(event)
        met = met_before(session, event_id) if rules.met_before == "never" else ()
        policy = policy_of(rules, fields_of(event), queries.all_blocks(session, event_id), met)
        lesson = active_lesson(session, event_id)
        weights, lesson_id = weights_of(lesson), lesson.id if lesson else None
        parameters = parameters_of(event.mix, rules)
        profiles = [profile_of(person, rules) for person in taking_part(session, event_id)]
        seen = digest_of(encoder.fingerprint, profiles, policy, parameters, weights)
        last = queries.last_run(session, event_id)
    if last is not None and last.parameters.get("digest") == seen:
        context.report("embedding", 1.0, f"{len(profiles)} people, unchanged")
        context.report("matching", 1.0, "reused")
        return last.id
    everybody = People.of(profiles)
    vectors = embed(
        everybody.texts,
        encoder,
        StoredVectors(context.database),
        lambda done, total: context.report("embedding", 0.99 * done / max(total, 1)),
    )
    context.report("embedding", 1.0, f"{len(everybody.texts)} statements")
    result = match(
        everybody,
        vectors,
        policy,
        parameters,
        weights,
        progress=lambda done, total: context.report("matching", 0.9 * done / max(total, 1)),
    )
    with context.write() as session:
        run_id = store_run(
            session, event_id, encoder.fingerprint, seen, context.job_id, lesson_id, result
        )
    context.report("matching", 1.0, f"{len(result.graph):,} candidate pairs")
    return run_id


def set_wish(session: Session, attendee: Attendee, other: Attendee, want: Want | None) -> None:
    """Keep what one attendee asks for; None takes it back. Both must be of one event."""
    if attendee.event_id != other.event_id or attendee.id == other.id:
        raise ValueError("a wish is about another attendee of the same event")
    row = session.get(Wish, (attendee.id, other.id))
    if want is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(Wish(attendee_id=attendee.id, other_id=other.id, want=want))
    else:
        row.want = want
