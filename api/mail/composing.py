"""Putting a mail in words from its source: when it is put in, and again when it leaves late.

Between the two somebody may have marked words as private, read the thread, moved a meeting or
left: what leaves says what is so now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from sqlalchemy.orm import Session

from api.settings import Settings

Source = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one person, in words; of a batch it has none before it leaves.

    Parameters
    ----------
    dedupe_key
        What makes it the same mail: ``"agenda:VERSION:ATTENDEE"``; put in twice, sent once.
    kind
        See `api.mail.kinds`.
    secret
        Whether it holds a token; its text is then wiped once it is sent.
    event_id, attendee_id
        Whose it is, so that an organiser sees when it cannot be delivered.
    calendar
        An iCalendar document to attach.
    conversation
        What mail programs gather it under.
    source
        What the kind's composer can put in words anew; None where only these words will do.
    growing
        Whether more may be added until it is taken up.
    """

    dedupe_key: str
    kind: str
    to_address: str
    subject: str = ""
    text: str = ""
    html: str = ""
    to_name: str = ""
    secret: bool = False
    event_id: str | None = None
    attendee_id: str | None = None
    calendar: str = ""
    conversation: str = ""
    source: Source | None = None
    growing: bool = False


class Verdict(Enum):
    """What a composer says instead of new words."""

    AS_IT_IS = auto()
    """Nothing has changed since it was worded."""
    NOT_NEEDED = auto()
    """There is nobody to tell, or nothing to tell them, any more."""


Composer = Callable[[Session, Source, dt.datetime | None, Settings], Mail | Verdict]
"""(session, source, when it was last worded, or None to word it in any case, settings)."""


@dataclass(frozen=True, slots=True)
class ParcelComposer:
    """Who puts several mails of a kind in words at once; see `api.mail.parcels`.

    Attributes
    ----------
    word
        (session, sources, settings) -> what each is now, in their order.
    stamp
        (session, source of one of them) -> what is another value once anything has changed that
        their words are made of.
    """

    word: Callable[[Session, Sequence[Source], Settings], Sequence[Mail | Verdict]]
    stamp: Callable[[Session, Source], object]


_composers: dict[str, Composer] = {}
_of_parcels: dict[str, ParcelComposer] = {}


def composer(kind: str) -> Callable[[Composer], Composer]:
    """Declare who puts a kind of mail in words; domains' mails.py do."""

    def declare(compose: Composer) -> Composer:
        if _composers.setdefault(kind, compose) is not compose:
            raise ValueError(f"two composers of {kind}")
        return compose

    return declare


def compose_parcels(kind: str, composer: ParcelComposer) -> None:
    """Declare who puts mails of a kind in words that leave together; domains' mails.py do."""
    if _of_parcels.setdefault(kind, composer) is not composer:
        raise ValueError(f"two composers of parcels of {kind}")


def parcel_composer(kind: str) -> ParcelComposer | None:
    """Find who puts mails of a kind in words together; None where each is worded by itself."""
    return _of_parcels.get(kind)


def compose(
    session: Session, kind: str, source: Source | None, since: dt.datetime | None, site: Settings
) -> Mail | Verdict:
    """Put a mail in words anew; one without a source, or of a kind nobody composes, stays."""
    found = _composers.get(kind)
    if source is None or found is None:
        return Verdict.AS_IT_IS
    return found(session, source, since, site)
