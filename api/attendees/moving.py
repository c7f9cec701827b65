"""Moving a profile to another address: an organiser's act, who sees what goes along; logged."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.accounts.queries import by_address
from api.accounts.schemas import plain_address
from api.accounts.service import account_of
from api.attendees.models import Attendee, Draft
from api.attendees.queries import draft_of
from api.clock import now
from api.events import log

MOVED = log.declare("profile-moved", "Profile of {name} moved from {old} to {new}")
_TEXTS = {"offer": "offers", "need": "needs", "interest": "interests"}


@dataclass(frozen=True, slots=True)
class WhatMoves:
    """What goes to another address with a profile, in words; never the texts themselves."""

    name: str
    organisation: str
    address: str
    """At present; empty where there is none."""
    signed_in: bool
    lines: tuple[str, ...]


def what_moves(session: Session, attendee: Attendee, meetings: int | None) -> WhatMoves:
    """Say what goes along.

    Parameters
    ----------
    meetings
        In the timetable that people see; None before there is one.
    """
    account = session.get(Account, attendee.account_id) if attendee.account_id else None
    texts = [facet for facet in attendee.facets if facet.text.strip()]
    texts.sort(key=lambda facet: list(_TEXTS).index(facet.kind))
    named = [_TEXTS[facet.kind] + (" (private)" if facet.private else "") for facet in texts]
    lines = [f"The profile{': ' + ', '.join(named) if named else ', without texts yet'}."]
    if attendee.sent_at is not None:
        lines.append("They have sent it themselves; it stays as they wrote it.")
    if account is not None and draft_of(session, attendee.event_id, account.id) is not None:
        lines.append("What they have typed and not yet sent.")
    if meetings:
        lines.append(f"{meetings} {'meeting' if meetings == 1 else 'meetings'} of the timetable.")
    lines.append("Matches and wishes, answers after meetings, private notes and threads.")
    return WhatMoves(
        attendee.name or attendee.external_id,
        attendee.organisation,
        account.email if account else attendee.email,
        account is not None and account.signed_in_at is not None,
        tuple(lines),
    )


def checked_address(session: Session, attendee: Attendee, text: str) -> str:
    """Give an address that the profile can be moved to.

    Raises
    ------
    ValueError
        In words for the organiser.
    """
    address = plain_address(text)
    account = by_address(session, address)
    if account is None:
        return address
    if account.id == attendee.account_id:
        raise ValueError("The profile has this address already.")
    other = session.scalar(
        select(Attendee).where(
            Attendee.event_id == attendee.event_id, Attendee.account_id == account.id
        )
    )
    if other is not None:
        raise ValueError(f"{other.name or other.external_id} is in the event with this address.")
    return address


def move_profile(session: Session, attendee: Attendee, address: str, by: str) -> None:
    """Give a profile, and all that belongs to it, to the account of another address.

    Parameters
    ----------
    address
        From `checked_address`.
    by
        Account of the organiser.
    """
    old = attendee.account_id
    account = account_of(session, address, attendee.name)
    draft = draft_of(session, attendee.event_id, old) if old else None
    if draft is not None and draft_of(session, attendee.event_id, account.id) is None:
        session.add(
            Draft(
                event_id=attendee.event_id,
                account_id=account.id,
                content=draft.content,
                saved_at=draft.saved_at,
            )
        )
    if draft is not None:
        session.delete(draft)
    log.record(
        session,
        MOVED,
        attendee.event_id,
        by,
        name=attendee.name or attendee.external_id,
        old=attendee.email or "no address",
        new=address,
    )
    attendee.account_id, attendee.email, attendee.changed_at = account.id, address, now()
    session.flush()
