"""Looking names up as one types them in a hurry: without case, accents, or the right order.

The names of an event are kept in the process, a megabyte at 10,000 people, and read anew once
anybody has changed; databases fold letters each in their own way, and some not at all.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.attendees.lookup import CALLED
from api.attendees.models import Attendee
from api.attendees.queries import count, last_change
from api.attendees.same_name import name_key
from api.kept import Kept

# Letters that are no other letter with an accent, as people write them who do not have them.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
_TWO = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, slots=True)
class _Names:
    ids: tuple[str, ...]
    texts: tuple[str, ...]
    """Of each: the words of name and organisation, folded, each behind a space."""


_kept: Kept[_Names] = Kept(4, dt.timedelta(minutes=1))


def folded(text: str) -> str:
    """Fold a text for looking up: ``"Łukasz Ó Dálaigh"`` becomes words of ``lukasz``, ..."""
    return name_key(text.casefold().translate(_PLAIN))


def find_folded(session: Session, event_id: str, words: str, most: int) -> tuple[list[str], int]:
    """Find people in whose name or organisation each of some words occurs.

    Returns
    -------
    list[str], int
        Row ids of the first: whose words begin so come before others, and then by name. How many
        there are.
    """
    wanted = folded(words).split()
    if not wanted:
        return [], 0
    stamp = last_change(session, event_id), count(session, event_id)
    names = _kept.get(event_id, stamp, lambda: _read(session, event_id))
    found = [
        (not all(f" {word}" in text for word in wanted), place)
        for place, text in enumerate(names.texts)
        if all(word in text for word in wanted)
    ]
    found.sort()
    return [names.ids[place] for _, place in found[:most]], len(found)


def _read(session: Session, event_id: str) -> _Names:
    rows = session.execute(
        select(Attendee.id, CALLED, Attendee.organisation)
        .where(Attendee.event_id == event_id, Attendee.left_at.is_(None))
        .order_by(func.lower(CALLED), Attendee.key)
    ).all()
    return _Names(tuple(row[0] for row in rows), tuple(_text(*row[1:]) for row in rows))


def _text(name: str, organisation: str) -> str:
    both = f"{name} {organisation}".casefold()
    forms = dict.fromkeys((folded(both), folded(both.translate(_TWO))))
    return "".join(f" {form}" for form in forms)
