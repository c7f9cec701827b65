"""Rules about the room, checked: open tables, one meeting a table, hosts, zones."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduling.problem import Meeting, Problem
from scheduling.verify.arrays import MeetingArrays, ProblemArrays
from scheduling.verify.open_tables import tables_open
from scheduling.verify.violation import Violation


def room_violations(
    problem: Problem, arrays: ProblemArrays, held: MeetingArrays
) -> Iterator[Violation]:
    """Check every rule about tables; O(meetings + tables x slots)."""
    if problem.without_tables:
        for meeting in held.meetings:
            if meeting.table:
                what = f"{_pair(meeting)} sit at {meeting.table}, but the problem has no tables."
                yield _violation("tables", meeting, what)
        return
    yield from _tables(problem, arrays, held)
    yield from _hosts(problem, arrays, held)
    yield from _zones(problem, held)


def _tables(problem: Problem, arrays: ProblemArrays, held: MeetingArrays) -> Iterator[Violation]:
    slots = len(arrays.day)
    is_open = tables_open(problem, arrays)
    for m in np.flatnonzero(held.table < 0):
        meeting = held.meetings[m]
        yield _violation("tables", meeting, f"{_pair(meeting)} have no table.")
    seated = np.flatnonzero(held.table >= 0)
    for m in seated[~is_open[held.table[seated], held.slot[seated]]]:
        meeting = held.meetings[m]
        what = f"{_pair(meeting)} sit at {meeting.table}, which is closed in slot {meeting.slot}."
        yield _violation("tables", meeting, what)
    cell = held.table[seated] * slots + held.slot[seated]
    order = np.argsort(cell, kind="stable")
    for k in np.flatnonzero(cell[order][1:] == cell[order][:-1]):
        one, other = (held.meetings[seated[order[k + step]]] for step in (0, 1))
        what = f"{_pair(one)} and {_pair(other)} share {one.table} in slot {one.slot}."
        yield _violation("tables", one, what)


def _hosts(problem: Problem, arrays: ProblemArrays, held: MeetingArrays) -> Iterator[Violation]:
    kept = np.array(
        [-1 if a.table is None else arrays.table[a.table] for a in problem.attendees], np.int64
    )
    mine, at = kept[held.who], held.table[held.what]
    for event in np.flatnonzero((mine >= 0) & (mine != at)):
        host = problem.attendees[held.who[event]]
        meeting = held.meetings[held.what[event]]
        what = f"{_pair(meeting)} sit at {meeting.table}, but {host.id} keeps table {host.table}."
        yield _violation("hosts", meeting, what)
    reserved = np.zeros(len(problem.tables) + 1, bool)
    reserved[kept[kept >= 0]] = True
    with_host = np.zeros(len(held.meetings), bool)
    with_host[held.what[(mine >= 0) & (mine == at)]] = True
    for m in np.flatnonzero(reserved[held.table] & ~with_host):
        meeting = held.meetings[m]
        what = f"{_pair(meeting)} sit at {meeting.table} in slot {meeting.slot} without its host."
        yield _violation("hosts", meeting, what)


def _zones(problem: Problem, held: MeetingArrays) -> Iterator[Violation]:
    zone = [table.zone for table in problem.tables]
    needy = np.array([bool(a.zones) for a in problem.attendees], bool)
    for event in np.flatnonzero(needy[held.who] & (held.table[held.what] >= 0)):
        person = problem.attendees[held.who[event]]
        at = zone[held.table[held.what[event]]]
        if at not in person.zones:
            meeting = held.meetings[held.what[event]]
            what = (
                f"{_pair(meeting)} sit at {meeting.table} in zone {at or '(none)'}, "
                f"but {person.id} needs {' or '.join(person.zones)}."
            )
            yield _violation("zones", meeting, what)


def _pair(meeting: Meeting) -> str:
    return f"{meeting.a} and {meeting.b}"


def _violation(rule: str, meeting: Meeting, what: str) -> Violation:
    return Violation(rule, what, (meeting.a, meeting.b), meeting.slot)
