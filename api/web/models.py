"""Rows of what visitors leave behind: forms done once or typed in vain, and uses of limits."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from api.clock import now
from api.db.rows import Base, Json, Key, PackedJson


class DoneOnce(Base):
    """A form that has been sent, and where its sender was led; a repetition is led there, too.

    ``key`` is a hash of account, address and one-time token, ``content`` one of the fields as
    last sent with it: sent again with other words the form is another one.
    """

    __tablename__ = "done_once"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[str] = mapped_column(String(64))
    location: Mapped[str] = mapped_column(String(1000), default="")
    """Empty where the answer was a page; the handler itself then answers a repetition."""
    flash: Mapped[str] = mapped_column(String(1000), default="")
    kind: Mapped[str] = mapped_column(String(10), default="done")
    at: Mapped[dt.datetime] = mapped_column(default=now, index=True)


class HeldForm(Base):
    """A form that came when its writer was not signed in any more; see `api.web.held`."""

    __tablename__ = "held_form"

    id: Mapped[Key]
    browser: Mapped[str] = mapped_column(String(64), index=True)
    """Hash of the browser's cookie."""
    mark: Mapped[str] = mapped_column(String(16))
    """Whose page it was typed on; see `api.web.held.account_mark`."""
    path: Mapped[str] = mapped_column(String(500))
    page: Mapped[str] = mapped_column(String(500))
    fields: Mapped[dict[str, list[str]]] = mapped_column(PackedJson)
    file: Mapped[bool]
    at: Mapped[dt.datetime] = mapped_column(index=True)


class LimitedUse(Base):
    """The latest uses of what is limited, for all web processes; see `api.web.limits`."""

    __tablename__ = "limited_use"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Hash of who does what: addresses of people and machines stand in no table."""
    times: Mapped[list[float]] = mapped_column(Json, default=list)
    """Seconds since 1970, oldest first."""
    ends_at: Mapped[dt.datetime] = mapped_column(index=True)
    """From when on the row says nothing any more."""
