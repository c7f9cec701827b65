"""Withdrawing somebody by the team's act, and restoring them as they were.

To everybody else they have left: name and words go from every page at once, as if by their own
act. What was taken out is kept unread, so that a slip of the hand costs nobody their profile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from api.attendees.imports import forget_what_was
from api.attendees.leaving import take_out
from api.attendees.models import Attendee, Draft, FacetText
from api.attendees.queries import draft_of
from api.attendees.renewal import ask_for_matches
from api.attendees.returning import renew
from api.attendees.team_rows import Withdrawal
from api.clock import now
from api.events import log

WITHDRAWN = log.declare("person-withdrawn", "Withdrawn by the team: {person} in your list")
RESTORED = log.declare("person-restored", "Restored by the team: {person} in your list")
Follow = Callable[[Session, str, str], None]
"""(session, old attendee id, new one): what later domains know of a person goes along."""
_PLAIN = (
    "name", "organisation", "sector", "role", "languages", "groups", "diet", "answers",
    "available", "there", "coming", "edited",
)  # fmt: skip
_MOMENTS = ("sent_at", "teaches_since", "checked_in_at", "joined_at")


def withdraw(session: Session, attendee: Attendee, by: str) -> None:
    """Take somebody out who takes part; their row must be held."""
    if attendee.left_at is not None:
        return
    session.add(
        Withdrawal(
            attendee_id=attendee.id,
            account_id=by,
            name=attendee.name or attendee.external_id,
            content=_written(session, attendee),
        )
    )
    take_out(session, attendee)
    person = attendee.external_id
    log.record(session, WITHDRAWN, attendee.event_id, by, about=attendee.id, person=person)


def restore(session: Session, old: Attendee, by: str, follow: Follow) -> Attendee | None:
    """Put somebody back whom the team withdrew: as a new row, like whoever comes back themselves.

    Meetings that were called off stay off. None where there is nothing to restore: they left by
    their own act, or somebody else has restored them. The old row must be held.
    """
    kept = session.get(Withdrawal, old.id, with_for_update=True)
    if kept is None or old.left_at is None:
        return None
    content, person = kept.content, old.external_id
    fresh = renew(session, old)
    for name in _PLAIN:
        setattr(fresh, name, content[name])
    for name in _MOMENTS:
        said = content[name]
        setattr(fresh, name, dt.datetime.fromisoformat(said) if said else None)
    fresh.changed_at = now()
    for kind, text, private in content["facets"]:
        fresh.facets.append(FacetText(kind=kind, text=text, private=private))
    if content["draft"] is not None and fresh.account_id is not None:
        draft, saved_at = content["draft"]
        row = Draft(event_id=fresh.event_id, account_id=fresh.account_id, content=draft)
        row.saved_at = dt.datetime.fromisoformat(saved_at)
        session.add(row)
    session.delete(kept)
    forget_what_was(session, old.id)
    session.flush()
    follow(session, old.id, fresh.id)
    log.record(session, RESTORED, fresh.event_id, by, about=fresh.id, person=person)
    ask_for_matches(session, fresh.event_id)
    return fresh


def withdrawn(session: Session, attendee_id: str) -> Withdrawal | None:
    """Say who of the team withdrew somebody, and when; None where nobody did."""
    return session.get(Withdrawal, attendee_id)


def _written(session: Session, attendee: Attendee) -> dict[str, Any]:
    draft = None
    if attendee.account_id is not None:
        row = draft_of(session, attendee.event_id, attendee.account_id)
        draft = None if row is None else [row.content, row.saved_at.isoformat()]
    moments = {name: getattr(attendee, name) for name in _MOMENTS}
    return {
        **{name: getattr(attendee, name) for name in _PLAIN},
        **{name: moment and moment.isoformat() for name, moment in moments.items()},
        "facets": [[facet.kind, facet.text, facet.private] for facet in attendee.facets],
        "draft": draft,
    }
