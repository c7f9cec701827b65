"""Match the people of an event and keep what came out; wishes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, lazyload

from api.attendees.models import Attendee
from api.clock import now
from api.db.rows import new_id
from api.events.models import Event
from api.events.queries import fields_of, rules_of
from api.jobs.registry import JobContext
from api.matches import queries
from api.matches.common_ground import usual_facts
from api.matches.lessons import active_lesson, weights_of
from api.matches.match_input import MatchInput
from api.matches.models import MatchRun, Want, Wish
from api.matches.profiles import parameters_of, policy_of, profile_of
from api.matches.runs import claim, store_run
from api.matches.vectors import StoredVectors
from embeddings import Encoder, embed
from matcher import MatchResult, People, match

# One match at a time a process: it uses all cores.
_alone = threading.Lock()


def taking_part(session: Session, event_id: str) -> list[Attendee]:
    """List the attendees who have not withdrawn or declined, by key."""
    return list(session.scalars(_taking_part(event_id)))


def there(session: Session, event_id: str) -> list[Attendee]:
    """List the same people without their texts, which are read where they are asked for."""
    return list(session.scalars(_taking_part(event_id).options(lazyload(Attendee.facets))))


def _taking_part(event_id: str) -> Select[Attendee]:
    return (
        select(Attendee)
        .where(Attendee.event_id == event_id, Attendee.left_at.is_(None), Attendee.coming != "no")
        .order_by(Attendee.key)
    )


MetBefore = Callable[[Session, str], Iterable[tuple[str, str]]]
"""(session, event id) -> pairs of its attendees who met at an earlier event."""


def match_event(
    context: JobContext,
    event_id: str,
    encoder: Encoder,
    met_before: MetBefore,
    *,
    shown_only: bool = False,
) -> str:
    """Match an event's people, unless the last run still holds; give the run's id.

    The weights are those of the event's active lesson. The database is read first and written
    last, with no transaction open in between.

    Parameters
    ----------
    met_before
        From the timetable, which matching knows nothing of.
    shown_only
        Whether the run is for the pages of matches alone: the next may then replace it.
    """
    with _alone:
        at = now()
        with context.read() as session:
            asked = _read(session, event_id, encoder.fingerprint, met_before)
            last = queries.last_run(session, event_id)
        if last is not None and _holds(context, last, asked, shown_only):
            context.report("embedding", 1.0, f"{len(asked.profiles)} people, unchanged")
            context.report("matching", 1.0, "reused")
            return last.id
        result = _matched(context, asked, encoder)
        run = MatchRun(
            id=new_id(),
            event_id=event_id,
            job_id=context.job_id,
            fingerprint=asked.fingerprint,
            lesson_id=asked.lesson_id,
            parameters={
                "digest": asked.digest,
                "usual": usual_facts(
                    asked.profiles,
                    asked.languages,
                    times=result.scorer.circumstances.times > 0,
                    pursuits=result.scorer.circumstances.levels > 0,
                ),
            },
            shown_only=shown_only,
            created_at=at,
        )
        run_id = store_run(context, run, result)
        context.report("matching", 1.0, f"{len(result.graph):,} candidate pairs")
        return run_id


def _read(session: Session, event_id: str, fingerprint: str, met_before: MetBefore) -> MatchInput:
    event = session.get_one(Event, event_id)
    rules = rules_of(event)
    met = met_before(session, event_id) if rules.met_before == "never" else ()
    lesson = active_lesson(session, event_id)
    return MatchInput(
        fingerprint,
        tuple(profile_of(person, rules) for person in taking_part(session, event_id)),
        policy_of(rules, fields_of(event), queries.all_blocks(session, event_id), met),
        parameters_of(event.mix, rules),
        weights_of(lesson),
        lesson.id if lesson else None,
        tuple(event.languages),
    )


def _holds(context: JobContext, last: MatchRun, asked: MatchInput, shown_only: bool) -> bool:
    """Whether the last run is what matching would give again; it is kept for a timetable then."""
    if last.parameters.get("digest") != asked.digest:
        return False
    if shown_only or not last.shown_only:
        return True
    with context.write() as session:
        return claim(session, last.id, asked.digest)


def _matched(context: JobContext, asked: MatchInput, encoder: Encoder) -> MatchResult:
    """Match everybody; only texts that were never embedded are."""
    everybody = People.of(asked.profiles)
    vectors = embed(
        everybody.texts,
        encoder,
        StoredVectors(context.database),
        lambda done, total: context.report("embedding", 0.99 * done / max(total, 1)),
    )
    context.report("embedding", 1.0, f"{len(everybody.texts)} statements")
    return match(
        everybody,
        vectors,
        asked.policy,
        asked.parameters,
        asked.weights,
        progress=lambda done, total: context.report("matching", 0.9 * done / max(total, 1)),
    )


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
