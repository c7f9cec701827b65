"""Standing: put a schedule up on a board, and tell which meetings have no place any more."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scheduling.problem import Meeting, Problem, Schedule
from scheduling.state.activities import Way
from scheduling.state.feasibility import apart, block
from scheduling.state.state import Board


def board_of(problem: Problem, schedule: Schedule) -> Board:
    """Return a board with a schedule's meetings.

    Raises
    ------
    ValueError
        If a meeting breaks a rule; `scheduling.verify.verification` says which and why.
    """
    board = Board(problem)
    fallen = stand(board, schedule.meetings)
    if fallen:
        m = fallen[0]
        raise ValueError(f"{m.a} and {m.b} cannot meet in slot {m.slot}: verify the schedule.")
    return board


def stand(board: Board, meetings: Iterable[Meeting]) -> list[Meeting]:
    """Put meetings up where they stand, in order; return those that no rule lets stand.

    A meeting whose table alone is the matter gets another one in its slot if one is free.
    """
    party = {p: k for k, p in enumerate(board.problem.parties)}
    slot = {s.id: t for t, s in enumerate(board.problem.slots)}
    table = {t.id: k for k, t in enumerate(board.problem.tables)}
    find = _Finder(board, party)
    fallen, homeless = [], []
    for meeting in meetings:
        way, t = _way(board, party, find, meeting), slot[meeting.slot]
        if way is None or apart(board, way) or block(board, way, t):
            fallen.append(meeting)
        elif board.room.suits(way, t, table.get(meeting.table, -1), board.cards.table):
            board.put(way, t, table.get(meeting.table, -1)).published = meeting
        else:
            homeless.append((meeting, way, t))
    for meeting, way, t in homeless:
        if block(board, way, t) is None:
            board.put(way, t)
        else:
            fallen.append(meeting)
    return fallen


def card_of(board: Board, a: str, b: str) -> int | None:
    """Return the card of two parties, one that is not on the board if there are several."""
    party = {p: k for k, p in enumerate(board.problem.parties)}
    wanted = {party[a], party[b]}
    cards = [
        c
        for c in board.cards.of(party[a])
        if {int(board.cards.a[c]), int(board.cards.b[c])} == wanted
    ]
    return min(cards, key=lambda c: c in board.held, default=None)


class _Finder:
    """Finds the card of a meeting: by its id where meetings are given, else by its parties."""

    def __init__(self, board: Board, party: dict[str, int]) -> None:
        cards = board.cards
        self._party = party
        self._by_id = {name: c for c, name in enumerate(cards.ids)}
        self._by_pair: dict[int, int] = {}
        if board.problem.objective.mode == "select":
            keys = np.minimum(cards.a, cards.b) * len(party) + np.maximum(cards.a, cards.b)
            self._by_pair = dict(zip(keys.tolist(), range(len(keys)), strict=True))

    def card(self, meeting: Meeting) -> int | None:
        if meeting.id:
            return self._by_id.get(meeting.id)
        x = self._party[meeting.team_a or meeting.a]
        y = self._party[meeting.team_b or meeting.b]
        return self._by_pair.get(min(x, y) * len(self._party) + max(x, y))


def _way(board: Board, party: dict[str, int], find: _Finder, meeting: Meeting) -> Way | None:
    card = find.card(meeting)
    if card is None:
        return None
    seat = {
        party[meeting.team_a or meeting.a]: party[meeting.a],
        party[meeting.team_b or meeting.b]: party[meeting.b],
    }
    sides = []
    for number in (int(board.cards.a[card]), int(board.cards.b[card])):
        choices = board.cards.seats[number]
        sides.append(next((c for c in choices if seat[number] in c), choices[0]))
    return Way(card, sides[0], sides[1])
