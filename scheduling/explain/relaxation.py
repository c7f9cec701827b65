"""Relaxation: problems in which one rule that keeps an activity out is loosened by one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from scheduling.explain.shortfalls import tally_blocks
from scheduling.problem import Problem, Table
from scheduling.state.activities import Lineup
from scheduling.state.ejection_chain import bit_numbers
from scheduling.state.feasibility import Block, kept_apart_by
from scheduling.state.state import ScheduleState

MOST_SLOTS = 4


def relax(state: ScheduleState, activity: int) -> Iterator[tuple[str, Problem]]:
    """Yield changes that might let an activity in: what to do, in words, and the changed problem.

    Rules that keep people apart are left alone: they are private, or the nature of the event.
    """
    lineups = [w for w in state.activities.lineups(activity) if kept_apart_by(state, w) is None]
    for stop in tally_blocks(state, lineups, -1):
        change = _change(state, lineups, stop)
        if change is not None:
            yield change
    for lineup in lineups:
        yield from _present(state, lineup)


def _change(state: ScheduleState, lineups: list[Lineup], stop: Block) -> tuple[str, Problem] | None:
    problem, n = state.problem, len(state.count)
    name = problem.parties[stop.who] if stop.who >= 0 else ""
    if stop.rule == "most meetings" and stop.who >= n:
        most = (problem.teams[stop.who - n].max_meetings or 0) + 1
        return f"Let team {name} have {most} meetings.", _team(problem, stop.who - n, most)
    if stop.rule in ("most meetings", "most per day", "most in a row"):
        field, noun = {
            "most meetings": ("max_meetings", "meetings"),
            "most per day": ("max_per_day", "meetings a day"),
            "most in a row": ("max_consecutive", "meetings in a row"),
        }[stop.rule]
        most = getattr(problem.attendees[stop.who], field)
        if most is None:
            return None
        changed = _person(problem, stop.who, **{field: most + 1})
        return f"Let {name} have {most + 1} {noun}.", changed
    if stop.rule == "group caps":
        caps = dict(problem.attendees[stop.who].group_caps)
        caps[stop.group] += 1
        words = f"Raise {name}'s cap on group {stop.group} to {caps[stop.group]}."
        return words, _person(problem, stop.who, group_caps=caps)
    if stop.rule == "tables":
        return _one_more_table(state, lineups[0])
    if stop.rule == "before":
        pair = _pair(state, lineups[0].activity)
        kept = tuple(
            b for b in problem.before if pair not in (frozenset(b.first), frozenset(b.then))
        )
        words = "Take away the order between this meeting and others."
        return words, dataclasses.replace(problem, before=kept)
    return None


def _present(state: ScheduleState, lineup: Lineup) -> Iterator[tuple[str, Problem]]:
    """Yield slots in which all but one who sit are free and one is not there."""
    problem, offered = state.problem, 0
    limited = state.activities.slots[lineup.activity]
    for i in lineup.people:
        others = limited & ((1 << len(problem.slots)) - 1) & ~state.present[i]
        for j in lineup.people:
            if j != i:
                others &= state.present[j] & ~state.busy[j]
        for t in bit_numbers(others):
            if offered == MOST_SLOTS:
                return
            offered += 1
            person = problem.attendees[i]
            ids = {*(person.available or ()), problem.slots[t].id}
            here = tuple(s.id for s in problem.slots if s.id in ids)
            words = f"Ask {person.id} to be there in slot {problem.slots[t].id}."
            yield words, _person(problem, i, available=here)


def _one_more_table(state: ScheduleState, lineup: Lineup) -> tuple[str, Problem] | None:
    problem = state.problem
    if any(problem.attendees[i].table is not None for i in lineup.people):
        return None
    needs = [zones for i in lineup.people if (zones := problem.attendees[i].zones)]
    every = dict.fromkeys(t.zone for t in problem.tables)
    shared = [zone for zone in every if all(zone in need for need in needs)]
    if not shared:
        return None
    taken = {t.id for t in problem.tables}
    name = next(f"table {k}" for k in range(len(taken) + 2) if f"table {k}" not in taken)
    words = f"Open one more table in zone {shared[0]}." if shared[0] else "Open one more table."
    return words, dataclasses.replace(problem, tables=(*problem.tables, Table(name, shared[0])))


def _person(problem: Problem, number: int, **fields: Any) -> Problem:
    people = list(problem.attendees)
    people[number] = dataclasses.replace(people[number], **fields)
    return dataclasses.replace(problem, attendees=tuple(people))


def _team(problem: Problem, number: int, most: int) -> Problem:
    teams = list(problem.teams)
    teams[number] = dataclasses.replace(teams[number], max_meetings=most)
    return dataclasses.replace(problem, teams=tuple(teams))


def _pair(state: ScheduleState, activity: int) -> frozenset[str]:
    parties = state.problem.parties
    return frozenset((parties[state.activities.a[activity]], parties[state.activities.b[activity]]))
