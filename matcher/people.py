"""People: the profiles of one event with their items and the texts to embed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.items import split
from matcher.profiles import Item, Profile


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Profiles, their items and the distinct texts of the items.

    Attributes
    ----------
    profiles
        n profiles in the caller's order.
    items
        m items, those of one person together, persons in the order of ``profiles``.
    owners
        int64, shape (m,): index of the profile of each item.
    texts
        Distinct texts to embed, each once; their vectors are what `matcher.match` takes.
    rows
        int64, shape (m,): index into ``texts`` of each item.
    """

    profiles: tuple[Profile, ...]
    items: tuple[Item, ...]
    owners: NDArray[np.int64]
    texts: tuple[str, ...]
    rows: NDArray[np.int64]

    @classmethod
    def of(cls, profiles: Sequence[Profile]) -> People:
        """Split every profile into items.

        Raises
        ------
        ValueError
            If two profiles have the same id.
        """
        profiles = tuple(profiles)
        seen: set[str] = set()
        for profile in profiles:
            if profile.id in seen:
                raise ValueError(f'two profiles have the id "{profile.id}"')
            seen.add(profile.id)
        items: list[Item] = []
        owners: list[int] = []
        for index, profile in enumerate(profiles):
            own = split(profile)
            items.extend(own)
            owners.extend([index] * len(own))
        places: dict[str, int] = {}
        rows = [places.setdefault(item.text, len(places)) for item in items]
        return cls(
            profiles,
            tuple(items),
            np.array(owners, dtype=np.int64),
            tuple(places),
            np.array(rows, dtype=np.int64),
        )

    def __len__(self) -> int:
        """Count the people."""
        return len(self.profiles)
