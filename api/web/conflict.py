"""Two hands on one thing: the later saving sees its own and what is stored, and chooses by field.

A form carries a stamp of the state it was made from. Where that is no longer the state, the page
of this module is the answer; its form brings back everything that was typed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from api.web.form_data import KEEP, STORED
from api.web.page import page

FieldValues = Mapping[str, tuple[str, ...]]
"""Form field -> its values; fields without any may be left out."""


@dataclass(frozen=True, slots=True)
class Both:
    """One field as typed and as stored, in words; ``keep`` is the name of the choice."""

    keep: str
    label: str
    yours: str
    stored: str


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """Context of errors/conflict.html."""

    back: str
    """Where the thing itself is."""
    both: tuple[Both, ...]
    hidden: tuple[tuple[str, str], ...]
    """Fields to bring back as they were sent, and the stored ones beside them."""
    stamp: str


@dataclass(frozen=True, slots=True)
class Words:
    """How fields and values are called on the page."""

    labels: Mapping[str, str]
    values: Mapping[tuple[str, str], str]
    """(field, value) -> words, for values that are not words themselves."""

    def say(self, name: str, values: tuple[str, ...]) -> str:
        """Put a field's values in words."""
        return ", ".join(self.values.get((name, value), value) for value in values)


def stamp_of(state: FieldValues) -> str:
    """Give a short digest of a state, the same for the same values."""
    kept = sorted((name, values) for name, values in state.items() if any(values))
    return hashlib.sha256(repr(kept).encode()).hexdigest()[:32]


def choose(
    request: Request,
    yours: FieldValues,
    stored: FieldValues,
    words: Words,
    stamp: str,
    **more: str,
) -> Response | None:
    """Ask to choose where two versions differ; None where they are the same.

    Parameters
    ----------
    stamp
        Of the state that is stored now.
    more
        Further fields to bring back: which button was pressed.
    """
    names = [name for name in words.labels if yours.get(name, ()) != stored.get(name, ())]
    if not names:
        return None
    both = tuple(
        Both(
            KEEP + name,
            words.labels[name],
            words.say(name, yours.get(name, ())),
            words.say(name, stored.get(name, ())),
        )
        for name in names
    )
    hidden = [(name, value) for name, values in yours.items() for value in values]
    hidden += [(STORED + name, value) for name in names for value in stored.get(name, ())]
    context = ConflictPage(request.url.path, both, (*hidden, *more.items()), stamp)
    return page(request, "errors/conflict.html", context, 409)
