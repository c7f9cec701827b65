"""The first run: whoever starts a site in which nobody is known gets a code that makes a steward.

Only its SHA-256 is kept, in one row for all processes. It works once, wrong ones are counted, and
it is of no use as soon as anybody is known.
"""

from __future__ import annotations

import datetime as dt
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from api.accounts.models import FirstCode
from api.accounts.queries import is_nobody_known, token_hash
from api.accounts.service import account_of, begin_session, hand_over
from api.clock import now
from api.settings import Settings

MOST_ATTEMPTS = 20
"""Wrong codes after which the code is void; the next start prints another."""
# What is easily taken for one another is left out; twelve of thirty are 59 bits.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _IN_A_GROUP = 3, 4
_AGAIN = dt.timedelta(minutes=1)
_ROW = 1


@dataclass(frozen=True, slots=True)
class Claim:
    """What became of a code that was entered: a session's token, or why there is none."""

    token: str = ""
    refused: Literal["", "wrong", "void", "gone"] = ""
    """``gone``: the site has somebody by now; ``void``: wrong codes were tried too often."""


def offer(session: Session) -> str:
    """Make a code where nobody is known, in place of any other; give it, else an empty text."""
    if not is_nobody_known(session):
        session.execute(delete(FirstCode).where(FirstCode.used_at.is_(None)))
        return ""
    code = "-".join(
        "".join(secrets.choice(_SIGNS) for _ in range(_IN_A_GROUP)) for _ in range(_GROUPS)
    )
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = {"code_hash": _hash(code), "attempts": 0, "used_at": None, "account_id": None}
    session.execute(
        insert(FirstCode)
        .values(id=_ROW, **fresh)
        .on_conflict_do_update(index_elements=[FirstCode.id], set_=fresh)
    )
    return code


def claim(
    session: Session, code: str, email: str, name: str, settings: Settings, *, again: bool = False
) -> Claim:
    """Make the first steward by a code, and sign them in.

    Parameters
    ----------
    email
        Normalised address.
    again
        The same form was sent a moment ago and made a steward: its session is handed over.
    """
    row = session.scalar(select(FirstCode).with_for_update())
    fits = row is not None and hmac.compare_digest(row.code_hash, _hash(code))
    if again and fits and row is not None and row.account_id and row.used_at:
        fresh = row.used_at > now() - _AGAIN
        return Claim(hand_over(session, row.account_id, row.used_at)) if fresh else _GONE
    if not is_nobody_known(session):
        return _GONE
    if row is None or row.attempts >= MOST_ATTEMPTS:
        return Claim(refused="void")
    if not fits:
        row.attempts += 1
        return Claim(refused="wrong")
    account = account_of(session, email, name)
    account.steward = True
    row.used_at, row.account_id = now(), account.id
    return Claim(begin_session(session, account, row.used_at, settings))


_GONE = Claim(refused="gone")


def _hash(code: str) -> str:
    return token_hash("first:" + re.sub(r"[^0-9A-Z]", "", code.upper()))
