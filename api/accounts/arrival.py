"""What waits for whoever signs in: a later domain may take them in where their link leads."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

Arrival = Callable[[Session, str, str], str]
"""(session, account id, path the sign-in leads to) -> path to lead them to."""
_waiting: list[Arrival] = []


def waits_for(arrival: Arrival) -> Arrival:
    """Declare who looks at each sign-in; the domain that waits for somebody does."""
    if arrival not in _waiting:
        _waiting.append(arrival)
    return arrival


def arrive(session: Session, account_id: str, path: str) -> str:
    """Say where somebody is led who has shown by a mail that an address is theirs."""
    for arrival in _waiting:
        path = arrival(session, account_id, path)
    return path
