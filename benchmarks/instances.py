"""Generated events: people with needs and offers, their best pairs, and who is there when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.problem import Attendee, Pairs, Problem, Slot, Table

DIMENSIONS, BLOCK = 12, 512


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an event is made from.

    Attributes
    ----------
    people, slots, best
        Each person's ``best`` pairs are candidates, and so are those of the other side.
    absence
        Part of the slots that each person misses, drawn slot by slot.
    table_load
        Tables for this part of all who could meet at once; 0 sets no limit.
    """

    people: int
    slots: int = 12
    best: int = 40
    absence: float = 0.0
    table_load: float = 0.0
    seed: int = 0


def generated(recipe: Recipe) -> Problem:
    """Make the event; the same recipe gives the same event."""
    random = np.random.default_rng(recipe.seed)
    n = recipe.people
    need = random.normal(size=(n, DIMENSIONS))
    offer = 0.5 * need + random.normal(size=(n, DIMENSIONS))
    need /= np.linalg.norm(need, axis=1, keepdims=True)
    offer /= np.linalg.norm(offer, axis=1, keepdims=True)
    keys = []
    for start in range(0, n, BLOCK):
        rows = np.arange(start, min(n, start + BLOCK))
        score = _score(need[rows] @ offer.T, offer[rows] @ need.T)
        score[np.arange(len(rows)), rows] = -1
        best = np.argpartition(-score, recipe.best, axis=1)[:, : recipe.best]
        one, other = np.repeat(rows, recipe.best), best.ravel()
        keys.append(np.minimum(one, other) * n + np.maximum(one, other))
    key = np.unique(np.concatenate(keys))
    a, b = key // n, key % n
    value = _score((need[a] * offer[b]).sum(axis=1), (offer[a] * need[b]).sum(axis=1))
    there = random.random((n, recipe.slots)) >= recipe.absence
    slots = tuple(Slot(f"t{t}", 20.0 * t, 20.0 * t + 20) for t in range(recipe.slots))
    people = tuple(
        Attendee(
            f"p{i}",
            available=None
            if there[i].all()
            else tuple(slots[t].id for t in np.flatnonzero(there[i])),
        )
        for i in range(n)
    )
    tables = tuple(Table(f"table {k}") for k in range(round(recipe.table_load * n / 2)))
    pairs = Pairs(a.astype(np.int32), b.astype(np.int32), value)
    return Problem(people, slots, tables, pairs)


def _score(benefit: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.sqrt(np.clip((benefit + 1) / 2, 0, 1) * np.clip((other + 1) / 2, 0, 1))
