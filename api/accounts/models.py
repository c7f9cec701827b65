"""Rows of people who sign in: accounts, sessions, pending sign-ins, the code of the first run."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from api.clock import now
from api.db.rows import Base, Id, Key


class Account(Base):
    """A person who can sign in, known by an e-mail address in lower case."""

    __tablename__ = "account"

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    signed_in_at: Mapped[dt.datetime | None]
    """When somebody first signed in with it: from then on it is theirs, not a list's."""
    steward: Mapped[bool] = mapped_column(default=False)
    """Whether it may make events and say who else may."""


class SignInSession(Base):
    """A browser that is signed in; only the token's SHA-256 is kept."""

    __tablename__ = "sign_in_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    seen_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)


class SignIn(Base):
    """A link and a code sent to an address: one use, 15 minutes.

    The code opens only in the browser that asked, and five wrong ones end it; the link, which
    nobody can guess, opens in any and outlives them.
    """

    __tablename__ = "sign_in"

    id: Mapped[Key]
    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    asked_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the asking browser's cookie; empty where a command made the link."""
    next_path: Mapped[str] = mapped_column(String(500), default="/")
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    """Wrong codes so far."""
    used_at: Mapped[dt.datetime | None]


class FirstCode(Base):
    """The one code by which a site without anybody gets its first steward; see `first_run`."""

    __tablename__ = "first_code"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Always 1: of all processes the one that started last has the code that holds."""
    code_hash: Mapped[str] = mapped_column(String(64))
    attempts: Mapped[int] = mapped_column(default=0)
    """Wrong codes so far."""
    used_at: Mapped[dt.datetime | None]
    account_id: Mapped[Id | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    """Whom it made."""
