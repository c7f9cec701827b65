"""Make a timetable: read the event, solve outside any transaction, keep what is verified.

Only the worker imports this: the solver's libraries have no place in the web process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from api.events.models import Event
from api.formats.problem import problem_document
from api.jobs.registry import JobContext
from api.matches import queries as matches
from api.matches.service import there
from api.timetable import queries
from api.timetable.making.kept_best import best_so_far, forget_best, keep_best
from api.timetable.making.problem import Wishes, build_problem
from api.timetable.making.settled_pairs import with_settled
from api.timetable.making.stored_version import forget_unused_runs, store_version
from api.timetable.versions.origin import How
from api.timetable.versions.pair_rules import rules_of_event
from scheduling.certificate import share as share_of
from scheduling.problem import Problem
from scheduling.progress import Observer, Progress
from scheduling.result import Result
from scheduling.solve import solve
from scheduling.stop import AnyOf, Cancelled, MaxRuntime, Never, Stop


class Clash(Exception):
    """The event's rules cannot hold together; ``rules`` names those that clash."""

    def __init__(self, rules: tuple[str, ...]) -> None:
        self.rules = rules
        super().__init__("; ".join(rules))


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to search, with what, and what for.

    ``reuse`` keeps the newest version when the problem has not changed since it was made. ``how``
    other than "afresh" goes on from version ``of``: see `api.timetable.making.keeping`.
    """

    seconds: float | None = None
    seed: int = 0
    threads: int = 2
    reuse: bool = False
    how: How | Literal["both"] = "afresh"
    of: int | None = None


def make_timetable(context: JobContext, event_id: str, run_id: str, limits: Limits) -> int:
    """Solve the event's problem and keep the verified schedule; give the version's number.

    Cancelling keeps the best schedule found so far. The earlier versions stay as they are. What an
    earlier attempt at the same job had found, before its worker died, is where this one begins.

    Raises
    ------
    Clash
        If the rules cannot hold together.
    NotVerified
        If verification found a broken rule: nothing is stored.
    """
    with context.read() as session:
        problem = load_problem(session, event_id, run_id)
        newest = queries.version(session, event_id)
        if limits.reuse and newest is not None and newest.problem == problem_document(problem):
            context.report("storing", 1.0, f"version {newest.number}, unchanged")
            return newest.number
    result = solved(context, problem, limits)
    with context.write() as session:
        number = store_version(session, event_id, run_id, context.job_id, problem, result)
        forget_unused_runs(session, event_id, keep=run_id)
        forget_best(session, context.job_id)
        context.report("storing", 1.0, f"version {number}")
        context.end(session, {"version": number})
    return number


def solved(context: JobContext, problem: Problem, limits: Limits) -> Result:
    """Solve a problem from the best that an earlier attempt at the job has kept; verified.

    Raises
    ------
    Clash, NotVerified
        See `make_timetable`.
    """
    with context.read() as session:
        start = best_so_far(session, context.job_id)
    result = solve(
        problem,
        stop=stop_of(context, limits),
        seed=limits.seed,
        threads=limits.threads,
        observer=_both(job_observer(context), keep_best(context)),
        start=start,
    )
    if result.certificate.status == "infeasible":
        raise Clash(result.certificate.clash)
    assert result.certificate.verified, "only what was verified is stored"
    return result


def stop_of(context: JobContext, limits: Limits) -> Stop:
    """End when somebody asks for it, or time is up."""
    time = MaxRuntime(limits.seconds) if limits.seconds else Never()
    return AnyOf(Cancelled(context.cancelled), time)


def _both(one: Observer, other: Observer) -> Observer:
    def tell(progress: Progress) -> None:
        one(progress)
        other(progress)

    return tell


def load_problem(session: Session, event_id: str, run_id: str) -> Problem:
    """Read an event as it stands now and translate it, with what is settled about pairs."""
    problem, refused = load_unsettled(session, event_id, run_id)
    return with_settled(problem, rules_of_event(session, event_id), refused)


def load_unsettled(
    session: Session, event_id: str, run_id: str
) -> tuple[Problem, frozenset[frozenset[str]]]:
    """Read an event without what is settled about pairs; and the pairs that refuse each other."""
    event = session.get_one(Event, event_id)
    people = there(session, event_id)
    wishes = Wishes.of(matches.all_wishes(session, event_id), matches.all_blocks(session, event_id))
    key = {person.id: person.key for person in people}
    refused = frozenset(
        frozenset((key[a], key[b])) for a, b in wishes.refused if a in key and b in key
    )
    return build_problem(event, people, matches.scored_pairs(session, run_id), wishes), refused


def job_observer(context: JobContext) -> Observer:
    """Translate the engine's progress into the job's."""

    def tell(progress: Progress) -> None:
        share = None
        if progress.objective is not None and progress.bound is not None and progress.bound > 0:
            share = share_of(progress.objective, progress.bound)
        note = "" if share is None else f"{100 * share:.2f} % of what is possible"
        context.report(progress.stage, progress.fraction, note, share)

    return tell
