"""Blocking: the rule that keeps a card out of a slot of a board."""

from __future__ import annotations

from typing import NamedTuple

from scheduling.state.activities import Way
from scheduling.state.state import Board


class Block(NamedTuple):
    """Why a card cannot go into a slot.

    Attributes
    ----------
    rule
        Name of the rule, as in `scheduling.verify.verification.RULES`.
    who
        Attendee or party whom it binds, by number; -1 for nobody in particular.
    group
        Of a group cap.
    """

    rule: str
    who: int = -1
    group: str = ""


def apart(board: Board, way: Way) -> Block | None:
    """Return the rule that keeps apart those who would sit, if any."""
    n, people = len(board.problem.attendees), board.problem.attendees
    parties = int(board.cards.a[way.card]), int(board.cards.b[way.card])
    if board.never:
        for x in {*way.left, parties[0]}:
            if any(frozenset((x, y)) in board.never for y in {*way.right, parties[1]}):
                return Block("never meet", x)
    for x in way.left:
        for y in way.right:
            if people[x].side and people[x].side == people[y].side:
                return Block("sides", x)
            if board.team_of and x in board.team_of and board.team_of[x] == board.team_of.get(y):
                return Block("teams", n + board.team_of[x])
    return None


def block(board: Board, way: Way, slot: int) -> Block | None:
    """Return the first rule that keeps a card out of a slot; None if it can go there.

    Rules that keep people apart altogether are not looked at: see `apart`.
    """
    bit, people = 1 << slot, board.problem.attendees
    if board.cards.slots[way.card] & bit == 0:
        return Block("locked")
    for i in way.people:
        if not board.present[i] & bit:
            return Block("present", i)
        if board.busy[i] & bit:
            return Block("one meeting at a time", i)
    for i in way.people:
        if board.count[i] >= board.most[i]:
            return Block("most meetings", i)
        person = people[i]
        if person.max_per_day is not None and (
            (board.busy[i] & board.day[slot]).bit_count() >= person.max_per_day
        ):
            return Block("most per day", i)
        if person.max_consecutive is not None and (
            board.run(i, slot).bit_count() > person.max_consecutive
        ):
            return Block("most in a row", i)
    return (
        _full_group(board, way)
        or _full_team(board, way)
        or _out_of_order(board, way.card, slot)
        or (None if board.room.fits(way, slot, board.cards.table) else Block("tables"))
    )


def _full_group(board: Board, way: Way) -> Block | None:
    people = board.problem.attendees
    for mine, opposite in ((way.left, way.right), (way.right, way.left)):
        for i in mine:
            caps = people[i].group_caps
            for g in board.groups(i, opposite) if caps else ():
                if board.met.get((i, g), 0) >= caps[g]:
                    return Block("group caps", i, g)
    return None


def _full_team(board: Board, way: Way) -> Block | None:
    n = len(board.problem.attendees)
    for party in (int(board.cards.a[way.card]), int(board.cards.b[way.card])):
        if party >= n:
            most = board.problem.teams[party - n].max_meetings
            if most is not None and board.team_count[party - n] >= most:
                return Block("most meetings", party)
    return None


def _out_of_order(board: Board, card: int, slot: int) -> Block | None:
    for other in board.earlier.get(card, ()):
        if other in board.held and board.held[other].slot >= slot:
            return Block("before", int(board.cards.a[other]))
    for other in board.later.get(card, ()):
        if other in board.held and board.held[other].slot <= slot:
            return Block("before", int(board.cards.a[other]))
    return None
