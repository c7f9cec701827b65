"""A match result as rows: a run with its candidate pairs and suggestions; only changes written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Table, delete, insert, literal, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from api.db.rows import HOLD
from api.db.session import many_rows
from api.jobs.registry import JobContext
from api.matches.marks import marks_of
from api.matches.models import Candidate, MatchRun, Suggestion
from api.matches.queries import last_run
from matcher import MatchResult
from matcher.scoring.calibration import shown

# SQLite takes at most 32,766 parameters a statement.
_AT_ONCE = 5000
# The tables themselves: rows that are only written need not pass the mapping.
_PAIRS, _LISTS = (cast("Table", row.__table__) for row in (Candidate, Suggestion))
Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class Difference:
    """What the rows of a run lack to be a result.

    Attributes
    ----------
    pairs
        Numbers of the graph's pairs to write, for they are new or differ.
    gone
        (a, b) by id of those to drop.
    lists
        Indices of the people whose list of suggestions is to be written anew.
    unlisted
        Ids of the people whose list is to be dropped first.
    """

    pairs: list[int]
    gone: list[tuple[str, str]]
    lists: list[int]
    unlisted: list[str]


def store_run(context: JobContext, run: MatchRun, result: MatchResult) -> str:
    """Keep a match result; give the id of the run that holds it.

    The event's last run, if it is only shown, is brought up to date itself; of one that a
    timetable was made of, ``run`` becomes a copy first, made within the database. Either way only
    rows that differ are written. A run that is only shown gives way to one of later people.
    """
    run.people = len(result.people)
    run.parameters = run.parameters | {"exposure": _exposure(result)}
    marks = marks_of(result).tolist()
    while True:
        with context.read() as session:
            base = last_run(session, run.event_id)
            change = difference(session, base.id if base else None, result, marks)
        with context.write() as session:
            held = session.get(MatchRun, base.id, with_for_update=HOLD) if base else None
            if _stand(last_run(session, run.event_id)) != _stand(base):
                # Another run was stored meanwhile: what was compared is no longer the last.
                continue
            if held is not None and held.created_at > run.created_at and run.shown_only:
                return held.id
            run_id = _begin(session, run, held)
            with many_rows(session):
                _apply(session, run_id, result, marks, change)
            _forget_shown(session, run, run_id)
            return run_id


def difference(
    session: Session, run_id: str | None, result: MatchResult, marks: Sequence[int]
) -> Difference:
    """Compare the rows of a run, of none if the id is None, with a result.

    Parameters
    ----------
    marks
        Of the result's pairs; see `marks_of`.
    """
    ids = [profile.id for profile in result.people.profiles]
    graph = result.graph
    rows = select(Candidate.a_id, Candidate.b_id, Candidate.mark).where(Candidate.run_id == run_id)
    stored = {(a, b): mark for a, b, mark in session.execute(rows)}
    pairs = [
        number
        for number, (a, b) in enumerate(zip(graph.a.tolist(), graph.b.tolist(), strict=True))
        if stored.pop((ids[a], ids[b]), None) != marks[number]
    ]
    places = (
        select(Suggestion.attendee_id, Suggestion.other_id)
        .where(Suggestion.run_id == run_id)
        .order_by(Suggestion.attendee_id, Suggestion.position)
    )
    listed: dict[str, list[str]] = {}
    for person, other in session.execute(places):
        listed.setdefault(person, []).append(other)
    lists = [
        who
        for who, own in enumerate(result.suggestions)
        if listed.pop(ids[who], []) != [ids[other] for other in own]
    ]
    return Difference(pairs, list(stored), lists, [*(ids[who] for who in lists), *listed])


def claim(session: Session, run_id: str, digest: str) -> bool:
    """Keep a run for a timetable; False if it was replaced or updated meanwhile."""
    run = session.get(MatchRun, run_id, with_for_update=HOLD)
    if run is None or run.parameters.get("digest") != digest:
        return False
    run.shown_only = False
    return True


def _stand(run: MatchRun | None) -> tuple[str, dt.datetime] | None:
    return (run.id, run.created_at) if run is not None else None


def _begin(session: Session, run: MatchRun, held: MatchRun | None) -> str:
    """Turn the last run into this one, or add this one as its copy; give the id to write to."""
    if held is not None and held.shown_only and held.created_at <= run.created_at:
        held.job_id, held.lesson_id = run.job_id, run.lesson_id
        held.fingerprint, held.people = run.fingerprint, run.people
        held.parameters, held.shown_only = run.parameters, run.shown_only
        held.created_at = run.created_at
        return held.id
    session.add(run)
    session.flush()
    if held is not None:
        for table in (_PAIRS, _LISTS):
            names = [column.name for column in table.columns if column.name != "run_id"]
            rows = select(literal(run.id), *(table.c[name] for name in names))
            copied = rows.where(table.c.run_id == held.id)
            session.execute(insert(table).from_select(["run_id", *names], copied))
    return run.id


def _apply(
    session: Session, run_id: str, result: MatchResult, marks: Sequence[int], change: Difference
) -> None:
    for some in _parts(change.gone):
        session.execute(
            delete(Candidate).where(
                Candidate.run_id == run_id, tuple_(Candidate.a_id, Candidate.b_id).in_(some)
            )
        )
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(_PAIRS)
    own = [column for column in _PAIRS.columns if not column.primary_key]
    statement = fresh.on_conflict_do_update(
        index_elements=list(_PAIRS.primary_key.columns),
        set_={column.name: fresh.excluded[column.name] for column in own},
    )
    for part in _parts(change.pairs):
        session.execute(statement, _pairs(run_id, result, marks, part))
    for people in _parts(change.unlisted):
        session.execute(
            delete(Suggestion).where(
                Suggestion.run_id == run_id, Suggestion.attendee_id.in_(people)
            )
        )
    for part in _parts(change.lists):
        rows = _lists(run_id, result, part)
        if rows:
            session.execute(insert(_LISTS), rows)


def _forget_shown(session: Session, run: MatchRun, run_id: str) -> None:
    """Delete what a run replaces: earlier runs of its event that were only shown."""
    session.execute(
        delete(MatchRun).where(
            MatchRun.event_id == run.event_id,
            MatchRun.id != run_id,
            MatchRun.created_at < run.created_at,
            MatchRun.shown_only,
        )
    )


def _pairs(
    run_id: str, result: MatchResult, marks: Sequence[int], numbers: Sequence[int]
) -> list[dict[str, Any]]:
    """Give candidate pairs as rows; the ids of people rise with their index, so a is before b."""
    profiles, graph = result.people.profiles, result.graph
    columns = (graph.score, graph.benefit_ab, graph.benefit_ba, graph.affinity)
    figures = zip(*(shown(column[list(numbers)]).tolist() for column in columns), strict=True)
    return [
        {
            "run_id": run_id,
            "a_id": profiles[graph.a[pair]].id,
            "b_id": profiles[graph.b[pair]].id,
            "score": score,
            "benefit_ab": gain,
            "benefit_ba": given,
            "affinity": affinity,
            "reasons": [
                {
                    "for": reason.for_id,
                    "need": reason.need,
                    "offer": reason.offer,
                    "strength": reason.strength,
                    "kind": reason.kind,
                    "role": reason.role,
                }
                for reason in result.reasons_of(pair)
            ],
            "mark": marks[pair],
        }
        for pair, (score, gain, given, affinity) in zip(numbers, figures, strict=True)
    ]


def _lists(run_id: str, result: MatchResult, people: Sequence[int]) -> list[dict[str, Any]]:
    ids = [profile.id for profile in result.people.profiles]
    lists = result.suggestions
    return [
        {"run_id": run_id, "attendee_id": ids[who], "position": place, "other_id": ids[other]}
        for who in people
        for place, other in enumerate(lists[who])
    ]


def _parts(all_of: Sequence[Each]) -> Iterator[Sequence[Each]]:
    for start in range(0, len(all_of), _AT_ONCE):
        yield all_of[start : start + _AT_ONCE]


def _exposure(result: MatchResult) -> dict[str, dict[str, float]]:
    return {
        "before": {"gini": result.exposure_before.gini, "top": result.exposure_before.top_tenth},
        "after": {"gini": result.exposure_after.gini, "top": result.exposure_after.top_tenth},
    }
