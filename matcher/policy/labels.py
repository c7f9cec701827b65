"""Labels: sets of words a person carries, as bits, so that two sets meet where their bits do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
Bits = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """The labels of n people.

    Attributes
    ----------
    bits
        uint64, shape (w, n): w words of 64 labels each, at least one word.
    """

    bits: Bits

    @classmethod
    def of(cls, labels: Sequence[Iterable[str]]) -> Labels:
        """Turn each person's labels into bits; case and outer spaces make no difference."""
        places: dict[str, int] = {}
        numbers = [
            [places.setdefault(plain(label), len(places)) for label in one] for one in labels
        ]
        bits = np.zeros((len(places) // 64 + 1, len(labels)), dtype=np.uint64)
        for person, own in enumerate(numbers):
            _set(bits, person, own)
        return cls(bits)

    @property
    def stated(self) -> NDArray[np.bool_]:
        """bool, shape (n,): whether a person has any label."""
        return np.asarray((self.bits != 0).any(axis=0))

    def meet(self, left: Places, right: Places) -> NDArray[np.bool_]:
        """Whether pairs share a label; the indices broadcast against one another."""
        result = (self.bits[0][left] & self.bits[0][right]) != 0
        for word in self.bits[1:]:
            result |= (word[left] & word[right]) != 0
        return np.asarray(result)


def plain(label: str) -> str:
    """Spell a label as it is compared."""
    return " ".join(label.casefold().split())


def _set(bits: Bits, person: int, places: Iterable[int]) -> None:
    for place in places:
        bits[place // 64, person] |= np.uint64(1) << np.uint64(place % 64)
