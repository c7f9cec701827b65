"""An updated result as rows: those of the run before, but for the pairs that have changed."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, insert, literal, select, tuple_
from sqlalchemy.orm import Session

from api.db.rows import HOLD
from api.matches.models import Candidate, MatchRun, Suggestion
from api.matches.runs import (
    begin_run,
    describe,
    forget_shown,
    insert_lists,
    insert_pairs,
)
from matcher import CandidateGraph, MatchResult

Index = NDArray[np.int64]
# SQLite takes at most 32,766 parameters a statement.
_AT_ONCE = 5000


def store_updated(
    session: Session,
    run: MatchRun,
    base: MatchRun,
    before: MatchResult,
    after: MatchResult,
    changed: Collection[str],
) -> str | None:
    """Keep what updates made of a run's result; give the run's id.

    None if the base was replaced or updated by others meanwhile. A base that is only shown is
    brought up to date itself; of another one, ``run`` becomes a copy, made within the database.
    Writing all rows anew would take far longer than the update.

    Parameters
    ----------
    changed
        Ids of the profiles brought in; reasons of their pairs may differ at equal scores.
    """
    held = session.get(MatchRun, base.id, with_for_update=HOLD)
    if held is None or held.parameters != base.parameters:
        return None
    if held.shown_only:
        held.job_id, held.lesson_id = run.job_id, run.lesson_id
        held.parameters, held.created_at = run.parameters, run.created_at
        describe(held, after)
        run = held
    else:
        begin_run(session, run, after)
        _copy(session, run.id, base.id)
    ids = [profile.id for profile in after.people.profiles]
    fresh, stale = _differing(before, after, np.isin(np.array(ids), list(changed)))
    gone = [(min(ids[a], ids[b]), max(ids[a], ids[b])) for a, b in stale.tolist()]
    for start in range(0, len(gone), _AT_ONCE):
        pairs = gone[start : start + _AT_ONCE]
        session.execute(
            delete(Candidate).where(
                Candidate.run_id == run.id, tuple_(Candidate.a_id, Candidate.b_id).in_(pairs)
            )
        )
    insert_pairs(session, run.id, after, fresh.tolist())
    old, new = before.suggestions, after.suggestions
    other = [who for who, own in enumerate(new) if who >= len(old) or own != old[who]]
    for start in range(0, len(other), _AT_ONCE):
        people = [ids[who] for who in other[start : start + _AT_ONCE]]
        session.execute(
            delete(Suggestion).where(
                Suggestion.run_id == run.id, Suggestion.attendee_id.in_(people)
            )
        )
    insert_lists(session, run.id, after, other)
    forget_shown(session, run)
    return run.id


def _copy(session: Session, run_id: str, base_id: str) -> None:
    for row in (Candidate, Suggestion):
        table = row.__table__
        names = [column.name for column in table.columns if column.name != "run_id"]
        rows = select(literal(run_id), *(table.c[name] for name in names))
        session.execute(
            insert(row).from_select(["run_id", *names], rows.where(table.c.run_id == base_id))
        )


def _differing(
    before: MatchResult, after: MatchResult, changed: NDArray[np.bool_]
) -> tuple[Index, Index]:
    """Numbers of the pairs to write anew, and (a, b) by index, shape (p, 2), of those to drop."""
    n = len(after.people)
    old, new = _keys(before.graph, n), _keys(after.graph, n)
    order = np.argsort(old)
    place = np.minimum(np.searchsorted(old[order], new), max(len(old) - 1, 0))
    same = np.zeros(len(new), dtype=np.bool_)
    if len(old):
        twin = order[place]
        same = (old[twin] == new) & (_figures(before.graph)[twin] == _figures(after.graph)).all(
            axis=1
        )
    same &= ~(changed[after.graph.a] | changed[after.graph.b])
    gone = old[~np.isin(old, new[same])]
    return np.flatnonzero(~same), np.stack(np.divmod(gone, n), axis=1)


def _keys(graph: CandidateGraph, n: int) -> Index:
    a, b = graph.a.astype(np.int64), graph.b.astype(np.int64)
    return np.minimum(a, b) * n + np.maximum(a, b)


def _figures(graph: CandidateGraph) -> NDArray[np.float32]:
    return np.stack([graph.score, graph.benefit_ab, graph.benefit_ba, graph.affinity], axis=1)
