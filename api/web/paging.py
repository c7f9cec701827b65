"""Long lists a page at a time: which page is asked for, and links to the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

PageNumber = Annotated[int, Query(alias="page", ge=1, le=1_000_000)]


@dataclass(frozen=True, slots=True)
class Pages:
    """Where one is in a long list; see `pager` in `templates/_macros/badge.html`.

    Attributes
    ----------
    number, last
        The page shown and the last one, from 1.
    a_page
        How many entries a page has.
    """

    number: int
    last: int
    a_page: int

    @property
    def before(self) -> int:
        """How many entries stand on earlier pages."""
        return (self.number - 1) * self.a_page

    @classmethod
    def of(cls, asked: int, entries: int, a_page: int) -> Pages:
        """Go to the page asked for, or to the last if there are fewer."""
        last = max(1, -(-entries // a_page))
        return cls(min(asked, last), last, a_page)
