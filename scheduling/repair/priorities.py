"""Obligations: place what is wished and who misses guaranteed meetings, moving few people."""

from __future__ import annotations

from scheduling.explain.shortfalls import parties_short
from scheduling.state.ejection_chain import DEEPEST, Resettling
from scheduling.state.state import Board
from scheduling.stop import Stop


def place_wishes(settling: Resettling, stop: Stop) -> None:
    """Place wishes and given meetings, those of highest priority first, however deep it goes."""
    cards = settling.board.cards
    wished = (cards.priority > 0).nonzero()[0].tolist()
    for card in sorted(wished, key=lambda c: -cards.priority[c]):
        if stop():
            return
        if card not in settling.board.held:
            for depth, drop in _ladder():
                if settling.settle([card], depth, drop=drop) is not None:
                    break


def place_guarantees(settling: Resettling, stop: Stop) -> None:
    """Give those who are short more meetings: first what moves nobody, then deeper chains."""
    board = settling.board
    for depth, drop in _ladder():
        short = sorted(parties_short(board), key=lambda p: -_missing(board, p))
        if not short or settling.steps <= 0 or stop():
            return
        for party in short:
            while (slots := _slots_short(board, party)) and settling.steps > 0 and not stop():
                cards = _likely(board, party)
                if settling.settle(cards, depth, drop=drop, slots=slots) is None:
                    break


def _ladder() -> list[tuple[int, bool]]:
    """Depths to try, each first without and then with giving a spare meeting up."""
    return [(0, False), *((d, drop) for d in range(1, DEEPEST + 1) for drop in (False, True))]


def _likely(board: Board, party: int) -> list[int]:
    """Return a party's cards, partners who are short themselves first, then by score."""
    n = len(board.count)
    cards = [c for c in board.cards.of(party) if c not in board.held]

    def helps(card: int) -> bool:
        a, b = int(board.cards.a[card]), int(board.cards.b[card])
        other = b if a == party else a
        return other < n and board.count[other] < board.problem.attendees[other].min_meetings

    return sorted(cards, key=helps, reverse=True)


def _missing(board: Board, party: int) -> int:
    n = len(board.count)
    if party >= n:
        return board.problem.teams[party - n].min_meetings - board.team_count[party - n]
    return board.problem.attendees[party].min_meetings - board.count[party]


def _slots_short(board: Board, party: int) -> int:
    """Return the slots, as bits, in which one more meeting would lessen a shortfall."""
    if _missing(board, party) > 0:
        return -1
    if party >= len(board.count):
        return 0
    person, bits = board.problem.attendees[party], 0
    for day in board.day_bits.values():
        if (board.busy[party] & day).bit_count() < person.min_per_day:
            bits |= day
    return bits
