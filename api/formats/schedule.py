"""schedule.json back to Schedule and Certificate, as `confab solve` and the store wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from api.faults import InputFaults
from api.formats.problem_file import Id, Label, Part
from api.formats.schedule_file import CertificateOut, DualOut
from api.formats.shape_faults import shape_faults
from scheduling.certificate import Certificate, Dual, OddSet, Promise, Uneven, Unmet, Unplaced
from scheduling.problem import Meeting, Problem, Schedule


class MeetingIn(Part):
    """One meeting."""

    id: Label = ""
    a: Id
    b: Id
    slot: Id
    table: Label = ""
    team_a: Label = ""
    team_b: Label = ""


class ScheduleIn(Part):
    """A schedule file; the certificate may be absent, as in files of other programs."""

    meetings: tuple[MeetingIn, ...]
    certificate: CertificateOut | None = None
    seconds: Any = Field(None, description="Not read.")
    seed: Any = Field(None, description="Not read.")


def schedule_from(
    document: object, problem: Problem, file: str
) -> tuple[Schedule, Certificate | None]:
    """Translate a schedule document; ``file`` is named in faults.

    Nothing is verified here: ids may be unknown to the problem and claims false.

    Raises
    ------
    InputFaults
        Every fault of shape, with its path in the file.
    """
    try:
        read = ScheduleIn.model_validate(document)
    except ValidationError as error:
        raise InputFaults(shape_faults(error, ScheduleIn, file)) from error
    order = {slot.id: place for place, slot in enumerate(problem.slots)}
    meetings = [Meeting(m.slot, m.a, m.b, m.table, m.id, m.team_a, m.team_b) for m in read.meetings]
    meetings.sort(key=lambda m: (order.get(m.slot, -1), m))
    certificate = None
    if read.certificate is not None:
        certificate = certificate_of(read.certificate, problem)
    return Schedule(tuple(meetings)), certificate


def certificate_from(document: Mapping[str, Any], problem: Problem) -> Certificate:
    """Translate a stored certificate of a schedule of the problem."""
    return certificate_of(CertificateOut.model_validate(document), problem)


def certificate_of(read: CertificateOut, problem: Problem) -> Certificate:
    """Translate what was read; the stamp ``verified`` is not taken on trust."""
    selects = problem.objective.mode == "select"
    return Certificate(
        objective=read.objective,
        bound=read.upper_bound if selects else read.lower_bound,
        gap=read.gap,
        status=read.status,
        bound_by=read.bound_by,
        unmet=tuple(Unmet(u.attendee, u.wanted, u.got, u.reason) for u in read.unmet),
        unplaced=tuple(Unplaced(u.a, u.b, u.reason, u.id) for u in read.unplaced),
        uneven=tuple(Uneven(u.team, u.spread, u.apart, u.reason) for u in read.uneven),
        clash=tuple(read.clash),
        dual=None if read.dual is None else _dual(read.dual, problem),
        promise=None if read.promise is None else Promise(**read.promise.model_dump()),
        worst_off=read.worst_off,
        worst_off_bound=read.worst_off_bound,
    )


def _dual(read: DualOut, problem: Problem) -> Dual:
    n, slots = len(problem.attendees), len(problem.slots)
    empty = np.zeros((n, slots))
    return Dual(
        utility=np.array(read.utility, np.float64),
        guarantee=np.array(read.guarantee, np.float64),
        worst=np.array(read.worst, np.float64),
        cap=np.array(read.cap, np.float64),
        person_slot=_rows(read.person_slot) if read.person_slot else empty,
        slot=np.array(read.slot, np.float64),
        group={(price.attendee, price.group): price.price for price in read.group},
        team=dict(read.team),
        team_guarantee=dict(read.team_guarantee),
        day=_rows(read.day) if read.day else None,
        row=_rows(read.row) if read.row else None,
        odd=tuple(OddSet(tuple(o.members), tuple(o.pairs), o.price) for o in read.odd),
    )


def _rows(rows: list[list[float]]) -> NDArray[np.float64]:
    """Read rows; of rows that are not all of one length the shape is one that no problem has."""
    if len({len(row) for row in rows}) != 1:
        return np.zeros((0, 0))
    return np.array(rows, np.float64)
