"""Reads of matching: runs, candidate pairs, suggestions, wishes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, String, and_, column, exists, or_, select, values
from sqlalchemy.orm import Session

from api.attendees.models import Attendee, Block
from api.matches.models import Candidate, MatchRun, Suggestion, Want, Wish

_FEW = 30
"""Pairs that are asked for one by one; a statement with a list in it is compiled each time."""

_MANY = 10_000


def last_run(session: Session, event_id: str) -> MatchRun | None:
    """Find the newest match run of an event."""
    return session.scalar(
        select(MatchRun)
        .where(MatchRun.event_id == event_id)
        .order_by(MatchRun.created_at.desc(), MatchRun.id.desc())
        .limit(1)
    )


def strongest(session: Session, run_id: str, most: int) -> Sequence[Candidate]:
    """Give so many candidate pairs of a run, strongest first."""
    return session.scalars(
        select(Candidate)
        .where(Candidate.run_id == run_id)
        .order_by(Candidate.score.desc(), Candidate.a_id, Candidate.b_id)
        .limit(most)
    ).all()


def scored_pairs(session: Session, run_id: str) -> Iterator[tuple[str, str, float]]:
    """Give all candidate pairs of a run, a before b by id, and what each is worth.

    There are more than a million at 50,000 people: they are never all here at once.
    """
    query = select(Candidate.a_id, Candidate.b_id, Candidate.score)
    rows = session.execute(
        query.where(Candidate.run_id == run_id).execution_options(yield_per=_MANY)
    )
    yield from rows


def scored_pairs_of(
    session: Session, run_id: str, people: Collection[str]
) -> Iterator[tuple[str, str, float]]:
    """Give those of `scored_pairs` that somebody of some people is in; each perhaps twice."""
    for side in (Candidate.a_id, Candidate.b_id):
        query = select(Candidate.a_id, Candidate.b_id, Candidate.score)
        yield from session.execute(query.where(Candidate.run_id == run_id, side.in_(people)))


def candidates_among(
    session: Session, run_id: str, pairs: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Candidate]:
    """Candidates of given pairs (a before b by id), as far as the run has them."""
    wanted = sorted(set(pairs))
    found: dict[tuple[str, str], Candidate] = {}
    for start in range(0, len(wanted), 1000):
        part = wanted[start : start + 1000]
        # Neither IN nor the run beside OR: SQLite would look through all pairs of the run.
        if len(part) <= _FEW:
            in_run = Candidate.run_id == run_id
            each = (and_(in_run, Candidate.a_id == a, Candidate.b_id == b) for a, b in part)
            query = select(Candidate).where(or_(*each))
        else:
            listed = values(column("a_id", String), column("b_id", String), name="asked")
            asked = listed.data(part).cte()
            both = and_(Candidate.a_id == asked.c.a_id, Candidate.b_id == asked.c.b_id)
            query = select(Candidate).join(asked, both).where(Candidate.run_id == run_id)
        rows = session.scalars(query)
        found.update(((row.a_id, row.b_id), row) for row in rows)
    return found


def usual_facts_of(run: MatchRun | None) -> list[str] | None:
    """Tell what is too usual at the event to be said of two; None where no run has told it."""
    return run.parameters.get("usual") if run else None


def suggestions(
    session: Session, run_id: str, attendee_id: str
) -> list[tuple[Attendee, Candidate]]:
    """Whom an attendee is shown, in order; not those who left, do not come or are blocked."""
    rows = session.execute(
        select(Attendee, Candidate)
        .join(Suggestion, Suggestion.other_id == Attendee.id)
        .join(
            Candidate,
            (Candidate.run_id == Suggestion.run_id)
            & or_(
                (Candidate.a_id == Suggestion.attendee_id) & (Candidate.b_id == Attendee.id),
                (Candidate.b_id == Suggestion.attendee_id) & (Candidate.a_id == Attendee.id),
            ),
        )
        .where(
            Suggestion.run_id == run_id,
            Suggestion.attendee_id == attendee_id,
            Attendee.left_at.is_(None),
            Attendee.coming != "no",
        )
        .order_by(Suggestion.position)
    )
    barred = blocked_around(session, attendee_id)
    return [(other, candidate) for other, candidate in rows if other.id not in barred]


def number_suggested(session: Session, run_id: str, attendee_id: str) -> int:
    """Count whom an attendee is shown."""
    barred = blocked_around(session, attendee_id)
    shown = (
        select(Suggestion.other_id)
        .join(Attendee, Attendee.id == Suggestion.other_id)
        .where(
            Suggestion.run_id == run_id,
            Suggestion.attendee_id == attendee_id,
            Attendee.left_at.is_(None),
            Attendee.coming != "no",
        )
    )
    return len(set(session.scalars(shown)) - barred)


def has_no_match(event_id: str) -> ColumnElement[bool]:
    """Whether the row of `Attendee` is suggested nobody in the newest run of an event."""
    newest = (
        select(MatchRun.id)
        .where(MatchRun.event_id == event_id)
        .order_by(MatchRun.created_at.desc(), MatchRun.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return ~exists().where(Suggestion.run_id == newest, Suggestion.attendee_id == Attendee.id)


def blocked_around(session: Session, attendee_id: str) -> set[str]:
    """Attendees whom this one blocked or who blocked this one; never to be told apart."""
    rows = session.execute(
        select(Block.attendee_id, Block.other_id).where(
            or_(Block.attendee_id == attendee_id, Block.other_id == attendee_id)
        )
    )
    return {one if two == attendee_id else two for one, two in rows}


def wishes_of(session: Session, attendee_id: str) -> dict[str, Want]:
    """Find what one attendee asked for: other attendee id -> wish."""
    rows = session.execute(select(Wish.other_id, Wish.want).where(Wish.attendee_id == attendee_id))
    return dict(rows.all())


def all_wishes(session: Session, event_id: str) -> Sequence[Wish]:
    """Every wish at an event, for the solver only."""
    return session.scalars(
        select(Wish)
        .join(Attendee, Attendee.id == Wish.attendee_id)
        .where(Attendee.event_id == event_id)
    ).all()


def all_blocks(session: Session, event_id: str) -> Sequence[Block]:
    """Every block at an event, for the engines only."""
    return session.scalars(
        select(Block)
        .join(Attendee, Attendee.id == Block.attendee_id)
        .where(Attendee.event_id == event_id)
    ).all()
