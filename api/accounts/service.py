"""Signing in and out: a link and a code in one mail, each of one use, 15 minutes long."""

from __future__ import annotations

import datetime as dt
import hmac
import re
import secrets
from dataclasses import dataclass

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from api.accounts.models import Account, SignIn, SignInSession
from api.accounts.queries import by_address, token_hash
from api.clock import now
from api.settings import Settings

LIFE = dt.timedelta(minutes=15)
MOST_ATTEMPTS = 5
"""Wrong codes after which a sign-in is void."""
_SEEN_EVERY = dt.timedelta(hours=1)
_PATH = re.compile(r"/(?![/\\])[\x21-\x7e]*")


@dataclass(frozen=True, slots=True)
class Invitation:
    """The secrets of one sign-in, known only here and in its mail."""

    sign_in_id: str
    email: str
    name: str
    token: str
    code: str
    """Six digits."""


def account_of(session: Session, email: str, name: str = "") -> Account:
    """Find or make the account of a normalised address."""
    account = by_address(session, email)
    if account is None:
        account = Account(email=email, name=name)
        session.add(account)
        session.flush()
    elif name and not account.name:
        account.name = name
    return account


def invite(session: Session, account: Account, next_path: str = "/") -> Invitation:
    """Begin a sign-in; earlier ones of the account stay valid until they end."""
    token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(1_000_000):06}"
    row = SignIn(
        account_id=account.id,
        token_hash=token_hash(token),
        code_hash="",
        next_path=safe_path(next_path),
        expires_at=now() + LIFE,
    )
    session.add(row)
    session.flush()
    # Six digits alone could be looked up; the row's id makes each hash its own.
    row.code_hash = _code_hash(row.id, code)
    return Invitation(row.id, account.email, account.name, token, code)


def is_open(session: Session, token: str) -> bool:
    """Whether a link would still sign somebody in."""
    return session.scalar(_open().where(SignIn.token_hash == token_hash(token))) is not None


def use_link(session: Session, token: str, settings: Settings) -> tuple[str, str] | None:
    """Sign in by a link, once.

    Returns
    -------
    tuple of str, or None
        The session's token and the path to go to; None when the link is used, old or false.
    """
    row = session.scalar(_open().where(SignIn.token_hash == token_hash(token)).with_for_update())
    return None if row is None else _enter(session, row, settings)


def use_code(session: Session, email: str, code: str, settings: Settings) -> tuple[str, str] | None:
    """Sign in by address and code, once; a wrong code counts against every open sign-in."""
    digits = re.sub(r"\D", "", code)
    rows = session.scalars(
        _open()
        .join(Account, Account.id == SignIn.account_id)
        .where(Account.email == email)
        .with_for_update(of=SignIn)
    ).all()
    for row in rows:
        if hmac.compare_digest(row.code_hash, _code_hash(row.id, digits)):
            return _enter(session, row, settings)
    for row in rows:
        row.attempts += 1
    return None


def touch(session: Session, session_hash: str, settings: Settings) -> None:
    """Note a visit, so that the session lasts on from now."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.token_hash == session_hash)
        .values(seen_at=now(), expires_at=now() + dt.timedelta(days=settings.session_days))
    )


def needs_touch(seen_at: dt.datetime) -> bool:
    """Whether the last noted visit is long enough ago to note another."""
    return now() - seen_at > _SEEN_EVERY


def sign_out(session: Session, session_hash: str) -> None:
    """End a session, and forget what has run out."""
    session.execute(delete(SignInSession).where(SignInSession.token_hash == session_hash))
    session.execute(delete(SignInSession).where(SignInSession.expires_at < now()))
    session.execute(delete(SignIn).where(SignIn.expires_at < now() - dt.timedelta(days=1)))


def safe_path(path: str) -> str:
    """Give a path of our own site, whatever was asked for: never another site's address."""
    return path if _PATH.fullmatch(path) and len(path) <= 500 else "/"


def _open() -> Select[SignIn]:
    return select(SignIn).where(
        SignIn.used_at.is_(None), SignIn.expires_at > now(), SignIn.attempts < MOST_ATTEMPTS
    )


def _enter(session: Session, row: SignIn, settings: Settings) -> tuple[str, str]:
    row.used_at = now()
    token = secrets.token_urlsafe(32)
    session.add(
        SignInSession(
            token_hash=token_hash(token),
            account_id=row.account_id,
            expires_at=now() + dt.timedelta(days=settings.session_days),
        )
    )
    return token, row.next_path


def _code_hash(sign_in_id: str, code: str) -> str:
    return token_hash(f"{sign_in_id}:{code}")
