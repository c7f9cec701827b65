"""Explanation: why do these two not meet, why has she only two, and what would help.

The reason is the rule that blocks, read off the schedule. A remedy is never guessed: each
change that might help is made on the model, cheapest first, and the first one with which the
meeting can really be placed is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduling.explain.remedies import Remedy, remedy
from scheduling.explain.shortfalls import why_not_met, why_short
from scheduling.problem import Problem, Schedule
from scheduling.state.loading import find_activity, load_schedule
from scheduling.state.state import ScheduleState


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
    state = load_schedule(problem, schedule)
    return _explain_party(state, names[0]) if len(names) == 1 else _explain_pair(state, names)


def _explain_party(state: ScheduleState, name: str) -> Explanation:
    party = state.problem.parties.index(name)
    n = len(state.count)
    held = state.count[party] if party < n else state.team_count[party - n]
    offered = [c for c in state.activities.of(party) if c not in state.held]
    return Explanation((name,), held, why_short(state, party), remedy(state, offered))


def _explain_pair(state: ScheduleState, names: Sequence[str]) -> Explanation:
    activity = find_activity(state, names[0], names[1])
    if activity is not None and activity in state.held:
        meeting = state.meeting(state.held[activity])
        at = f" at table {meeting.table}" if meeting.table else ""
        return Explanation(tuple(names), 1, f"They meet in slot {meeting.slot}{at}.")
    if activity is None:
        reason = "They are not suggested to each other: the pair is not listed."
        return Explanation(tuple(names), 0, reason)
    return Explanation(tuple(names), 0, why_not_met(state, activity), remedy(state, [activity]))
