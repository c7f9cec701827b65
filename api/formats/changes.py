"""changes.json to the changes of the day that `scheduling.repair` takes (docs/formats.md)."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from pydantic import ValidationError

from api.faults import InputFault, InputFaults
from api.formats import changes_file as form
from api.formats.shape_faults import shape_faults
from api.formats.written_slots import WrittenSlots
from scheduling.problem import Attendee
from scheduling.repair import changes as sc


@dataclass(frozen=True, slots=True)
class DayReport:
    """What happened by when: ``now`` and ``notice`` in minutes on the problem's scale."""

    changes: tuple[sc.DayChange, ...]
    now: float | None = None
    notice: float = 0.0


def report_from(document: object, slots: WrittenSlots, file: str) -> DayReport:
    """Translate a document of changes; ``file`` is named in faults.

    Raises
    ------
    InputFaults
        Every fault of shape and every time that is not written as the slots' times are.
    """
    rows: object = None
    if isinstance(document, dict):
        # Each change is checked as its own kind, or a fault would name all nine.
        rows = document.get("changes")
        document = {**document, "changes": []} if "changes" in document else document
    try:
        head = form.ChangesFile.model_validate(document)
    except ValidationError as error:
        raise InputFaults(shape_faults(error, form.ChangesFile, file)) from error
    faults: list[InputFault] = []
    if not isinstance(rows, list):
        faults.append(InputFault(f"{file}, changes", "This is not a list.", "Give a list."))
        rows = []
    now = None
    if head.now is not None:
        try:
            now = slots.minutes(head.now, head.day)
        except ValueError as error:
            faults.append(InputFault(f"{file}, now", *error.args))
    changes = []
    for row, entry in enumerate(rows):
        found = _change(entry, slots, f"changes[{row}]", file)
        if isinstance(found, list):
            faults += found
        else:
            changes.append(found)
    if faults:
        raise InputFaults(faults)
    return DayReport(tuple(changes), now, head.notice)


def _change(
    entry: object, slots: WrittenSlots, at: str, file: str
) -> sc.DayChange | list[InputFault]:
    kinds = ", ".join(form.ENTRIES)
    if not isinstance(entry, Mapping) or "what" not in entry:
        fault = f'This does not say what happened in "what". It is one of {kinds}.'
        return [InputFault(f"{file}, {at}", fault, "Add it.")]
    model = form.ENTRIES.get(str(entry["what"]))
    if model is None:
        close = difflib.get_close_matches(str(entry["what"]), form.ENTRIES, n=1)
        remedy = f'Did you mean "{close[0]}"?' if close else f"Say one of {kinds}."
        return [InputFault(f"{file}, {at}.what", f'There is no change "{entry["what"]}".', remedy)]
    try:
        checked = model.model_validate(entry)
    except ValidationError as error:
        return shape_faults(error, model, file, at)
    try:
        return _translated(cast("Any", checked), slots)
    except ValueError as error:
        return [InputFault(f"{file}, {at}.closing", *error.args)]


def _translated(entry: Any, slots: WrittenSlots) -> sc.DayChange:
    match entry:
        case form.NoShowEntry():
            return sc.NoShow(entry.attendee, entry.from_slot)
        case form.LateArrivalEntry():
            return sc.LateArrival(entry.attendee, entry.from_slot)
        case form.EarlyLeaveEntry():
            return sc.EarlyLeave(entry.attendee, entry.from_slot)
        case form.TableClosedEntry():
            return sc.TableClosed(entry.table, entry.slots)
        case form.DelayedEntry():
            closing = None
            if entry.closing is not None:
                closing = slots.minutes(entry.closing, slots.day_of(entry.from_slot))
            return sc.Delayed(entry.minutes, entry.from_slot, closing)
        case form.SlotsLostEntry():
            return sc.SlotsLost(entry.slots)
        case form.WalkInEntry():
            person = Attendee(**entry.attendee.model_dump(exclude={"name", "note"}))
            return sc.WalkIn(person, tuple((pair.other, pair.score) for pair in entry.pairs))
        case form.CancelledEntry():
            return sc.Cancelled(entry.a, entry.b)
        case form.AcceptedEntry():
            return sc.Accepted(entry.a, entry.b, entry.priority, entry.score)
        case _:
            raise AssertionError(entry)
