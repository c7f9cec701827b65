"""Visibility: which words of a person others may read at this moment; the one place that knows.

What is quoted is copied when people are matched: into reasons, groups, mails. Between that and the
reading a person may mark words as private, edit or delete them, or leave. So nobody reads a copy
before it was held against what its author lets others read now.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee, FacetText
from matcher.people import quoted_role
from matcher.text.silence import says_nothing
from matcher.text.statements import lines

GONE: Final = "Somebody who has left"
"""How a person who left the event is called wherever their name stood."""
# Commas may be lost where a text is taken apart; all else of a quote stands as it was written.
_TOKEN = re.compile(r"\w+|[^\w\s,;]")
# A "no" in brackets is read apart from the statement that it stands in.
_ASIDE = re.compile(r"\([^)]*\)")
# SQLite takes at most 32,766 parameters a statement.
_AT_ONCE = 5000


@dataclass(frozen=True)
class _Said:
    """One person's texts: what others may read, and by facet what they may not."""

    role: str
    facets: tuple[tuple[str, str, bool], ...]
    """Kind, text, private."""

    @cached_property
    def open(self) -> tuple[str, ...]:
        return tuple(key for _, key, private in self._lines if not private)

    @cached_property
    def kept(self) -> frozenset[tuple[str, str]]:
        return frozenset((kind, key) for kind, key, private in self._lines if private)

    @cached_property
    def _lines(self) -> tuple[tuple[str, str, bool], ...]:
        return tuple(
            (kind, _key(form), private or hidden)
            for kind, text, private in self.facets
            for line, hidden in lines(text)
            for form in dict.fromkeys((line, _ASIDE.sub(" ", line)))
        )


class Visible:
    """What some people let others read, as it was when this was made."""

    def __init__(self, said: dict[str, _Said]) -> None:
        self._said = said

    @classmethod
    def of(cls, session: Session, people: Iterable[str]) -> Visible:
        """Read what attendees, by row id, let others read; who has left lets nobody read a word."""
        said: dict[str, _Said] = {}
        wanted = sorted(set(people))
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            facets: dict[str, list[tuple[str, str, bool]]] = {}
            for owner, kind, text, private in session.execute(
                select(
                    FacetText.attendee_id, FacetText.kind, FacetText.text, FacetText.private
                ).where(FacetText.attendee_id.in_(part))
            ):
                facets.setdefault(owner, []).append((kind, text, private))
            rows = session.execute(
                select(Attendee.id, Attendee.role, Attendee.sector).where(
                    Attendee.id.in_(part), Attendee.left_at.is_(None)
                )
            )
            for person, role, sector in rows:
                own = tuple(facets.get(person, ()))
                said[person] = _Said(_key(quoted_role(role, sector)), own)
        return cls(said)

    def may_quote(self, person: str, quote: str, facet: str) -> bool:
        """Whether a copy of a person's words may be shown to others.

        It may while a line that the person lets others read holds it, word for word; unless what
        they keep private under the same question holds it as well: then it would tell of that.

        Parameters
        ----------
        facet
            What the words are quoted as: ``offer``, ``need`` or ``interest``.
        """
        said = self._said.get(person)
        key = _key(quote)
        if said is None or not key.strip():
            return False
        if facet == "offer" and key == said.role:
            return True
        return any(key in line for line in said.open) and not any(
            kind == facet and key in line for kind, line in said.kept
        )

    def anybody_says(self, quote: str) -> bool:
        """Whether some of the people lets others read these words."""
        key = _key(quote)
        return bool(key.strip()) and any(
            key in line for said in self._said.values() for line in said.open
        )


def stated(text: str) -> str:
    """Give an organisation or role as others are shown it; nothing for "n/a", "-" and the like."""
    return "" if says_nothing(text) else text


def _key(text: str) -> str:
    """Put text as its words and marks, each between spaces: a part is found as whole words."""
    return f" {' '.join(_TOKEN.findall(text.casefold()))} "
