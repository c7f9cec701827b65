"""Arrays: a problem and a schedule as arrays, the way the verifier reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from scheduling.problem import Meeting, Problem
from scheduling.problem.array_types import Bool, Int64
from scheduling.problem.timeline import day_numbers, in_row, slot_numbers


@dataclass(frozen=True, slots=True, eq=False)
class Ragged:
    """Lists of numbers behind one another: list k is ``flat[start[k] : start[k] + size[k]]``."""

    start: Int64
    size: Int64
    flat: Int64

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> Ragged:
        """Return lists as arrays."""
        size = np.array([len(one) for one in lists], np.int64)
        flat = np.array([x for one in lists for x in one], np.int64)
        return cls(np.cumsum(size) - size, size, flat)

    def spread(self, which: Int64) -> tuple[Int64, Int64]:
        """Return all elements of the lists ``which`` and, for each, its position in ``which``."""
        size = self.size[which]
        position = np.repeat(np.arange(len(which)), size)
        within = np.arange(len(position)) - (np.cumsum(size) - size)[position]
        return position, self.flat[self.start[which][position] + within]


@dataclass(frozen=True, slots=True, eq=False)
class ProblemArrays:
    """A problem as arrays: n attendees, k teams, T slots, L tables.

    A *party* is an attendee or a team, numbered 0 .. n + k - 1. A *row* says who sits on one
    side of a meeting: an attendee's own number, or n + team for a team that sits together.

    Attributes
    ----------
    party, slot, table
        Id -> number.
    members
        Attendees of each party: themselves, or the whole team; n + k lists.
    seats
        Rows that may sit for each party: an attendee, any member, or the team together.
    available
        bool, shape (n + k, T): a team's row needs all its members.
    most
        int64, shape (n,): c(i), the most meetings i can have.
    together
        bool, shape (k,).
    team_of
        int64, shape (n,): the team's number, or -1.
    side
        int64, shape (n,): -1 without a side.
    day
        int64, shape (T,).
    in_row
        bool, shape (T,): slot t follows t - 1 in a row.
    """

    party: dict[str, int]
    slot: dict[str, int]
    table: dict[str, int]
    members: Ragged
    seats: Ragged
    available: Bool
    most: Int64
    together: Bool
    team_of: Int64
    side: Int64
    day: Int64
    in_row: Bool

    @property
    def people(self) -> int:
        """Return n."""
        return len(self.most)

    def keys(self, a: Int64, b: Int64) -> Int64:
        """Return one number for each unordered pair of parties; int64, shape of ``a``."""
        return np.minimum(a, b) * np.int64(len(self.party)) + np.maximum(a, b)

    def key(self, a: str, b: str) -> int:
        """Return the number of one pair given by ids."""
        first, second = sorted((self.party[a], self.party[b]))
        return first * len(self.party) + second


@dataclass(frozen=True, slots=True, eq=False)
class MeetingArrays:
    """Meetings as arrays, shape (meetings,), and who is busy through them.

    Attributes
    ----------
    meetings
        Those whose ids are all known.
    slot, table
        Numbers; table -1 where none is named.
    side_a, side_b
        Rows that sit.
    party_a, party_b
        Attendee or team that the meeting is for.
    who, what, opposite
        One entry for every person who sits in a meeting: attendee, meeting, row opposite.
    """

    meetings: tuple[Meeting, ...]
    slot: Int64
    table: Int64
    side_a: Int64
    side_b: Int64
    party_a: Int64
    party_b: Int64
    who: Int64
    what: Int64
    opposite: Int64


def problem_arrays(problem: Problem) -> ProblemArrays:
    """Return the problem as arrays; 50,000 attendees take well under a second."""
    n = len(problem.attendees)
    slot = slot_numbers(problem.slots)
    party = {p: i for i, p in enumerate(problem.parties)}
    alone: list[tuple[int, ...]] = [(i,) for i in range(n)]
    teams = [tuple(party[m] for m in team.members) for team in problem.teams]
    available = np.ones((n + len(teams), len(slot)), bool)
    for i, attendee in enumerate(problem.attendees):
        if attendee.available is not None:
            available[i] = False
            available[i, [slot[s] for s in attendee.available]] = True
    team_of = np.full(n, -1, np.int64)
    for k, team in enumerate(teams):
        team_of[list(team)] = k
        available[n + k] = available[list(team)].all(axis=0)
    limit = [len(slot) if a.max_meetings is None else a.max_meetings for a in problem.attendees]
    return ProblemArrays(
        party=party,
        slot=slot,
        table={t.id: i for i, t in enumerate(problem.tables)},
        members=Ragged.of(alone + teams),
        seats=Ragged.of(
            alone
            + [(n + k,) if team.together else teams[k] for k, team in enumerate(problem.teams)]
        ),
        available=available,
        most=np.minimum(np.array(limit, np.int64), available[:n].sum(axis=1)),
        together=np.array([t.together for t in problem.teams], bool),
        team_of=team_of,
        side=_numbers(a.side for a in problem.attendees),
        day=np.array(day_numbers(problem.slots), np.int64),
        in_row=np.array(in_row(problem.slots), bool),
    )


def meeting_arrays(arrays: ProblemArrays, meetings: Sequence[Meeting]) -> MeetingArrays:
    """Return meetings as arrays.

    Raises
    ------
    KeyError
        If a meeting names an id that the problem does not have.
    """
    n = arrays.people

    def parties(ids: Iterable[str]) -> Int64:
        return np.fromiter((arrays.party[i] for i in ids), np.int64, len(meetings))

    seat = (parties(m.a for m in meetings), parties(m.b for m in meetings))
    party = (
        parties(m.team_a or m.a for m in meetings),
        parties(m.team_b or m.b for m in meetings),
    )
    together = np.concatenate([np.zeros(n, bool), arrays.together])
    side = tuple(np.where(together[p], p, s) for p, s in zip(party, seat, strict=True))
    who, what, opposite = _busy(arrays, side[0], side[1])
    return MeetingArrays(
        meetings=tuple(meetings),
        slot=np.fromiter((arrays.slot[m.slot] for m in meetings), np.int64, len(meetings)),
        table=np.fromiter(
            (arrays.table[m.table] if m.table else -1 for m in meetings), np.int64, len(meetings)
        ),
        side_a=side[0],
        side_b=side[1],
        party_a=party[0],
        party_b=party[1],
        who=who,
        what=what,
        opposite=opposite,
    )


def _busy(arrays: ProblemArrays, side_a: Int64, side_b: Int64) -> tuple[Int64, Int64, Int64]:
    what, who = arrays.members.spread(np.concatenate([side_a, side_b]))
    opposite = np.concatenate([side_b, side_a])[what]
    return who, what % max(1, len(side_a)), opposite


def wished_keys(problem: Problem, arrays: ProblemArrays) -> Int64:
    """Return keys of must-meets, then of locks."""
    wished = [arrays.key(must.a, must.b) for must in problem.must_meet]
    return np.array(wished + [arrays.key(lock.a, lock.b) for lock in problem.locked], np.int64)


def people_apart(
    arrays: ProblemArrays, never: Int64, sides: tuple[Int64, Int64], parties: tuple[Int64, Int64]
) -> Bool:
    """Return whether a rule keeps apart those who would sit in a meeting.

    Parameters
    ----------
    never
        Keys of pairs that shall never meet.
    sides, parties
        Rows that sit and the parties they sit for; int64, shape (w,) each.

    Returns
    -------
    bool, shape (w,): never_meet, one side, or one team.
    """
    apart = _among(arrays.keys(*parties), never)
    way, x = arrays.members.spread(sides[0])
    cross, y = arrays.members.spread(sides[1][way])
    way, x = way[cross], x[cross]
    bad = (arrays.side[x] >= 0) & (arrays.side[x] == arrays.side[y])
    bad |= (arrays.team_of[x] >= 0) & (arrays.team_of[x] == arrays.team_of[y])
    if len(never):
        bad |= _among(arrays.keys(x, y), never)
        bad |= _among(arrays.keys(x, parties[1][way]), never)
        bad |= _among(arrays.keys(parties[0][way], y), never)
    apart[way[bad]] = True
    return apart


def _among(keys: Int64, wanted: Int64) -> Bool:
    """Return which keys are wanted; nothing to look up costs nothing."""
    return np.isin(keys, wanted) if len(wanted) else np.zeros(len(keys), bool)


def _numbers(labels: Iterable[str]) -> Int64:
    """Return a number for each label, -1 for an empty one."""
    seen: dict[str, int] = {}
    numbers = [seen.setdefault(label, len(seen)) if label else -1 for label in labels]
    return np.array(numbers, np.int64)
