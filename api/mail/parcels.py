"""The words of mails that leave together: made a few at a time, anew once anything has changed."""

from __future__ import annotations

import datetime as dt
import itertools
import logging
from collections.abc import Mapping

from sqlalchemy.orm import Session

from api.clock import now
from api.mail.composing import Mail, ParcelComposer, Source, Verdict, compose, parcel_composer
from api.settings import Settings

AT_ONCE = 50
"""Mails that are worded in one go, at most: what they share is read once."""
FRESH = dt.timedelta(seconds=10)
"""After so long words are made anew though nothing seems to have changed: of two who change
something at once, the first by the clock may be the last to be seen."""
_log = logging.getLogger("api.mail")


class ParcelWords:
    """What the mails of one parcel say; it lives no longer than the parcel takes.

    A mail gets the words that were made ahead for it only if nothing has changed since of what
    they are made of. They are as they would be if it were worded alone at that moment.

    Parameters
    ----------
    mails
        Kind and source of each, by its id, in the order in which they leave.
    """

    def __init__(self, mails: Mapping[str, tuple[str, Source | None]], site: Settings) -> None:
        self._mails, self._site = mails, site
        self._order = {mail_id: place for place, mail_id in enumerate(mails)}
        self._made: dict[str, Mail | Verdict | None] = {}
        self._stamp: object = None
        self._made_at = now()
        self._first = -AT_ONCE

    def of(self, session: Session, mail_id: str) -> Mail | Verdict:
        """Give a mail's words as things stand in the session."""
        kind, source = self._mails[mail_id]
        together = parcel_composer(kind)
        words = None
        if source is not None and together is not None:
            stamp = together.stamp(session, source)
            if mail_id not in self._made or stamp != self._stamp or now() - self._made_at >= FRESH:
                self._stamp, self._made_at = stamp, now()
                self._made = self._ahead(session, mail_id, kind, together)
            words = self._made[mail_id]
        if words is None:
            return compose(session, kind, source, None, self._site)
        return words

    def _ahead(
        self, session: Session, mail_id: str, kind: str, together: ParcelComposer
    ) -> dict[str, Mail | Verdict | None]:
        """Word a mail and those that leave next; None for each if one of them cannot be.

        Where things change all the time these are fewer: twice as many as got their words from the
        last go, for the rest of those were made for nothing.
        """
        first = self._order[mail_id]
        used, self._first = first - self._first, first
        number = max(1, min(AT_ONCE, 2 * used))
        due = itertools.islice(self._mails.items(), first, first + number)
        sources = {key: given for key, (of, given) in due if of == kind and given is not None}
        try:
            words = together.word(session, list(sources.values()), self._site)
        except Exception:
            # Each by itself then: one that cannot be worded holds up nobody else's.
            _log.exception("mails could not be worded together")
            session.rollback()
            return dict.fromkeys(sources)
        return dict(zip(sources, words, strict=True))
