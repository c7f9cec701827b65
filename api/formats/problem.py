"""problem.json to Problem and back, Result to schedule.json: one translation (docs/formats.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from api.faults import InputFault, InputFaults
from api.formats.changes_file import ChangesFile
from api.formats.json_files import read_json
from api.formats.pair_columns import pairs_from
from api.formats.problem_file import ProblemFile
from api.formats.schedule_file import ScheduleFile
from api.formats.schedule_file import result_document as result_document
from api.formats.shape_faults import shape_faults
from api.formats.slot_times import SlotSpan, WrittenSlot, spans_of
from scheduling.problem import (
    Attendee,
    Before,
    Fault,
    GivenMeeting,
    Lock,
    Mode,
    MustMeet,
    Objective,
    Pairs,
    Problem,
    ProblemFaults,
    Slot,
    Table,
    Team,
)

SCHEMAS: dict[str, type[BaseModel]] = {
    "problem": ProblemFile,
    "schedule": ScheduleFile,
    "changes": ChangesFile,
}


def schema_document(name: str) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of ``problem``, ``schedule`` or ``changes``.

    Raises
    ------
    KeyError
        For any other name.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **SCHEMAS[name].model_json_schema(),
    }


def read_problem(path: Path) -> Problem:
    """Read and check problem.json.

    Raises
    ------
    InputFaults
        Every fault of shape, or else every fault of form, each with its path in the file.
    """
    return problem_from(read_json(path), path.name)


def problem_from(document: object, file: str = "problem.json") -> Problem:
    """Translate a problem document; ``file`` is named in faults.

    Raises
    ------
    InputFaults
        Every fault of shape, or else every fault of form.
    """
    rows: object = None
    if isinstance(document, dict):
        # Pairs come by the million: a model object each would take minutes.
        rows = document.get("pairs")
        document = {key: value for key, value in document.items() if key != "pairs"}
    try:
        parts = ProblemFile.model_validate(document)
    except ValidationError as error:
        raise InputFaults(shape_faults(error, ProblemFile, file)) from error
    ids = [*(entry.id for entry in parts.attendees), *(entry.id for entry in parts.teams)]
    pairs, faults = pairs_from(rows, ids)
    try:
        order, slots = _slots(parts)
    except ValueError as error:
        what, row = error.args
        time_fault = Fault(f"slots[{row}]", what, "Write all times the same way.")
        raise InputFaults(_named([*faults, time_fault], file)) from error
    try:
        problem = _problem(parts, slots, Pairs.none() if faults else pairs)
    except ProblemFaults as error:
        found = [_at_written_slot(fault, order) for fault in error.faults]
        raise InputFaults(_named([*faults, *found], file)) from error
    if faults:
        raise InputFaults(_named(faults, file))
    return problem


def _named(faults: Sequence[Fault], file: str) -> list[InputFault]:
    return [InputFault(f"{file}, {fault.where}", fault.what, fault.remedy) for fault in faults]


def _slots(parts: ProblemFile) -> tuple[list[int], tuple[Slot, ...]]:
    """Slots in order of time, and where each stands in the file."""
    spans = spans_of([WrittenSlot(slot.start, slot.end, slot.day) for slot in parts.slots])

    def start(row: int) -> float:
        return spans[row].start

    order = sorted(range(len(spans)), key=start)
    return order, tuple(_slot(parts.slots[row].id, spans[row]) for row in order)


def _slot(name: str, span: SlotSpan) -> Slot:
    return Slot(name, span.start, span.end, span.day)


def _at_written_slot(fault: Fault, order: list[int]) -> Fault:
    def written(match: re.Match[str]) -> str:
        return f"slots[{order[int(match.group(1))]}]"

    pattern = r"(?<![\w.])slots\[(\d+)\]"
    where, what = (re.sub(pattern, written, text) for text in (fault.where, fault.what))
    return Fault(where, what, fault.remedy)


def _problem(parts: ProblemFile, slots: tuple[Slot, ...], pairs: Pairs) -> Problem:
    plain = {"name", "note"}
    goal = parts.objective
    mode: Mode = goal.mode or ("all_meetings" if parts.meetings else "select")
    return Problem(
        attendees=tuple(Attendee(**entry.model_dump(exclude=plain)) for entry in parts.attendees),
        slots=slots,
        tables=tuple(Table(entry.id, entry.zone, entry.available) for entry in parts.tables),
        pairs=pairs,
        must_meet=tuple(MustMeet(entry.a, entry.b, entry.priority) for entry in parts.must_meet),
        never_meet=tuple((entry.a, entry.b) for entry in parts.never_meet),
        locked=tuple(Lock(e.a, e.b, e.slot, e.table) for e in parts.locked),
        before=tuple(
            Before((entry.first.a, entry.first.b), (entry.then.a, entry.then.b))
            for entry in parts.before
        ),
        teams=tuple(Team(**entry.model_dump(exclude=plain)) for entry in parts.teams),
        meetings=tuple(GivenMeeting(**e.model_dump(exclude=plain)) for e in parts.meetings),
        objective=Objective(**{**goal.model_dump(exclude=plain), "mode": mode}),
    )


def problem_document(problem: Problem) -> dict[str, Any]:
    """Write a problem as a document that `problem_from` reads back to the same problem."""
    parties = problem.parties
    pairs = zip(
        problem.pairs.a.tolist(),
        problem.pairs.b.tolist(),
        problem.pairs.score.tolist(),
        strict=True,
    )
    document = {
        "attendees": [_entry(attendee, Attendee("")) for attendee in problem.attendees],
        "slots": [
            {"id": slot.id, "start": slot.start, "end": slot.end, "day": slot.day}
            for slot in problem.slots
        ],
        "tables": [_entry(table, Table("")) for table in problem.tables],
        "pairs": [{"a": parties[a], "b": parties[b], "score": score} for a, b, score in pairs],
        "must_meet": [_entry(must, MustMeet("", "")) for must in problem.must_meet],
        "never_meet": [{"a": a, "b": b} for a, b in problem.never_meet],
        "locked": [_entry(lock, Lock("", "")) for lock in problem.locked],
        "before": [
            {side: dict(zip("ab", getattr(rule, side), strict=True)) for side in ("first", "then")}
            for rule in problem.before
        ],
        "teams": [_entry(team, Team("", ())) for team in problem.teams],
        "meetings": [_entry(meeting, GivenMeeting("", "", "")) for meeting in problem.meetings],
        "objective": {"mode": problem.objective.mode, **_entry(problem.objective, Objective())},
    }
    return {key: value for key, value in document.items() if value}


def _entry(part: Any, default: Any) -> dict[str, Any]:
    """Fields that differ from their defaults."""
    fields = {name: getattr(part, name) for name in part.__dataclass_fields__}
    return {
        name: _plain(value) for name, value in fields.items() if value != getattr(default, name)
    }


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value
