"""Make a timetable that keeps what people have, alone or beside one that starts afresh.

Only the worker imports this: the solver's libraries have no place in the web process.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.clock import now
from api.events.models import Event
from api.faults import InputFaults
from api.jobs.registry import JobContext, JobRefused, Payload
from api.timetable import queries
from api.timetable.making.kept_best import forget_best
from api.timetable.making.kept_problem import KeptProblem, kept_problem
from api.timetable.making.make import Limits, job_observer, load_unsettled, solved, stop_of
from api.timetable.making.settled_pairs import with_settled
from api.timetable.making.stored_problem import minutes_at, stored_problem
from api.timetable.making.stored_version import forget_unused_runs, store_version
from api.timetable.versions.origin import How, Origin, knows_reports
from api.timetable.versions.pair_rules import rules_of_event
from scheduling.problem import Problem
from scheduling.repair.keep import keep
from scheduling.repair.repair import RepairResult
from scheduling.result import Result


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    now: Problem
    kept: KeptProblem
    minutes: float


def make_kept(context: JobContext, event_id: str, run_id: str, limits: Limits) -> Payload:
    """Make the drafts that are asked for and keep them as the next versions.

    Returns
    -------
    Payload
        ``version``, the number of the one that starts afresh or of the only one; ``kept``, where
        both were asked for, of the one that keeps.

    Raises
    ------
    JobRefused
        If the version whose meetings are to be kept is not there any more.
    Clash, NotVerified
        See `api.timetable.making.make.make_timetable`; then neither is stored.
    """
    with context.read() as session:
        asked = _asked(session, event_id, run_id, limits.of)
    afresh = solved(context, asked.now, limits) if limits.how == "both" else None
    kept = keep(
        asked.kept.problem,
        asked.kept.schedule,
        fixed=limits.how == "fill",
        now=asked.minutes,
        certificate=afresh.certificate if afresh else None,
        stop=stop_of(context, limits),
        observer=job_observer(context),
    )
    assert kept.certificate.verified, "only what was verified is stored"
    how: How = "fill" if limits.how == "fill" else "keep"
    ended: Payload = {}
    with context.write() as session:
        job_id = context.job_id
        if afresh is not None:
            ended["version"] = store_version(
                session, event_id, run_id, job_id, asked.now, afresh, Origin()
            )
        number = store_version(
            session, event_id, run_id, job_id, kept.problem, _result(kept), Origin(how, limits.of)
        )
        ended["version" if afresh is None else "kept"] = number
        forget_unused_runs(session, event_id, keep=run_id)
        forget_best(session, job_id)
        context.report("storing", 1.0, f"version {number}")
        context.end(session, ended)
    return ended


def _asked(session: Session, event_id: str, run_id: str, number: int | None) -> _Asked:
    version = queries.version(session, event_id, number) if number is not None else None
    if version is None:
        raise JobRefused("The timetable that was to be kept is no longer there. Make one afresh.")
    try:
        base = stored_problem(session, version)
    except InputFaults as faults:
        raise JobRefused(
            f"Version {number} was made by an earlier release and cannot be gone on from. "
            "Make one afresh."
        ) from faults
    plain, refused = load_unsettled(session, event_id, run_id)
    rules = rules_of_event(session, event_id)
    kept = kept_problem(plain, base, reported=knows_reports(session, version))
    settled = with_settled(kept.problem, rules, refused - base.met())
    event = session.get_one(Event, event_id)
    return _Asked(
        with_settled(plain, rules, refused),
        KeptProblem(settled, kept.schedule),
        minutes_at(event, plain, now()),
    )


def _result(kept: RepairResult) -> Result:
    return Result(kept.schedule, kept.certificate, kept.seconds, seed=0)
