"""Explanation: why do these two not meet, why has she only two, and what would help.

The reason is the rule that blocks, read off the schedule. A remedy is never guessed: each
change that might help is made on the model, cheapest first, and the first one with which the
meeting can really be placed is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scheduling.certificate import Unmet, Unplaced
from scheduling.explain.remedies import Remedy, remedy
from scheduling.explain.shortfalls import unmet_on, unplaced_on, why_not_met, why_short
from scheduling.problem import Problem, Schedule
from scheduling.state.loading import activity_of, state_of
from scheduling.state.state import ScheduleState
from scheduling.stop import Stop


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why something is as it is.

    Attributes
    ----------
    who
        The person, or the two.
    meetings
        How many meetings they have (of a pair: 1 if they meet).
    reason
        The binding rule in words; ids in place of names.
    remedy
        The cheapest change with which there would be one more meeting; None if no single
        change helps, or none is needed.
    """

    who: tuple[str, ...]
    meetings: int
    reason: str
    remedy: Remedy | None = None


def explain(problem: Problem, schedule: Schedule, who: str | tuple[str, str]) -> Explanation:
    """Explain a person's number of meetings, or why two do (not) meet.

    Parameters
    ----------
    schedule
        Valid for the problem.
    who
        An attendee's or team's id, or two of them.

    Raises
    ------
    ValueError
        If an id is unknown or the schedule breaks a rule.
    """
    names = (who,) if isinstance(who, str) else tuple(who)
    for name in names:
        if name not in problem.parties:
            raise ValueError(f'There is no attendee or team "{name}". Name a known one.')
    if len(set(names)) != len(names):
        raise ValueError(f'"{names[0]}" does not meet itself. Name two.')
    state = state_of(problem, schedule)
    return _of_party(state, names[0]) if len(names) == 1 else _of_pair(state, names)


def missing_reasons(
    problem: Problem,
    schedule: Schedule,
    stop: Stop | None = None,
    state: ScheduleState | None = None,
) -> tuple[tuple[Unmet, ...], tuple[Unplaced, ...]]:
    """Return what a valid schedule leaves out, each with its reason.

    Parameters
    ----------
    state
        Of the schedule, if there is one already; else it is built where anything is missing.

    Returns
    -------
    unmet
        Every guarantee that is not kept.
    unplaced
        Every wish with a priority and given meeting without a place.
    """
    short, left_out = _anybody_short(problem, schedule), _anything_left_out(problem, schedule)
    if not short and not left_out:
        return (), ()
    state = state or state_of(problem, schedule)
    return unmet_on(state, stop) if short else (), unplaced_on(state) if left_out else ()


def _anything_left_out(problem: Problem, schedule: Schedule) -> bool:
    met = {frozenset((m.team_a or m.a, m.team_b or m.b)) for m in schedule.meetings}
    return len(problem.meetings) > len(schedule.meetings) or any(
        w.priority is not None and frozenset((w.a, w.b)) not in met for w in problem.must_meet
    )


def _anybody_short(problem: Problem, schedule: Schedule) -> bool:
    """Count meetings only: a state costs a second at 10,000 people."""
    day = {s.id: s.day for s in problem.slots}
    members = {t.id: t.members for t in problem.teams if t.together}
    count: Counter[str] = Counter()
    daily: Counter[tuple[str, str]] = Counter()
    for m in schedule.meetings:
        sitting = (*members.get(m.team_a, (m.a,)), *members.get(m.team_b, (m.b,)))
        count.update((*sitting, *filter(None, (m.team_a, m.team_b))))
        daily.update((p, day[m.slot]) for p in sitting)
    return any(count[t.id] < t.min_meetings for t in problem.teams) or any(
        count[a.id] < a.min_meetings
        or any(daily[a.id, d] < a.min_per_day for d in set(day.values()) if a.min_per_day)
        for a in problem.attendees
    )


def _of_party(state: ScheduleState, name: str) -> Explanation:
    party = state.problem.parties.index(name)
    n = len(state.count)
    held = state.count[party] if party < n else state.team_count[party - n]
    offered = [c for c in state.activities.of(party) if c not in state.held]
    return Explanation((name,), held, why_short(state, party), remedy(state, offered))


def _of_pair(state: ScheduleState, names: Sequence[str]) -> Explanation:
    activity = activity_of(state, names[0], names[1])
    if activity is not None and activity in state.held:
        meeting = state.meeting(state.held[activity])
        at = f" at table {meeting.table}" if meeting.table else ""
        return Explanation(tuple(names), 1, f"They meet in slot {meeting.slot}{at}.")
    if activity is None:
        reason = "They are not suggested to each other: the pair is not listed."
        return Explanation(tuple(names), 0, reason)
    return Explanation(tuple(names), 0, why_not_met(state, activity), remedy(state, [activity]))
