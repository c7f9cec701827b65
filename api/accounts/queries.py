"""Reading accounts and sessions."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from api.accounts.models import Account, SignInSession
from api.clock import now

_SIGNED_IN = (
    select(Account.id, Account.email, Account.name, Account.steward, SignInSession.seen_at)
    .join(SignInSession, SignInSession.account_id == Account.id)
    .where(
        SignInSession.token_hash == bindparam("hashed"), SignInSession.expires_at > bindparam("now")
    )
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in, and in which session."""

    account_id: str
    email: str
    name: str
    session_hash: str
    seen_at: dt.datetime
    steward: bool = False
    """Whether they may make events and say who else may."""

    @property
    def shown_name(self) -> str:
        """Name for pages: the person's own, else the address."""
        return self.name or self.email


def token_hash(token: str) -> str:
    """SHA-256 of a secret, 64 hexadecimal digits: all that is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def by_address(session: Session, email: str) -> Account | None:
    """Find the account of a normalised address."""
    return session.scalar(select(Account).where(Account.email == email))


def is_nobody_known(session: Session) -> bool:
    """Whether there is no account at all: neither people nor organisers."""
    return not session.scalar(select(exists(select(Account.id))))


def by_session(session: Session, token: str) -> SignedIn | None:
    """Find who holds a session's token; None when it ended or never was."""
    hashed = token_hash(token)
    row = session.execute(_SIGNED_IN, {"hashed": hashed, "now": now()}).first()
    if row is None:
        return None
    account_id, email, name, steward, seen_at = row
    return SignedIn(account_id, email, name, hashed, seen_at, steward)
