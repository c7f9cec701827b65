"""People: the profiles of one event with their items and the texts to embed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matcher.profiles import Facet, Item, Profile
from matcher.text import background
from matcher.text.items import split
from matcher.text.silence import says_nothing

Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Profiles, their items and the distinct texts to embed.

    Attributes
    ----------
    profiles
        n profiles, sorted by id: in whatever order they are given, the result is the same to
        the last bit.
    items
        m items, those of one person together, persons in the order of ``profiles``: what
        `matcher.text.items.split` finds, and the role as an implied offer.
    owners
        int64, shape (m,): index of the profile of each item.
    texts
        Distinct texts to embed, each once: of the items, of the statements they are part of,
        and the background. Their vectors are what `matcher.match` takes.
    rows
        int64, shape (m,): index into ``texts`` of each item.
    statement_rows
        int64, shape (m,): the same of the statement that an item is part of, -1 for none.
    role_rows
        int64, shape (n,): the same of each person's role, -1 for none.
    """

    profiles: tuple[Profile, ...]
    items: tuple[Item, ...]
    owners: Index
    texts: tuple[str, ...]
    rows: Index
    statement_rows: Index
    role_rows: Index

    @classmethod
    def of(cls, profiles: Sequence[Profile]) -> People:
        """Split every profile into items.

        Raises
        ------
        ValueError
            If two profiles have the same id.
        """
        profiles = tuple(sorted(profiles, key=lambda profile: profile.id))
        seen: set[str] = set()
        for profile in profiles:
            if profile.id in seen:
                raise ValueError(f'two profiles have the id "{profile.id}"')
            seen.add(profile.id)
        own = [items_of(profile) for profile in profiles]
        items = tuple(item for one in own for item in one)
        owners = np.repeat(np.arange(len(own)), [len(one) for one in own])
        places: dict[str, int] = {}
        for text in (*background.NEEDS, *background.OFFERS, *background.INTERESTS):
            places.setdefault(text, len(places))
        rows = _rows((item.text for item in items), places)
        statement_rows = _rows((item.statement for item in items), places)
        role_rows = _rows((role_text(profile) for profile in profiles), places)
        return cls(
            profiles,
            items,
            owners.astype(np.int64),
            tuple(places),
            rows,
            statement_rows,
            role_rows,
        )

    def __len__(self) -> int:
        """Count the people."""
        return len(self.profiles)


def items_of(profile: Profile) -> tuple[Item, ...]:
    """Give all items of a person: what is said, and the role as an implied offer."""
    role = role_text(profile)
    quote = quoted_role(profile.role, profile.sector)
    implied = (Item(role, quote, Facet.OFFER, implied=True),) if role else ()
    return (*split(profile), *implied)


def role_text(profile: Profile) -> str:
    """Say who somebody is: role and sector, whichever there is."""
    return _who(profile.role, profile.sector)


def quoted_role(role: str, sector: str) -> str:
    """Say who somebody is, to go on from "Ana is": "Nurse, in Health"; "" where it is unsaid.

    A sector that the role names already is left out ("Food chemist" is in food).
    """
    role, sector = ("" if says_nothing(part) else part.strip() for part in (role, sector))
    if sector and re.search(rf"(?<!\w){re.escape(sector.casefold())}(?!\w)", role.casefold()):
        sector = ""
    return ", ".join(part for part in (role, sector and f"in {sector}") if part)


@lru_cache(maxsize=1 << 14)
def _who(role: str, sector: str) -> str:
    return ", ".join(part for part in (role.strip(), sector.strip()) if not says_nothing(part))


def _rows(texts: Iterable[str], places: dict[str, int]) -> Index:
    found = [places.setdefault(text, len(places)) if text else -1 for text in texts]
    return np.array(found, dtype=np.int64)
