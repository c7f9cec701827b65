"""Team sharing: who of a team sits in its meetings, so that they are fairly split.

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
from scheduling.explain.shortfalls import sentence
from scheduling.problem import Team
from scheduling.state.activities import Way
from scheduling.state.ejection_chain import bits_of
from scheduling.state.feasibility import Block, apart, block
from scheduling.state.state import Board, Held
from scheduling.stop import Stop

# Takings-over that may be looked at in all: the search ends there, not by the clock.
STEPS = 50_000
# Members that may pass meetings on between the one who gains and the one who gives.
DEEPEST = 3


def numbers_of(board: Board, team: int) -> dict[int, int]:
    """Count each member's meetings for the team, by attendee number."""
    party = len(board.count) + team
    count = {i: 0 for (i,) in board.cards.seats[party]}
    for held in _of_team(board, party):
        count[_seat(board, held, party)] += 1
    return count


def share(board: Board, open_slots: int, stop: Stop) -> None:
    """Split the meetings of every team as evenly as its spread asks, as far as that can be."""
    sharing = _Sharing(board, open_slots)
    for k in _splitting(board):
        if stop():
            break
        sharing.level(k)


def uneven_on(board: Board) -> tuple[Uneven, ...]:
    """Name the teams whose members are further apart than their spread, and say why."""
    found = []
    for k in _splitting(board):
        team, count = board.problem.teams[k], numbers_of(board, k)
        most, least = max(count.values()), min(count.values())
        if team.spread is not None and most - least > team.spread:
            found.append(Uneven(team.id, team.spread, most - least, _why(board, k, count)))
    return tuple(found)


def is_split(team: Team) -> bool:
    """Whether a team's meetings are to be split among its members."""
    return not team.together and team.spread is not None and len(team.members) > 1


def _splitting(board: Board) -> list[int]:
    return [k for k, team in enumerate(board.problem.teams) if is_split(team)]


def _of_team(board: Board, party: int) -> list[Held]:
    return [board.held[c] for c in board.cards.of(party) if c in board.held]


def _seat(board: Board, held: Held, party: int) -> int:
    """Who sits for the team."""
    left = int(board.cards.a[held.way.card]) == party
    return (held.way.left if left else held.way.right)[0]


def _way_of(board: Board, held: Held, party: int, member: int) -> Way:
    """Return the same meeting with another member."""
    way = held.way
    if int(board.cards.a[way.card]) == party:
        return Way(way.card, (member,), way.right)
    return Way(way.card, way.left, (member,))


class _Sharing:
    """Takes meetings over on a board."""

    def __init__(self, board: Board, open_slots: int) -> None:
        self.board = board
        self.open = open_slots
        self.steps = STEPS
        self.value = np.zeros(len(board.count))
        self.floor = -np.inf
        if board.problem.objective.fairness == 1:
            for held in board.held.values():
                for side in (held.way.left, held.way.right):
                    self.value[list(side)] += board.cards.score[held.way.card] / len(side)
            has = np.array(board.count) > 0
            self.floor = float(self.value[has].min(initial=np.inf))

    def level(self, team: int) -> None:
        """Let whoever has least take over, until the spread holds or nobody can."""
        board, party = self.board, len(self.board.count) + team
        spread = board.problem.teams[team].spread or 0
        moved = True
        while moved:
            count, moved = numbers_of(board, team), False
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
        board = self.board
        held = [(h, _seat(board, h, party)) for h in _of_team(board, party)]
        for h, giver in sorted(held, key=lambda pair: pair[1] not in rich):
            if giver in seen or h.fixed or (depth == 0 and giver not in rich):
                continue
            mark, short = board.mark(), self._short(giver)
            if self._taken_over(h, party, member):
                self._pass(h, giver, member)
                further = giver in rich or self._pull(party, giver, rich, seen | {giver}, depth - 1)
                if further and self._short(giver) <= short and self.value[giver] >= self.floor:
                    return True
                board.back(mark)
                self._pass(h, member, giver)
            if self.steps <= 0:
                return False
        return False

    def _taken_over(self, held: Held, party: int, member: int) -> bool:
        """Seat a member instead of who sits, in the same slot if that can be."""
        board, way = self.board, _way_of(self.board, held, party, member)
        if apart(board, way) is not None:
            return False
        mark = board.mark()
        board.take(held)
        others = self.open & ~(1 << held.slot)
        if any(board.problem.attendees[i].min_per_day for i in (*held.way.people, member)):
            others &= board.day[held.slot]
        for t in (held.slot, *bits_of(board.idle(way) & others)):
            self.steps -= 1
            if block(board, way, t) is None:
                same = t == held.slot and board.room.suits(way, t, held.table, board.cards.table)
                board.put(way, t, held.table if same else None)
                return True
        board.back(mark)
        return False

    def _pass(self, held: Held, giver: int, taker: int) -> None:
        score = float(self.board.cards.score[held.way.card])
        self.value[giver] -= score
        self.value[taker] += score

    def _short(self, person: int) -> int:
        """Meetings that a person misses of what is guaranteed."""
        board, wanted = self.board, self.board.problem.attendees[person]
        short = max(0, wanted.min_meetings - board.count[person])
        for bits in board.day_bits.values() if wanted.min_per_day else ():
            short += max(0, wanted.min_per_day - (board.busy[person] & bits).bit_count())
        return short


def _why(board: Board, team: int, count: dict[int, int]) -> str:
    """Say what keeps the member with least from taking over, in a sentence or two."""
    party, people = len(board.count) + team, board.problem.attendees
    least = min(count, key=lambda i: (count[i], i))
    most = max(count, key=lambda i: (count[i], -i))
    lead = f"{people[least].id} sits in {count[least]}, {people[most].id} in {count[most]}"
    found: Counter[Block] = Counter()
    for held in _of_team(board, party):
        if count[_seat(board, held, party)] >= count[least] + 2:
            found.update(_obstacles(board, held, party, least))
    if count[most] < count[least] + 2:
        return f"{lead}: their meetings do not divide evenly."
    if not found:
        return (
            f"{lead}: a meeting passed on would cost a guarantee, the worst-off or a fixed place."
        )
    return f"{lead}. In most of those: {sentence(board, found.most_common(1)[0][0])}"


def _obstacles(board: Board, held: Held, party: int, member: int) -> Iterator[Block]:
    """Yield what keeps a member out of a meeting of the team in its own slot."""
    way, mark = _way_of(board, held, party, member), board.mark()
    kept = apart(board, way)
    board.take(held)
    stop = kept or block(board, way, held.slot)
    board.back(mark)
    if stop is not None:
        yield stop
