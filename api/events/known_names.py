"""By what name an event knows an account: an address that is invited tells nobody's name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.events.models import LogEntry

NamesOfGuests = Callable[[Session, str, Collection[str]], Mapping[str, str]]
"""(session, event id, account ids) -> what those who attend the event are called there."""
_guests: list[NamesOfGuests] = []


def guests_are_named_by(names: NamesOfGuests) -> NamesOfGuests:
    """Declare who knows an event's people; the domain that has them does."""
    _guests[:] = [names]
    return names


def known_names(
    session: Session, event_id: str, accounts: Collection[Account], me: str
) -> dict[str, str]:
    """Say what each account is called at an event.

    Parameters
    ----------
    me
        Id of the account that looks.

    Returns
    -------
    dict of str to str
        By account id: the account's name where it is one's own or has done something here; what
        the event calls those who attend it; of all others the address.
    """
    ids = [account.id for account in accounts]
    acted = set(
        session.scalars(
            select(LogEntry.account_id)
            .where(LogEntry.event_id == event_id, LogEntry.account_id.in_(ids))
            .distinct()
        )
    ) | {me}
    guests = {key: name for names in _guests for key, name in names(session, event_id, ids).items()}
    return {
        each.id: (each.name if each.id in acted else guests.get(each.id, "")) or each.email
        for each in accounts
    }
