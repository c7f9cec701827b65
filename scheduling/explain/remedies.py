"""Remedies: the cheapest change of a problem with which one more meeting could be placed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduling.explain.relaxation import loosened
from scheduling.problem import Problem, Schedule
from scheduling.state.ejection_chain import DEEPEST, Resettling
from scheduling.state.state import Board

STEPS = 20_000
MOST_PARTNERS = 10


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change and what comes of it.

    Attributes
    ----------
    words
        The change, as an order to the organiser; ids in place of names.
    problem
        The problem with the change made: the same if no rule needs to change.
    schedule
        A schedule of it that holds one meeting more (or another in its place).
    moved
        Others with a meeting that would move or fall away.
    """

    words: str
    problem: Problem
    schedule: Schedule
    moved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Try:
    words: str
    problem: Problem
    card: int
    depth: int
    drop: bool = False


def remedy(board: Board, cards: Sequence[int]) -> Remedy | None:
    """Return the cheapest single change with which one of the cards would be placed.

    In order: simply adding it; moving one, two or three meetings; loosening one rule that
    blocks, alone or with one meeting moved; giving up a meeting that no guarantee needs.

    Parameters
    ----------
    cards
        Not on the board; of several, the first are preferred.

    Returns
    -------
    Remedy or None
        None if no single change helps. The board is left as it was.
    """
    problem = board.problem
    for attempt in _tries(board, cards):
        found = _tried(board, attempt)
        board.adopt(problem)
        if found is not None:
            return found
    return None


def _tries(board: Board, cards: Sequence[int]) -> Iterator[_Try]:
    problem = board.problem
    for depth in range(DEEPEST + 1):
        words = "Move other meetings out of the way." if depth else "Add the meeting: it fits."
        for card in cards:
            yield _Try(words, problem, card, depth)
    few = cards[:MOST_PARTNERS]
    options = [(words, changed, card) for card in few for words, changed in loosened(board, card)]
    for depth in (0, 1):
        for words, changed, card in options:
            yield _Try(words, changed, card, depth)
    for depth in (1, 2):
        for card in few:
            yield _Try("", problem, card, depth, True)


def _tried(board: Board, attempt: _Try) -> Remedy | None:
    board.adopt(attempt.problem)
    before, mark = dict(board.held), board.mark()
    every = (1 << len(attempt.problem.slots)) - 1
    settling = Resettling(board, every, STEPS)
    if settling.settle([attempt.card], attempt.depth, drop=attempt.drop) is None:
        return None
    hit: set[int] = set()
    for card, held in before.items():
        if board.held.get(card) is not held:
            hit.update(held.way.people)
    words = attempt.words
    given_up = [card for card in before if card not in board.held]
    if given_up:
        words = f"Give up {_named(board, given_up)}, which no guarantee needs."
    schedule = board.schedule()
    board.back(mark)
    asked = set(next(board.cards.ways(attempt.card)).people)
    moved = tuple(board.problem.attendees[i].id for i in sorted(hit - asked))
    return Remedy(words, attempt.problem, schedule, moved)


def _named(board: Board, cards: Sequence[int]) -> str:
    parties = board.problem.parties
    pairs = [f"{parties[board.cards.a[c]]} and {parties[board.cards.b[c]]}" for c in cards]
    noun = "meeting" if len(pairs) == 1 else "meetings"
    return f"the {noun} of {', of '.join(sorted(pairs))}"
