"""Signing in and out: a link and a code in one mail, each of one use, 15 minutes long."""

from __future__ import annotations

import datetime as dt
import hmac
import re
import secrets
from dataclasses import dataclass

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.accounts.arrival import arrive
from api.accounts.models import Account, SignIn, SignInSession
from api.accounts.queries import by_address, token_hash
from api.clock import now
from api.settings import Settings

LIFE = dt.timedelta(minutes=15)
MOST_ATTEMPTS = 5
"""Wrong codes after which the code of a sign-in is void; its link is not."""
MOST_ATTEMPTS_A_DAY = 20
"""Wrong codes for one account within a day, after which only links sign it in until tomorrow.

With one million codes, guessing succeeds once in 50,000 days of using all of them up.
"""
FRESH = dt.timedelta(minutes=5)
"""Age below which a link in somebody's mailbox makes another mail needless."""
MOST_MAILS = 5
"""Mails to one account within `LIFE`, from wherever asked, before `FRESH` is asked for."""
_AGAIN = dt.timedelta(minutes=1)
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


@dataclass(frozen=True, slots=True)
class MailsLately:
    """Sign-in mails of an account within `LIFE`."""

    count: int
    fresh: bool
    """Whether a link younger than `FRESH` is still unused: its reader needs no other."""


def account_of(session: Session, email: str, name: str = "") -> Account:
    """Find or make the account of a normalised address."""
    account = by_address(session, email)
    if account is None:
        try:
            # Two may ask for one address at once, whom neither waits for.
            with session.begin_nested():
                account = Account(email=email, name=name)
                session.add(account)
        except IntegrityError:
            return session.scalars(select(Account).where(Account.email == email)).one()
    elif name and not account.name:
        account.name = name
    return account


def invite(session: Session, account: Account, next_path: str = "/", asked: str = "") -> Invitation:
    """Begin a sign-in; earlier ones of the account stay valid until they end.

    Parameters
    ----------
    asked
        Secret of the asking browser, without which the code is of no use. Empty where no browser
        asked; only the link signs in then.
    """
    token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(1_000_000):06}"
    row = SignIn(
        account_id=account.id,
        token_hash=token_hash(token),
        code_hash="",
        asked_hash=token_hash(asked) if asked else "",
        next_path=safe_path(next_path),
        expires_at=now() + LIFE,
    )
    session.add(row)
    session.flush()
    # Six digits alone could be looked up; the row's id makes each hash its own.
    row.code_hash = _code_hash(row.id, code)
    return Invitation(row.id, account.email, account.name, token, code)


def mails_lately(session: Session, account: Account) -> MailsLately:
    """Look at the sign-in mails of an account that may still be used."""
    since = now() - LIFE
    count = session.scalar(
        select(func.count()).where(SignIn.account_id == account.id, SignIn.created_at > since)
    )
    fresh = session.scalar(
        _open().where(SignIn.account_id == account.id, SignIn.created_at > now() - FRESH).limit(1)
    )
    return MailsLately(count or 0, fresh is not None)


def is_open(session: Session, token: str) -> bool:
    """Whether a link would still sign somebody in."""
    return session.scalar(_open().where(SignIn.token_hash == token_hash(token))) is not None


def use_link(
    session: Session, token: str, settings: Settings, *, again: bool = False
) -> tuple[str, str] | None:
    """Sign in by a link, once.

    Parameters
    ----------
    again
        The same form was sent a moment ago and signed in: its session is handed over.

    Returns
    -------
    tuple of str, or None
        The session's token and the path to go to; None when the link is used, old or false.
    """
    found = _just_used() if again else _open()
    row = session.scalar(found.where(SignIn.token_hash == token_hash(token)).with_for_update())
    return None if row is None else _enter(session, row, settings)


def led_by(session: Session, token: str, account_id: str) -> str | None:
    """Give the path that a link of this account leads to, used or not; None for any other link."""
    return session.scalar(
        select(SignIn.next_path).where(
            SignIn.token_hash == token_hash(token), SignIn.account_id == account_id
        )
    )


def use_code(
    session: Session, asked: str, email: str, code: str, settings: Settings, *, again: bool = False
) -> tuple[str, str] | None:
    """Sign in by address and code, once, in the browser that asked for the mail.

    A wrong code counts against the sign-ins that this browser asked for, so that nobody can use
    up the codes of another. All wrong codes for an account together are limited by the day.
    ``again`` as in `use_link`.
    """
    if not asked:
        return None
    digits = re.sub(r"\D", "", code)
    rows = session.scalars(
        (_just_used() if again else _open())
        .join(Account, Account.id == SignIn.account_id)
        .where(
            Account.email == email,
            SignIn.asked_hash == token_hash(asked),
            SignIn.attempts < MOST_ATTEMPTS,
        )
        .with_for_update(of=SignIn)
    ).all()
    if not rows or _wrong_today(session, rows[0].account_id) >= MOST_ATTEMPTS_A_DAY:
        return None
    for row in rows:
        if hmac.compare_digest(row.code_hash, _code_hash(row.id, digits)):
            return _enter(session, row, settings)
    for row in rows:
        row.attempts += 1
    return None


def begin_session(session: Session, account: Account, at: dt.datetime, settings: Settings) -> str:
    """Sign an account in; give the token of its session."""
    token = secrets.token_urlsafe(32)
    account.signed_in_at = account.signed_in_at or at
    session.add(
        SignInSession(
            token_hash=token_hash(token),
            account_id=account.id,
            created_at=at,
            expires_at=now() + dt.timedelta(days=settings.session_days),
        )
    )
    return token


def hand_over(session: Session, account_id: str, at: dt.datetime) -> str:
    """Give the session that began at a moment another token: of two clicks, to the second."""
    token = secrets.token_urlsafe(32)
    begun = session.scalar(
        select(SignInSession).where(
            SignInSession.account_id == account_id, SignInSession.created_at == at
        )
    )
    if begun is not None:
        begun.token_hash = token_hash(token)
    return token


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
    return select(SignIn).where(SignIn.used_at.is_(None), SignIn.expires_at > now())


def _wrong_today(session: Session, account_id: str) -> int:
    since = now() - dt.timedelta(days=1)
    return (
        session.scalar(
            select(func.sum(SignIn.attempts)).where(
                SignIn.account_id == account_id, SignIn.created_at > since
            )
        )
        or 0
    )


def _just_used() -> Select[SignIn]:
    return select(SignIn).where(SignIn.used_at > now() - _AGAIN)


def _enter(session: Session, row: SignIn, settings: Settings) -> tuple[str, str]:
    if row.used_at is not None:
        token = hand_over(session, row.account_id, row.used_at)
        return token, arrive(session, row.account_id, row.next_path)
    row.used_at = now()
    account = session.get_one(Account, row.account_id)
    token = begin_session(session, account, row.used_at, settings)
    return token, arrive(session, account.id, row.next_path)


def _code_hash(sign_in_id: str, code: str) -> str:
    return token_hash(f"{sign_in_id}:{code}")
