"""Looking a person up: those of an event whom typed words may mean, named so that none is twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee

MOST = 20
"""How many are offered to choose from."""
_BY_KEY = re.compile(r"\[([^\[\]]+)\]$")


CALLED: ColumnElement[str] = func.coalesce(func.nullif(Attendee.name, ""), Attendee.external_id)
"""What somebody is called, in the database."""


class Named(NamedTuple):
    """A person: key, what they are called, their organisation."""

    key: str
    name: str
    organisation: str


Choice = tuple[str, str]
"""A person's key and their name, unlike any other in the event."""


def distinct_names(people: Iterable[Named]) -> dict[str, str]:
    """Give each key a name of its own: with the organisation where two are called the same."""
    people = list(people)
    often = Counter(person.name for person in people)
    named = {}
    for person in people:
        name = person.name
        if often[name] > 1:
            name = f"{name} ({person.organisation or person.key})"
        named[person.key] = name
    twice = Counter(named.values())
    return {key: f"{name} [{key}]" if twice[name] > 1 else name for key, name in named.items()}


def names_of(session: Session, event_id: str, keys: Collection[str]) -> dict[str, str]:
    """Name people of an event by key, each unlike any other; who has left is not among them."""
    if not keys:
        return {}
    wanted = _people(event_id).where(Attendee.key.in_(set(keys)))
    found = _named(session.execute(wanted))
    same = _people(event_id).where(CALLED.in_({person.name for person in found.values()}))
    names = distinct_names((found | _named(session.execute(same))).values())
    return {key: names[key] for key in found}


def look_up(session: Session, event_id: str, words: str, most: int = MOST) -> tuple[Choice, ...]:
    """List people in whose name or organisation words occur, by name; anybody for no words."""
    rows = _people(event_id).where(*holding(words)).order_by(func.lower(CALLED), Attendee.key)
    return _choices(session, event_id, rows.limit(most))


def meant(session: Session, event_id: str, words: str) -> tuple[Choice, ...]:
    """List whom words mean: one, or several to choose from, or nobody.

    Their key, or a name as `names_of` gives it, means one; else a name is taken before a part of
    a name or organisation.
    """
    words = words.strip()
    if not words:
        return ()
    bracketed = _BY_KEY.search(words)
    for key in (words, bracketed[1] if bracketed else ""):
        named = names_of(session, event_id, (key,)) if key else {}
        if named:
            return tuple(named.items())
    whole = or_(
        CALLED.in_((words,)),
        CALLED + " (" + Attendee.organisation + ")" == words,
        CALLED + " (" + Attendee.key + ")" == words,
    )
    called = _people(event_id).where(whole).order_by(Attendee.key).limit(MOST)
    return _choices(session, event_id, called) or look_up(session, event_id, words)


def _choices(session: Session, event_id: str, rows: Select[str, str, str]) -> tuple[Choice, ...]:
    keys = [row.key for row in session.execute(rows)]
    names = names_of(session, event_id, keys)
    return tuple((key, names[key]) for key in keys)


def _people(event_id: str) -> Select[str, str, str]:
    columns = select(Attendee.key, CALLED.label("name"), Attendee.organisation)
    return columns.where(Attendee.event_id == event_id, Attendee.left_at.is_(None))


def _named(rows: Iterable[Row[str, str, str]]) -> dict[str, Named]:
    return {row.key: Named(row.key, row.name, row.organisation) for row in rows}


def holding(words: str) -> tuple[ColumnElement[bool], ...]:
    """Keep to those in whose name or organisation words occur; to anybody for no words."""
    words = words.strip()
    texts = (CALLED, Attendee.organisation)
    return (or_(*(text.icontains(words, autoescape=True) for text in texts)),) if words else ()
