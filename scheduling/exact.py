"""Exact: place all given meetings with the fewest breaks, by CP-SAT, and prove it.

Two searches run side by side: one proves (unsatisfiable cores, no linear relaxation, which is
what closes this problem), the other finds good schedules early. They end as soon as what one
found equals what the other proved.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import Any

from ortools.sat.python import cp_model

from scheduling.certificate import Certificate, Unplaced
from scheduling.clash import clash_of
from scheduling.given_model import GivenModel, build, given_of
from scheduling.problem import Problem
from scheduling.progress import Observer, Progress, silent
from scheduling.result import Result
from scheduling.schedule import Meeting, Schedule
from scheduling.seating import seat
from scheduling.stop import Elapsed, Never, Stop, watched
from scheduling.verification import verify


@dataclass(slots=True, eq=False)
class _Race:
    """What the two searches know together."""

    built: GivenModel
    observer: Observer
    slots: list[int] | None = None
    value: float = float("inf")
    bound: float = float("-inf")
    infeasible: bool = False
    solvers: list[Any] = field(default_factory=list)
    trace: list[Progress] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def found(self, slots: list[int], value: float) -> None:
        with self.lock:
            if value < self.value:
                self.slots, self.value = slots, value
                self._tell()

    def proved(self, bound: float) -> None:
        with self.lock:
            if bound > self.bound:
                self.bound = bound
                self._tell()

    def _tell(self) -> None:
        value = self.value if self.slots is not None else None
        bound = max(0.0, self.bound)
        progress = Progress("improvement", 0.0 if value is None else 0.5, value, bound)
        self.trace.append(progress)
        self.observer(progress)
        if self.slots is not None and self.value <= self.bound + 1e-6:
            self.end()

    def end(self) -> None:
        for solver in self.solvers:
            solver.stop_search()


class _Found(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
    def __init__(self, race: _Race) -> None:
        super().__init__()
        self._race = race

    def on_solution_callback(self) -> None:
        self._race.found(self._race.built.slots_in(self), self.objective_value)


def place_all(
    problem: Problem,
    *,
    stop: Stop | None = None,
    seed: int = 0,
    threads: int = 2,
    observer: Observer = silent,
) -> Result:
    """Give every meeting a slot and a table, with as few breaks as can be.

    Parameters
    ----------
    stop
        When to end with the best so far; without, it runs until it has proved its answer.
    threads
        With 1 the prover works alone. The same seed gives the same number of breaks whenever
        the proof is reached; which of several best schedules comes first may differ with two.

    Returns
    -------
    Result
        A verified schedule and a proved bound; or status infeasible with the clashing rules.
        Stopped before any schedule was found, it is feasible with no meetings placed only if
        the objective is ``partial``; else the certificate's objective is None.
    """
    elapsed, stop = Elapsed(), stop or Never()
    given = given_of(problem)
    if not problem.objective.partial and not all(given.allowed):
        return _clashes(problem, seed, elapsed, stop)
    race = _Race(build(given), observer)
    race.solvers = [_prover(seed), *([_finder(seed, threads - 1)] if threads > 1 else [])]
    workers = [threading.Thread(target=_run, args=(race, s), daemon=True) for s in race.solvers]
    with watched(stop, race.end):
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    if race.infeasible:
        return _clashes(problem, seed, elapsed, stop)
    if race.slots is None:
        empty = Certificate(None, max(0.0, race.bound), None, "feasible", "exact")
        return Result(Schedule(()), empty, elapsed(), seed, tuple(race.trace))
    schedule = _schedule(problem, race.slots)
    left_out = _left_out(problem, race.slots)
    proved = race.value <= race.bound + 1e-6
    breaks = _breaks(race)
    bound = breaks if proved else None
    if not proved and not problem.objective.partial:
        bound = max(0.0, race.bound)
    claim = Certificate(None, None, None, "feasible", "exact", unplaced=left_out)
    observer(Progress("verification", 0.0, breaks, bound))
    certificate = verify(problem, schedule, claim)
    # A bound above what the verifier counts would be none; it is claimed only where it holds.
    if bound is not None and certificate.objective is not None and bound <= certificate.objective:
        certificate = verify(problem, schedule, replace(claim, bound=bound))
    return Result(schedule, certificate, elapsed(), seed, tuple(race.trace))


def _prover(seed: int) -> Any:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.optimize_with_core = True
    solver.parameters.linearization_level = 0
    solver.parameters.random_seed = seed
    return solver


def _finder(seed: int, threads: int) -> Any:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = max(1, threads)
    solver.parameters.linearization_level = 0
    solver.parameters.random_seed = seed + 1
    return solver


def _run(race: _Race, solver: Any) -> None:
    solver.best_bound_callback = race.proved
    status = solver.solve(race.built.model, _Found(race))
    if status == cp_model.INFEASIBLE:
        race.infeasible = True
        race.end()
    elif status == cp_model.OPTIMAL:
        race.found(race.built.slots_in(solver), solver.objective_value)
        race.proved(solver.objective_value)
        race.end()


def _breaks(race: _Race) -> float:
    if not race.built.placed:
        return race.value
    # With meetings left out the objective mixes priorities in; breaks are its small part.
    scale = sum(len(own) for own in race.built.breaks.values()) + 1
    return race.value % scale


def _schedule(problem: Problem, slots: list[int]) -> Schedule:
    locked = {frozenset((lock.a, lock.b)): lock.table or "" for lock in problem.locked}
    meetings = [
        Meeting(
            slot=problem.slots[t].id,
            a=given.a,
            b=given.b,
            table=locked.get(frozenset((given.a, given.b)), ""),
            id=given.id,
        )
        for given, t in zip(problem.meetings, slots, strict=True)
        if t >= 0
    ]
    order = {slot.id: t for t, slot in enumerate(problem.slots)}
    seated = seat(problem, meetings).meetings
    return Schedule(tuple(sorted(seated, key=lambda m: (order[m.slot], m))))


def _left_out(problem: Problem, slots: list[int]) -> tuple[Unplaced, ...]:
    return tuple(
        Unplaced(
            given.a,
            given.b,
            "no slot is left that both have free and a table suits, without giving up a meeting "
            "of higher or equal priority.",
            given.id,
        )
        for given, t in zip(problem.meetings, slots, strict=True)
        if t < 0
    )


def _clashes(problem: Problem, seed: int, elapsed: Elapsed, stop: Stop) -> Result:
    clash = clash_of(problem, stop)
    none = Certificate(None, None, None, "infeasible", "exact", clash=clash)
    return Result(Schedule(()), none, elapsed(), seed)
