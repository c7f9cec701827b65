"""`confab repair`: a schedule after the changes of the day, with few people moved; no database."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer

from api.cli.console import Stages, write_json
from api.cli.schedule_files import Given, read_both
from api.cli.solve import LINES, report, without_prices
from api.faults import InputFault, InputFaults
from api.formats.changes import DayReport, report_from
from api.formats.json_files import check_writable, read_json
from api.formats.json_files import write_json as write_file
from api.formats.problem import problem_document
from api.formats.schedule_file import meeting_document, result_document
from scheduling.problem import Change
from scheduling.progress import STAGES, Progress
from scheduling.repair.changed_problem import change_problem
from scheduling.repair.changes import ChangeRefused
from scheduling.repair.notices import Notice
from scheduling.repair.repair import RepairResult, repair
from scheduling.result import Result
from scheduling.verify.verification import NotVerified

FILES = ("problem.json", "schedule.json", "notices.json")


def run(problem: Path, schedule: Path, changes: Path, out: Path, as_json: bool) -> None:
    """Repair a schedule file and write the new problem, schedule and notices into a folder.

    Raises
    ------
    InputFaults
        If a file is faulty, the schedule is not one of the problem, or a change names what is
        not there; nothing is written then.
    """
    _check_folder(out, (problem, schedule, changes))
    with Stages(quiet=as_json).running() as stages:
        given = read_both(problem, schedule)
        day = report_from(read_json(changes), given.slots, changes.name)
        stages.report("Reading", 1.0, _count(len(day.changes), "change"))

        def told(progress: Progress) -> None:
            stages.report(STAGES[progress.stage], progress.fraction)

        repaired = _repaired(given, day, changes.name, told)
        documents = _documents(given, repaired)
        for name in FILES:
            write_file(out / name, documents[name])
        stages.report("Writing", 1.0, str(out))
    if as_json:
        write_json(
            {
                "changes": [_change_document(change) for change in repaired.changes],
                "moved": list(repaired.moved),
                "lost": list(repaired.lost),
                "notices": documents["notices.json"]["notices"],
                "certificate": without_prices(documents["schedule.json"]["certificate"]),
                "seconds": documents["schedule.json"]["seconds"],
                "out": str(out),
            }
        )
        return
    for line in told_in_words(repaired):
        typer.echo(line)
    typer.echo(f"Who is told what: {out / 'notices.json'}")


def told_in_words(repaired: RepairResult) -> list[str]:
    """Say whose meetings changed, how, and what the new timetable is worth."""
    removed = [c.before for c in repaired.changes if c.before and not c.after]
    added = [c.after for c in repaired.changes if c.after and not c.before]
    moved = [c for c in repaired.changes if c.before and c.after]
    lines = [
        _headed(_count(len(removed), "meeting falls away", "meetings fall away"), removed, _pair),
        _headed(_count(len(moved), "meeting moves", "meetings move"), moved, _move),
        _headed(_count(len(added), "meeting is new", "meetings are new"), added, _pair),
    ]
    if not repaired.changes:
        lines.append(["No meeting changes."])
    bystanders = _count(len(repaired.moved), "person is", "people are")
    lines.append([f"{bystanders} moved to make room{_named(repaired.moved)}."])
    result = Result(repaired.schedule, repaired.certificate, repaired.seconds, seed=0)
    lines.append(report(repaired.problem, result))
    return [line for part in lines for line in part]


def _repaired(given: Given, day: DayReport, file: str, told: Any) -> RepairResult:
    try:
        return repair(
            given.problem,
            given.schedule,
            day.changes,
            now=day.now,
            notice=day.notice,
            certificate=given.certificate,
            observer=told,
        )
    except ChangeRefused as refused:
        what, _, remedy = str(refused).rstrip(".").rpartition(". ")
        where = f"{file}, changes[{_refused_at(given, day)}]"
        fault = InputFault(where, f"{what or remedy}.", f"{remedy}." if what else "")
        raise InputFaults([fault]) from refused
    except NotVerified as refused:
        what = f"No timetable that keeps every hard rule was found: {refused}"
        raise InputFaults([InputFault(file, what, "Relax a must-meet or a lock.")]) from refused


def _refused_at(given: Given, day: DayReport) -> int:
    """Return which change is refused: the first with which those up to it are."""
    begun = 0 if day.now is None else sum(s.start < day.now for s in given.problem.slots)
    for row in range(len(day.changes)):
        try:
            change_problem(given.problem, given.schedule, day.changes[: row + 1], begun)
        except ChangeRefused:
            return row
    return max(0, len(day.changes) - 1)


def _documents(given: Given, repaired: RepairResult) -> dict[str, dict[str, Any]]:
    problem = problem_document(repaired.problem)
    problem["slots"] = given.slots.document_of(repaired.problem)
    result = Result(repaired.schedule, repaired.certificate, repaired.seconds, seed=0)
    return {
        "problem.json": problem,
        "schedule.json": result_document(result, repaired.problem.objective.mode),
        "notices.json": {"notices": [_notice_document(n) for n in repaired.notices]},
    }


def _notice_document(notice: Notice) -> dict[str, Any]:
    return {
        "attendee": notice.attendee,
        "kind": notice.kind,
        "other": notice.other,
        "before": None if notice.before is None else meeting_document(notice.before),
        "after": None if notice.after is None else meeting_document(notice.after),
        "words": notice.words,
    }


def _change_document(change: Change) -> dict[str, Any]:
    return {
        "before": None if change.before is None else meeting_document(change.before),
        "after": None if change.after is None else meeting_document(change.after),
    }


def _check_folder(out: Path, inputs: Iterable[Path]) -> None:
    if out.exists() and not out.is_dir():
        raise InputFaults([InputFault(f"--out {out}", "This is a file.", "Name a folder.")])
    for path in inputs:
        for name in FILES:
            target = out / name
            if target.exists() and path.exists() and target.samefile(path):
                what = f"It holds {path.name}, which is read."
                raise InputFaults([InputFault(f"--out {out}", what, "Name another folder.")])
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"The folder cannot be made: {error.strerror}."
        raise InputFaults([InputFault(f"--out {out}", what, "Name another folder.")]) from error
    check_writable(out / FILES[0])


def _headed(head: str, entries: list[Any], words: Any) -> list[str]:
    if not entries:
        return []
    left = len(entries) - LINES
    lines = [f"  - {words(entry)}" for entry in entries[:LINES]]
    more = [f"  - and {left} more"] if left > 0 else []
    return [f"{head}:", *lines, *more]


def _pair(meeting: Any) -> str:
    at = f", table {meeting.table}" if meeting.table else ""
    return f"{meeting.a} and {meeting.b}, slot {meeting.slot}{at}"


def _move(change: Change) -> str:
    old, new = change.before, change.after
    assert old is not None
    assert new is not None
    return f"{new.a} and {new.b}, from slot {_place(old)} to slot {_place(new)}"


def _place(meeting: Any) -> str:
    return f"{meeting.slot}, table {meeting.table}" if meeting.table else str(meeting.slot)


def _named(people: tuple[str, ...]) -> str:
    if not people:
        return ""
    left = len(people) - LINES
    more = f" and {left} more" if left > 0 else ""
    return f": {', '.join(people[:LINES])}{more}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
