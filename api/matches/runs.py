"""A match result as rows: one run with its candidate pairs and suggestions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from api.matches.models import Candidate, MatchRun, Suggestion
from matcher import MatchResult


def store_run(session: Session, run: MatchRun, result: MatchResult) -> None:
    """Keep a match result: the run, its candidate pairs and suggestions.

    Earlier runs that were only shown give way to it.
    """
    begin_run(session, run, result)
    insert_pairs(session, run.id, result, range(len(result.graph)))
    insert_lists(session, run.id, result, range(len(result.people)))
    forget_shown(session, run)


def begin_run(session: Session, run: MatchRun, result: MatchResult) -> None:
    """Add the run itself."""
    describe(run, result)
    session.add(run)
    session.flush()


def describe(run: MatchRun, result: MatchResult) -> None:
    """Put what there is to say of a result as a whole into its run."""
    run.people = len(result.people)
    run.parameters = run.parameters | {"exposure": _exposure(result)}


def insert_pairs(session: Session, run_id: str, result: MatchResult, pairs: Iterable[int]) -> None:
    """Add candidate pairs, by their number in the graph, to a run."""
    rows = _pairs(run_id, [profile.id for profile in result.people.profiles], result, pairs)
    if rows:
        session.execute(insert(Candidate), rows)


def insert_lists(session: Session, run_id: str, result: MatchResult, people: Iterable[int]) -> None:
    """Add the suggestions of people, by index, to a run."""
    ids = [profile.id for profile in result.people.profiles]
    lists = result.suggestions
    rows = [
        {"run_id": run_id, "attendee_id": ids[who], "position": place, "other_id": ids[other]}
        for who in people
        for place, other in enumerate(lists[who])
    ]
    if rows:
        session.execute(insert(Suggestion), rows)


def forget_shown(session: Session, run: MatchRun) -> None:
    """Delete what a run replaces: earlier runs of its event that were only shown."""
    session.execute(
        delete(MatchRun).where(
            MatchRun.event_id == run.event_id,
            MatchRun.id != run.id,
            MatchRun.created_at < run.created_at,
            MatchRun.shown_only,
        )
    )


def claim(session: Session, run_id: str, digest: str) -> bool:
    """Keep a run for a timetable; False if it was replaced or updated meanwhile."""
    run = session.get(MatchRun, run_id, with_for_update=True)
    if run is None or run.parameters.get("digest") != digest:
        return False
    run.shown_only = False
    return True


def _pairs(
    run_id: str, ids: list[str], result: MatchResult, numbers: Iterable[int]
) -> list[dict[str, Any]]:
    """Give candidate pairs as rows, a before b by id."""
    pairs: list[dict[str, Any]] = []
    graph = result.graph
    for pair in numbers:
        a, b = ids[graph.a[pair]], ids[graph.b[pair]]
        ab, ba = float(graph.benefit_ab[pair]), float(graph.benefit_ba[pair])
        if b < a:
            a, b, ab, ba = b, a, ba, ab
        pairs.append(
            {
                "run_id": run_id,
                "a_id": a,
                "b_id": b,
                "score": float(graph.score[pair]),
                "benefit_ab": ab,
                "benefit_ba": ba,
                "affinity": float(graph.affinity[pair]),
                "reasons": [
                    {
                        "for": reason.for_id,
                        "need": reason.need,
                        "offer": reason.offer,
                        "strength": reason.strength,
                        "kind": reason.kind,
                    }
                    for reason in result.reasons_of(pair)
                ],
            }
        )
    return pairs


def _exposure(result: MatchResult) -> dict[str, dict[str, float]]:
    return {
        "before": {"gini": result.exposure_before.gini, "top": result.exposure_before.top_tenth},
        "after": {"gini": result.exposure_after.gini, "top": result.exposure_after.top_tenth},
    }
