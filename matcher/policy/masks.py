"""Masks: for each kind of rule, which pairs of people it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.policy.labels import Labels, Places
from matcher.policy.organisations import organisation_key
from matcher.policy.policy import Pair
from matcher.profiles import Profile

Refused = NDArray[np.bool_]


class Mask(Protocol):
    """Which pairs a rule refuses."""

    def refuses(self, left: Places, right: Places) -> Refused:
        """Judge pairs.

        Parameters
        ----------
        left, right
            Indices of people: of shapes (r, 1) and (c,), each a run without gaps, for a tile;
            (p,) and (p,) for pairs.
        """


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """Refuses pairs of a list.

    Attributes
    ----------
    n
        How many people there are.
    both
        int64, shape (2 pairs, 2): indices of the pairs whose people are known, either way,
        in order.
    """

    n: int
    both: NDArray[np.int64]

    @classmethod
    def of(cls, profiles: Sequence[Profile], pairs: frozenset[Pair]) -> Listed:
        """Prepare; ids that nobody has are ignored."""
        index = {profile.id: place for place, profile in enumerate(profiles)}
        return cls(len(profiles), _either_way(pairs, index))

    def refuses(self, left: Places, right: Places) -> Refused:
        """Judge pairs; see `Mask.refuses`."""
        if left.ndim == 1:
            n = self.n
            return np.isin(left * n + right, self.both[:, 0] * n + self.both[:, 1])
        # A tile is asked about two runs of people; few of the pairs listed lie in it.
        result = np.zeros((left.size, right.size), dtype=np.bool_)
        start, stop = np.searchsorted(self.both[:, 0], (left[0, 0], left[0, 0] + left.size))
        rows, columns = (self.both[start:stop] - (left[0, 0], right[0])).T
        inside = (columns >= 0) & (columns < right.size)
        result[rows[inside], columns[inside]] = True
        return result


def _either_way(pairs: Iterable[Pair], index: Mapping[str, int]) -> NDArray[np.int64]:
    """Give the indices of pairs whose people are known, both ways round, each once, in order."""
    found = [(index[a], index[b]) for a, b in pairs if a in index and b in index]
    one = np.array(found, dtype=np.int64).reshape(-1, 2)
    return np.unique(np.concatenate([one, one[:, ::-1]]), axis=0)


@dataclass(frozen=True, slots=True, eq=False)
class Sharing:
    """Refuses pairs that share a label."""

    labels: Labels

    @classmethod
    def of(cls, profiles: Sequence[Profile], read: Callable[[Profile], Iterable[str]]) -> Sharing:
        """Prepare; ``read`` gives a person's labels."""
        return cls(Labels.of([read(profile) for profile in profiles]))

    def refuses(self, left: Places, right: Places) -> Refused:
        """Judge pairs; see `Mask.refuses`."""
        return self.labels.meet(left, right)


@dataclass(frozen=True, slots=True, eq=False)
class Both:
    """Refuses pairs of two people who are alike in something: bool, shape (n,)."""

    marked: NDArray[np.bool_]

    def refuses(self, left: Places, right: Places) -> Refused:
        """Judge pairs; see `Mask.refuses`."""
        return np.asarray(self.marked[left] & self.marked[right])


@dataclass(frozen=True, slots=True, eq=False)
class Disjoint:
    """Refuses pairs that both state labels and have none in common."""

    labels: Labels

    @classmethod
    def of(cls, profiles: Sequence[Profile], read: Callable[[Profile], Iterable[str]]) -> Disjoint:
        """Prepare; ``read`` gives a person's labels."""
        return cls(Labels.of([read(profile) for profile in profiles]))

    def refuses(self, left: Places, right: Places) -> Refused:
        """Judge pairs; see `Mask.refuses`."""
        stated = self.labels.stated
        return np.asarray(stated[left] & stated[right] & ~self.labels.meet(left, right))


@dataclass(frozen=True, slots=True, eq=False)
class Colleagues:
    """Refuses pairs of one organisation; an empty one is nobody's."""

    codes: NDArray[np.int32]

    @classmethod
    def of(cls, profiles: Sequence[Profile]) -> Colleagues:
        """Prepare."""
        numbers: dict[str, int] = {}
        codes = [
            numbers.setdefault(key, len(numbers)) if key else -1 - place
            for place, key in enumerate(organisation_key(p.organisation) for p in profiles)
        ]
        return cls(np.array(codes, dtype=np.int32))

    def refuses(self, left: Places, right: Places) -> Refused:
        """Judge pairs; see `Mask.refuses`."""
        return np.asarray(self.codes[left] == self.codes[right])


@dataclass(frozen=True, slots=True, eq=False)
class Rivals:
    """Refuses pairs of different organisations out of one set of competitors."""

    shared: Sharing
    same: Colleagues

    @classmethod
    def of(cls, profiles: Sequence[Profile], competitors: Sequence[frozenset[str]]) -> Rivals:
        """Prepare."""
        sets = [{organisation_key(name) for name in one} for one in competitors]

        def read(profile: Profile) -> list[str]:
            key = organisation_key(profile.organisation)
            return [str(number) for number, one in enumerate(sets) if key and key in one]

        return cls(Sharing.of(profiles, read), Colleagues.of(profiles))

    def refuses(self, left: Places, right: Places) -> Refused:
        """Judge pairs; see `Mask.refuses`."""
        return self.shared.refuses(left, right) & ~self.same.refuses(left, right)


@dataclass(frozen=True, slots=True, eq=False)
class NoTime:
    """Refuses pairs without a slot in common; None is available in every slot."""

    slots: Disjoint
    never: NDArray[np.bool_]

    @classmethod
    def of(cls, profiles: Sequence[Profile]) -> NoTime:
        """Prepare."""
        never = [profile.available == () for profile in profiles]
        slots = Disjoint.of(profiles, lambda profile: profile.available or ())
        return cls(slots, np.array(never, dtype=np.bool_))

    def refuses(self, left: Places, right: Places) -> Refused:
        """Judge pairs; see `Mask.refuses`."""
        return np.asarray(self.slots.refuses(left, right) | self.never[left] | self.never[right])
