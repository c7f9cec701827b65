"""Party pairs: who may meet whom, as listed, wished or locked; and who sits for a party."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.problem import Lock, Problem
from scheduling.problem.array_types import Float64, Int32, Int64
from scheduling.problem.timeline import slot_numbers

Seats = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class PartyPairs:
    """m pairs of parties: the listed ones, then those that are only wished or locked.

    Attributes
    ----------
    a, b
        int32, shape (m,): rows of `Problem.parties`.
    score
        float64, shape (m,); 0 where the pair is not listed.
    priority
        float64, shape (m,): of a wish to meet; 0 without, infinity if the pair must meet.
    bonus
        float64, shape (m,): what a wish adds to F, in prices; also where the pair must meet.
    slot
        int32, shape (m,): the only slot allowed, or -1.
    table
        Pair -> id of the table it is locked to.
    seats
        For each party, who may sit for it: one tuple of attendees for each choice.
    """

    a: Int32
    b: Int32
    score: Float64
    priority: Float64
    bonus: Float64
    slot: Int32
    table: dict[int, str]
    seats: list[Seats]

    def __len__(self) -> int:
        return len(self.a)


def pair_keys(a: Int32 | Int64, b: Int32 | Int64, parties: int) -> Int64:
    """Return one number for each pair of parties, in whatever order they are named."""
    keys: Int64 = np.minimum(a, b) * np.int64(max(1, parties)) + np.maximum(a, b)
    return keys


def resolve_pairs(problem: Problem) -> PartyPairs:
    """Bring pairs, wishes and locks together; O(pairs log pairs)."""
    number = {party: k for k, party in enumerate(problem.parties)}
    slot_number = slot_numbers(problem.slots)
    wishes = [(Lock(w.a, w.b), w.priority or np.inf) for w in problem.must_meet]
    wishes += [(lock, np.inf) for lock in problem.locked]
    ends = np.array([(number[w.a], number[w.b]) for w, _ in wishes], np.int32).reshape(-1, 2)
    a, b, row = _with_listed(problem, ends)
    score, priority, bonus = np.zeros(len(a)), np.zeros(len(a)), np.zeros(len(a))
    score[: len(problem.pairs)] = problem.pairs.score
    slot = np.full(len(a), -1, np.int32)
    table = {}
    for (wish, rank), i in zip(wishes, row, strict=True):
        priority[i] = max(priority[i], rank)
        bonus[i] += rank if np.isfinite(rank) else 0.0
        if wish.slot:
            slot[i] = slot_number[wish.slot]
        if wish.table:
            table[i] = wish.table
    return PartyPairs(a, b, score, priority, bonus, slot, table, party_seats(problem))


def _with_listed(problem: Problem, ends: Int32) -> tuple[Int32, Int32, list[int]]:
    """Return listed pairs and behind them those of ``ends`` that are not; and where each is."""
    pairs, parties = problem.pairs, len(problem.parties)
    a, b = pairs.a.astype(np.int32), pairs.b.astype(np.int32)
    if not len(ends):
        return a, b, []
    keys, asked = pair_keys(a, b, parties), pair_keys(ends[:, 0], ends[:, 1], parties).tolist()
    listed = np.flatnonzero(np.isin(keys, asked))
    row = dict(zip(keys[listed].tolist(), listed.tolist(), strict=True))
    more = [key for key in dict.fromkeys(asked) if key not in row]
    row |= {key: len(a) + k for k, key in enumerate(more)}
    low, high = np.divmod(np.array(more, np.int64), parties)
    return (
        np.concatenate([a, low]).astype(np.int32),
        np.concatenate([b, high]).astype(np.int32),
        [row[key] for key in asked],
    )


def party_seats(problem: Problem) -> list[Seats]:
    """Return for each party who may sit for it: a member each, or all of a team together."""
    number = {person.id: i for i, person in enumerate(problem.attendees)}
    seats: list[Seats] = [((i,),) for i in range(len(number))]
    for team in problem.teams:
        members = tuple(number[m] for m in team.members)
        seats.append((members,) if team.together else tuple((m,) for m in members))
    return seats
