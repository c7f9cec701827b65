"""Shortfalls: who misses guaranteed meetings, which wishes have no place, and why, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from scheduling.certificate import Unmet, Unplaced
from scheduling.problem import Problem, Schedule
from scheduling.state.activities import Lineup
from scheduling.state.ejection_chain import bit_numbers
from scheduling.state.feasibility import Block, blocked_by, kept_apart_by
from scheduling.state.state import ScheduleState
from scheduling.stop import Stop

NOT_LOOKED_FOR = "The time ran out before the reason was found; ask why not."


def may_be_short(problem: Problem) -> bool:
    """Whether anything is guaranteed to anybody."""
    return any(team.min_meetings for team in problem.teams) or any(
        person.min_meetings or person.min_per_day for person in problem.attendees
    )


def leaves_out(problem: Problem, schedule: Schedule) -> bool:
    """Whether a wish with a priority or a given meeting has no place in a schedule."""
    met = {frozenset((m.team_a or m.a, m.team_b or m.b)) for m in schedule.meetings}
    return len(problem.meetings) > len(schedule.meetings) or any(
        w.priority is not None and frozenset((w.a, w.b)) not in met for w in problem.must_meet
    )


def list_unmet(state: ScheduleState, stop: Stop | None = None) -> tuple[Unmet, ...]:
    """Return every guarantee that a state does not keep, people first, then teams.

    A reason takes up to a millisecond to find: once ``stop`` says so the rest are without.
    """
    problem = state.problem

    def why(party: int, slots: int = -1) -> str:
        return NOT_LOOKED_FOR if stop and stop() else why_short(state, party, slots)

    short, found = state.shortfall(), []
    n, days = len(problem.attendees), list(state.day_bits.items())
    for i in np.flatnonzero((short.person > 0) | short.day.any(axis=1)).tolist():
        person = problem.attendees[i]
        if short.person[i]:
            found.append(Unmet(person.id, person.min_meetings, state.count[i], why(i)))
        for k in np.flatnonzero(short.day[i]).tolist():
            day, bits = days[k]
            reason = (f'On day "{day}": ' if day else "") + why(i, bits)
            got = person.min_per_day - int(short.day[i, k])
            found.append(Unmet(person.id, person.min_per_day, got, reason))
    for k in np.flatnonzero(short.team).tolist():
        team = problem.teams[k]
        found.append(Unmet(team.id, team.min_meetings, state.team_count[k], why(n + k)))
    return tuple(found)


def list_unplaced(state: ScheduleState, hard: bool = False) -> tuple[Unplaced, ...]:
    """Return every wish with a priority and every given meeting that has no place.

    With ``hard``, must-meets and locks without one as well.
    """
    activities, parties = state.activities, state.problem.parties
    asked = activities.priority > 0
    if state.problem.objective.mode == "select" and not hard:
        asked &= np.isfinite(activities.priority)
    wished = [c for c in asked.nonzero()[0].tolist() if c not in state.held]
    return tuple(
        Unplaced(
            parties[activities.a[c]],
            parties[activities.b[c]],
            why_not_met(state, c),
            activities.ids[c] if activities.ids else "",
        )
        for c in sorted(wished, key=lambda c: -activities.priority[c])
    )


def why_short(state: ScheduleState, party: int, slots: int = -1) -> str:
    """Return why an attendee or team has no more meetings (in some slots), in a sentence."""
    free = slots
    if party < len(state.count):
        # First what is the same whoever was suggested to them: their time, and their limit.
        here = state.present[party] & slots
        free = here & ~state.busy[party]
        if not here:
            return "They are not there in any slot."
        if not free:
            return f"They meet in every slot in which they are there ({here.bit_count()})."
        if state.count[party] >= state.most[party]:
            return f"They have as many meetings as allowed ({state.most[party]})."
    offered = state.activities.of(party)
    activities = [c for c in offered if c not in state.held]
    if not activities:
        return "Everybody suggested meets them." if offered else "Nobody is suggested to them."
    lineups = [
        w
        for c in activities
        for w in state.activities.lineups(c)
        if kept_apart_by(state, w) is None
    ]
    if not lineups:
        return f"Rules keep them apart from all {_count(len(activities), 'further partner')}."
    lineups = [w for w in lineups if state.reach(w) & slots]
    if not lineups:
        return "They have no common slot with any further partner."
    if _open_slots(state, lineups, free):
        return "Nothing stands in the way of one more meeting."
    return _summary(
        state, tally_blocks(state, lineups, free), party, len({w.activity for w in lineups})
    )


def why_not_met(state: ScheduleState, activity: int) -> str:
    """Return why an activity that is not on the state has no place, in one sentence."""
    lineups = list(state.activities.lineups(activity))
    kept = [kept_apart_by(state, w) for w in lineups]
    if all(kept):
        return describe_block(state, next(k for k in kept if k))
    lineups = [w for w, k in zip(lineups, kept, strict=True) if k is None]
    if not any(state.reach(w) for w in lineups):
        return "They have no common slot."
    free = _open_slots(state, lineups, -1)
    if free:
        named = ", ".join(state.problem.slots[t].id for t in sorted(free))
        return f"Nothing stands in the way in slot {named}."
    found = tally_blocks(state, lineups, -1)
    common = {t for w in lineups for t in bit_numbers(state.reach(w))}
    if {b.rule for b in found} == {"one meeting at a time"} and len(lineups) == 1:
        full = _full(state, lineups[0], common)
        if full:
            return full
    told = [describe_block(state, b).rstrip(".") for b, _ in found.most_common(3)]
    return f"In their {_count(len(common), 'common slot')}: {'; '.join(told)}."


def _full(state: ScheduleState, lineup: Lineup, common: set[int]) -> str:
    """Say who has other meetings in all common slots, and whether those are worth more."""
    bits = sum(1 << t for t in common)
    busy = [i for i in lineup.people if state.busy[i] & bits == bits]
    if not busy:
        return ""
    names = " and ".join(state.problem.attendees[i].id for i in busy)
    others = [held for i in busy for t in sorted(common) if (held := state.at[i][t])]
    least = min(state.activities.score[held.lineup.activity] for held in others)
    compared = ""
    if not state.activities.ids:
        better = least >= state.activities.score[lineup.activity]
        compared = ", worth at least as much" if better else ", not all worth as much"
    have = "has another meeting" if len(busy) == 1 else "have other meetings"
    slots = "their common slot" if len(common) == 1 else f"all {len(common)} common slots"
    return f"{names} {have} in {slots}{compared}."


def _open_slots(state: ScheduleState, lineups: Iterable[Lineup], slots: int) -> set[int]:
    """Return the slots in which one of the ways could go as it is."""
    return {
        t
        for lineup in lineups
        for t in bit_numbers(state.reach(lineup) & slots)
        if blocked_by(state, lineup, t) is None
    }


def tally_blocks(state: ScheduleState, lineups: Iterable[Lineup], slots: int) -> Counter[Block]:
    """Count what blocks each way in each slot in which all who sit are there."""
    found: Counter[Block] = Counter()
    for lineup in lineups:
        for t in bit_numbers(state.reach(lineup) & slots):
            stop = blocked_by(state, lineup, t)
            if stop is not None:
                found[stop] += 1
    return found


def describe_block(state: ScheduleState, stop: Block) -> str:
    """Return what a block means, in words."""
    name = state.problem.parties[stop.who] if stop.who >= 0 else ""
    match stop.rule:
        case "one meeting at a time":
            return f"{name} has another meeting."
        case "present":
            return f"{name} is not there."
        case "most meetings":
            return f"{name} has as many meetings as allowed ({_most(state, stop.who)})."
        case "most per day":
            most = state.problem.attendees[stop.who].max_per_day
            return f"{name} has as many meetings a day as allowed ({most})."
        case "most in a row":
            most = state.problem.attendees[stop.who].max_consecutive
            return f"{name} would have more than {most} meetings in a row."
        case "group caps":
            cap = state.problem.attendees[stop.who].group_caps[stop.group]
            return f"{name} has met the cap on group {stop.group} ({cap})."
        case "tables":
            return "No table that suits them is free."
        case "before":
            return "It would break the order between meetings."
        case "locked":
            return "The meeting is limited to other slots."
        case "sides":
            return "They are of the same side."
        case "teams":
            return "They are of one team."
        case _:
            return "A rule keeps them apart."


def _summary(state: ScheduleState, found: Counter[Block], party: int, partners: int) -> str:
    """Sum up what blocks a party's further partners."""
    own = [b for b, _ in found.most_common() if b.who == party]
    if own and found[own[0]] * 2 >= found.total():
        return describe_block(state, own[0])
    rules = Counter(b.rule for b in found.elements())
    told = {
        "one meeting at a time": "have another meeting",
        "most meetings": "have as many meetings as allowed",
        "most per day": "have as many meetings a day as allowed",
        "most in a row": "would have too many in a row",
        "group caps": "have met a cap on their group",
        "tables": "find no free table that suits",
        "before": "would break the order between meetings",
    }
    whose = {
        rule: len({b.who for b in found if b.rule == rule and b.who != party}) for rule in rules
    }
    parts = [
        f"{max(1, whose[rule])} {told[rule]}" for rule, _ in rules.most_common(3) if rule in told
    ]
    lead = f"In their free slots, of {_count(partners, 'further partner')}"
    return f"{lead} {', '.join(parts)}." if parts else "They have no free slot with a partner."


def _most(state: ScheduleState, party: int) -> int | None:
    n = len(state.count)
    return state.most[party] if party < n else state.problem.teams[party - n].max_meetings


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def parties_short(state: ScheduleState) -> list[int]:
    """Return the numbers of parties that miss a guaranteed meeting."""
    short = state.shortfall()
    people = (short.person > 0) | short.day.any(axis=1)
    found: list[int] = np.flatnonzero(np.concatenate([people, short.team > 0])).tolist()
    return found
