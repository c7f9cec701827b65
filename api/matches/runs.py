"""A match result as rows: one run with its candidate pairs and suggestions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from api.db.rows import new_id
from api.matches.models import Candidate, MatchRun, Suggestion
from matcher import MatchResult


def store_run(
    session: Session,
    event_id: str,
    fingerprint: str,
    digest: str,
    job_id: str | None,
    lesson_id: str | None,
    result: MatchResult,
) -> str:
    """Keep a match result as a run, its candidate pairs and suggestions; give the run's id.

    ``lesson_id`` names the lesson whose weights it was made with.
    """
    run = MatchRun(
        id=new_id(),
        event_id=event_id,
        job_id=job_id,
        fingerprint=fingerprint,
        lesson_id=lesson_id,
        people=len(result.people),
        parameters={"digest": digest, "exposure": _exposure(result)},
    )
    session.add(run)
    session.flush()
    ids = [profile.id for profile in result.people.profiles]
    pairs = _pairs(run.id, ids, result)
    if pairs:
        session.execute(insert(Candidate), pairs)
    lists = [
        {"run_id": run.id, "attendee_id": ids[who], "position": place, "other_id": ids[other]}
        for who, others in enumerate(result.suggestions)
        for place, other in enumerate(others)
    ]
    if lists:
        session.execute(insert(Suggestion), lists)
    return run.id


def _pairs(run_id: str, ids: list[str], result: MatchResult) -> list[dict[str, Any]]:
    """Give the candidate pairs as rows, a before b by id."""
    pairs: list[dict[str, Any]] = []
    graph = result.graph
    for pair in range(len(graph)):
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
