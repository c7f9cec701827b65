"""A problem file with its schedule file, for commands that go on from a timetable there is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from api.faults import InputFault, InputFaults
from api.formats.json_files import read_json
from api.formats.problem import problem_from
from api.formats.schedule import schedule_from
from api.formats.written_slots import WrittenSlots
from scheduling.certificate import Certificate
from scheduling.problem import Problem, Schedule
from scheduling.verify.verification import examine


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """What was read and found to belong together."""

    problem: Problem
    slots: WrittenSlots
    schedule: Schedule
    certificate: Certificate | None


def read_both(problem: Path, schedule: Path) -> Given:
    """Read a problem and a schedule, and check every rule and claim of the schedule.

    Raises
    ------
    InputFaults
        If either is faulty, or the schedule breaks a rule of the problem.
    """
    document = read_json(problem)
    asked = problem_from(document, problem.name)
    assert isinstance(document, dict), "as it was read without faults"
    made, certificate = schedule_from(read_json(schedule), asked, schedule.name)
    if certificate is not None and certificate.status == "infeasible":
        what = "It says that there is no such timetable."
        raise InputFaults([InputFault(schedule.name, what, "Give one that could be made.")])
    violations = examine(asked, made, certificate).violations
    if violations:
        remedy = f"Give a schedule of {problem.name}."
        raise InputFaults(InputFault(schedule.name, v.what, remedy) for v in violations)
    return Given(asked, WrittenSlots(document, asked), made, certificate)
