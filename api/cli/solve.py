"""`confab solve` and `confab schema`: a problem file to a schedule file; no database, no text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from api.cli.console import Stages, write_json
from api.cli.interruption import interruptible
from api.faults import InputFault, InputFaults
from api.formats.dzn import read_dzn
from api.formats.json_files import check_writable
from api.formats.json_files import write_json as write_file
from api.formats.problem import read_problem, result_document, schema_document
from scheduling.certificate import Certificate
from scheduling.problem import Problem
from scheduling.progress import STAGES, Progress
from scheduling.result import Result
from scheduling.solve import solve
from scheduling.stop import AnyOf, MaxRuntime
from scheduling.verify.verification import NotVerified

INFEASIBLE = 3
# Long enough for 50,000 people, and for proofs that come at all.
DEFAULT_SECONDS = 300.0
LINES = 12


def run(
    problem: Path, out: Path, time_limit: float | None, seed: int, threads: int, as_json: bool
) -> None:
    """Solve a problem file; exit status 3 if its rules cannot hold together.

    Ctrl-C takes the best so far, a second one ends without it.

    Raises
    ------
    InputFaults
        If the problem is faulty or ``out`` cannot be written; ``out`` is as it was then.
    """
    # Reading counts too: who gives 60 seconds wants an answer in 60 seconds.
    limit = MaxRuntime(time_limit or DEFAULT_SECONDS)
    check_writable(out)
    if out.exists() and problem.exists() and out.samefile(problem):
        where, what = f"--out {out}", "This is the problem file itself."
        raise InputFaults([InputFault(where, what, "Name another file.")])
    with interruptible() as cancelled, Stages(quiet=as_json).running() as stages:
        asked = read_dzn(problem) if problem.suffix == ".dzn" else read_problem(problem)
        stages.report("Reading", 1.0, _size(asked))

        def told(progress: Progress) -> None:
            stages.report(STAGES[progress.stage], progress.fraction, _so_far(progress))

        try:
            stop = AnyOf(limit, cancelled)
            result = solve(asked, stop=stop, seed=seed, threads=threads, observer=told)
        except NotVerified as refused:
            # Not the same as "cannot hold together": that is only said when it is proven.
            what = f"No timetable that keeps every hard rule was found: {refused}"
            remedy = "Give it more time (--time-limit), or relax a must-meet or a lock."
            raise InputFaults([InputFault(problem.name, what, remedy)]) from refused
        document = result_document(result, asked.objective.mode)
        write_file(out, document)
        stages.report("Writing", 1.0, str(out))
    if as_json:
        certificate = without_prices(document["certificate"])
        write_json(
            {
                "meetings": len(result.schedule),
                "certificate": certificate,
                "seconds": document["seconds"],
                "seed": result.seed,
                "out": str(out),
            }
        )
    else:
        for line in report(asked, result):
            typer.echo(line)
    if result.certificate.status == "infeasible":
        raise typer.Exit(INFEASIBLE)


def without_prices(certificate: dict[str, Any]) -> dict[str, Any]:
    """Leave out the prices, which fill pages."""
    return {key: value for key, value in certificate.items() if key != "dual"}


def _size(problem: Problem) -> str:
    people = f"{len(problem.attendees):,} people"
    slots = f"{len(problem.slots)} slots"
    if problem.objective.mode == "all_meetings":
        return f"{people}, {slots}, {len(problem.meetings):,} meetings"
    return f"{people}, {slots}, {len(problem.pairs):,} pairs"


def _so_far(progress: Progress) -> str:
    if progress.objective is None:
        return ""
    if progress.bound is None:
        return f"{progress.objective:,.6g}"
    return f"{progress.objective:,.6g} of {progress.bound:,.6g}"


def report(problem: Problem, result: Result) -> list[str]:
    """Say in a few lines what came out: the certificate in words, and who is short."""
    certificate = result.certificate
    if certificate.status == "infeasible":
        return [
            "There is no such timetable. These rules cannot hold together:",
            *_some([f"  - {rule}" for rule in certificate.clash]),
        ]
    lines = [_value(problem, result)]
    lines += _some(
        [f"  - {u.attendee} has {u.got} of {u.wanted}: {u.reason}" for u in certificate.unmet]
    )
    lines += _some(
        [f"  - no place for {u.id or f'{u.a} and {u.b}'}: {u.reason}" for u in certificate.unplaced]
    )
    lines += _some(
        [
            f"  - {u.team} is split {u.apart} apart, not {u.spread}: {u.reason}"
            for u in certificate.uneven
        ]
    )
    if certificate.verified:
        lines.append(f"Every one of {len(certificate.checks)} rules was checked again, apart.")
    return lines


def _value(problem: Problem, result: Result) -> str:
    certificate = result.certificate
    meetings = f"{len(result.schedule):,} meetings for {len(problem.attendees):,} people."
    if problem.objective.mode == "all_meetings":
        return f"{meetings} {_breaks(certificate)}"
    if certificate.status == "optimal":
        return f"{meetings} No timetable can be better."
    if certificate.share is None:
        return meetings
    return f"{meetings} This timetable reaches {certificate.share:.2%} of what is possible at all."


def _breaks(certificate: Certificate) -> str:
    breaks = f"{certificate.objective:.0f} breaks"
    if certificate.status == "optimal":
        return f"{breaks}; no timetable has fewer."
    if certificate.bound is None:
        return f"{breaks}."
    return f"{breaks}; at least {certificate.bound:.0f} are needed."


def _some(lines: list[str]) -> list[str]:
    left = len(lines) - LINES
    return lines if left <= 0 else [*lines[:LINES], f"  - and {left} more"]


def print_schema(name: str) -> None:
    """Print the JSON Schema of a public format.

    Raises
    ------
    InputFaults
        If there is no format of that name.
    """
    try:
        write_json(schema_document(name))
    except KeyError as error:
        what = f'There is no format "{name}".'
        remedy = 'Say "problem", "schedule" or "changes".'
        raise InputFaults([InputFault("schema", what, remedy)]) from error
