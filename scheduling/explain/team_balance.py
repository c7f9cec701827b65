"""Team balance: who of a team sits in its meetings, so that they are fairly split.

Members take meetings over from each other: one from another, or along a chain in which everybody
passes one on. A meeting keeps its time if that can be, else it may move to another open slot.
Nobody loses a meeting that their guarantee needs, and where fairness is 1 nobody falls below the
worst-off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from scheduling.certificate import Uneven
from scheduling.explain.shortfalls import describe_block
from scheduling.problem import Team
from scheduling.state.activities import Lineup
from scheduling.state.ejection_chain import bit_numbers
from scheduling.state.feasibility import Block, blocked_by, kept_apart_by
from scheduling.state.state import Placement, ScheduleState
from scheduling.stop import Stop

# Takings-over that may be looked at in all: the search ends there, not by the clock.
STEPS = 50_000
# Members that may pass meetings on between the one who gains and the one who gives.
DEEPEST = 3


def count_by_member(state: ScheduleState, team: int) -> dict[int, int]:
    """Count each member's meetings for the team, by attendee number."""
    party = len(state.count) + team
    count = {i: 0 for (i,) in state.activities.seats[party]}
    for held in _of_team(state, party):
        count[_seat(state, held, party)] += 1
    return count


def balance_teams(state: ScheduleState, open_slots: int, stop: Stop) -> None:
    """Split the meetings of every team as evenly as its spread asks, as far as that can be."""
    sharing = _Sharing(state, open_slots)
    for k in _split_teams(state):
        if stop():
            break
        sharing.level(k)


def list_uneven(state: ScheduleState) -> tuple[Uneven, ...]:
    """Name the teams whose members are further apart than their spread, and say why."""
    found = []
    for k in _split_teams(state):
        team, count = state.problem.teams[k], count_by_member(state, k)
        most, least = max(count.values()), min(count.values())
        if team.spread is not None and most - least > team.spread:
            found.append(Uneven(team.id, team.spread, most - least, _why(state, k, count)))
    return tuple(found)


def is_split(team: Team) -> bool:
    """Whether a team's meetings are to be split among its members."""
    return not team.together and team.spread is not None and len(team.members) > 1


def _split_teams(state: ScheduleState) -> list[int]:
    return [k for k, team in enumerate(state.problem.teams) if is_split(team)]


def _of_team(state: ScheduleState, party: int) -> list[Placement]:
    return [state.held[c] for c in state.activities.of(party) if c in state.held]


def _seat(state: ScheduleState, held: Placement, party: int) -> int:
    """Who sits for the team."""
    left = int(state.activities.a[held.lineup.activity]) == party
    return (held.lineup.left if left else held.lineup.right)[0]


def _with_member(state: ScheduleState, held: Placement, party: int, member: int) -> Lineup:
    """Return the same meeting with another member."""
    lineup = held.lineup
    if int(state.activities.a[lineup.activity]) == party:
        return Lineup(lineup.activity, (member,), lineup.right)
    return Lineup(lineup.activity, lineup.left, (member,))


class _Sharing:
    """Takes meetings over on a state."""

    def __init__(self, state: ScheduleState, open_slots: int) -> None:
        self.state = state
        self.open = open_slots
        self.steps = STEPS
        self.value = np.zeros(len(state.count))
        self.floor = -np.inf
        if state.problem.objective.fairness == 1:
            for held in state.held.values():
                for side in (held.lineup.left, held.lineup.right):
                    self.value[list(side)] += state.activities.score[held.lineup.activity] / len(
                        side
                    )
            has = np.array(state.count) > 0
            self.floor = float(self.value[has].min(initial=np.inf))

    def level(self, team: int) -> None:
        """Let whoever has least take over, until the spread holds or nobody can."""
        state, party = self.state, len(self.state.count) + team
        spread = state.problem.teams[team].spread or 0
        moved = True
        while moved:
            count, moved = count_by_member(state, team), False
            most = max(count.values())
            for member in sorted(count, key=lambda i: (count[i], i)):
                if most - count[member] <= max(spread, 1):
                    break
                rich = frozenset(i for i in count if count[i] >= count[member] + 2)
                if self._pull(party, member, rich, frozenset({member}), DEEPEST):
                    moved = True
                    break

    def _pull(
        self, party: int, member: int, rich: frozenset[int], seen: frozenset[int], depth: int
    ) -> bool:
        """Give a member one more of the team's meetings, at the expense of one of the rich."""
        state = self.state
        held = [(h, _seat(state, h, party)) for h in _of_team(state, party)]
        for h, giver in sorted(held, key=lambda pair: pair[1] not in rich):
            if giver in seen or h.fixed or (depth == 0 and giver not in rich):
                continue
            mark, short = state.mark(), self._short(giver)
            if self._take_over(h, party, member):
                self._pass(h, giver, member)
                further = giver in rich or self._pull(party, giver, rich, seen | {giver}, depth - 1)
                if further and self._short(giver) <= short and self.value[giver] >= self.floor:
                    return True
                state.back(mark)
                self._pass(h, member, giver)
            if self.steps <= 0:
                return False
        return False

    def _take_over(self, held: Placement, party: int, member: int) -> bool:
        """Seat a member instead of who sits, in the same slot if that can be."""
        state, lineup = self.state, _with_member(self.state, held, party, member)
        if kept_apart_by(state, lineup) is not None:
            return False
        mark = state.mark()
        state.take(held)
        others = self.open & ~(1 << held.slot)
        if any(state.problem.attendees[i].min_per_day for i in (*held.lineup.people, member)):
            others &= state.day[held.slot]
        for t in (held.slot, *bit_numbers(state.idle(lineup) & others)):
            self.steps -= 1
            if blocked_by(state, lineup, t) is None:
                same = t == held.slot and state.room.suits(lineup, t, held.table)
                state.put(lineup, t, held.table if same else None)
                return True
        state.back(mark)
        return False

    def _pass(self, held: Placement, giver: int, taker: int) -> None:
        score = float(self.state.activities.score[held.lineup.activity])
        self.value[giver] -= score
        self.value[taker] += score

    def _short(self, person: int) -> int:
        """Meetings that a person misses of what is guaranteed."""
        days = sum(max(0, missing) for _, missing in self.state.missing_by_day(person))
        return max(0, self.state.missing(person)) + days


def _why(state: ScheduleState, team: int, count: dict[int, int]) -> str:
    """Say what keeps the member with least from taking over, in a sentence or two."""
    party, people = len(state.count) + team, state.problem.attendees
    least = min(count, key=lambda i: (count[i], i))
    most = max(count, key=lambda i: (count[i], -i))
    lead = f"{people[least].id} sits in {count[least]}, {people[most].id} in {count[most]}"
    found: Counter[Block] = Counter()
    for held in _of_team(state, party):
        if count[_seat(state, held, party)] >= count[least] + 2:
            found.update(_obstacles(state, held, party, least))
    if count[most] < count[least] + 2:
        return f"{lead}: their meetings do not divide evenly."
    if not found:
        return (
            f"{lead}: a meeting passed on would cost a guarantee, the worst-off or a fixed place."
        )
    return f"{lead}. In most of those: {describe_block(state, found.most_common(1)[0][0])}"


def _obstacles(state: ScheduleState, held: Placement, party: int, member: int) -> Iterator[Block]:
    """Yield what keeps a member out of a meeting of the team in its own slot."""
    lineup, mark = _with_member(state, held, party, member), state.mark()
    kept = kept_apart_by(state, lineup)
    state.take(held)
    stop = kept or blocked_by(state, lineup, held.slot)
    state.back(mark)
    if stop is not None:
        yield stop
