"""Rate limits: how often one key does one thing, whichever web process it comes to."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Protocol

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from starlette.requests import Request

from api.clock import now
from api.db.session import Database
from api.settings import Settings
from api.web.models import LimitedUse

_SWEPT = 100


class Limits(Protocol):
    """Counters by key; safe to use from many threads, forgotten with their window."""

    def allow(self, key: str, limit: int, minutes: int) -> bool:
        """Count one use of a key; False when it was used ``limit`` times within the minutes."""

    def spent(self, key: str, limit: int, minutes: int) -> bool:
        """Whether a key was used ``limit`` times within the minutes; counts nothing."""


def limits_of(database: Database) -> Limits:
    """Count in this process beside SQLite, which has one; in the database where there may be many.

    The second waits for the database: call it from a thread, never from the event loop.
    """
    return OwnLimits() if database.is_sqlite else SharedLimits(database)


class OwnLimits:
    """Limits counted in this process."""

    def __init__(self) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def allow(self, key: str, limit: int, minutes: int) -> bool:
        """Count one use of a key."""
        return self._windows.hit(RateLimitItemPerMinute(limit, minutes), key)

    def spent(self, key: str, limit: int, minutes: int) -> bool:
        """Whether a key is used up."""
        return not self._windows.test(RateLimitItemPerMinute(limit, minutes), key)


class SharedLimits:
    """Limits counted in PostgreSQL; each use is a transaction of its own, and counts at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def allow(self, key: str, limit: int, minutes: int) -> bool:
        """Count one use of a key."""
        hashed = _hashed(key, limit, minutes)
        moment, window = now(), dt.timedelta(minutes=minutes)
        with self._database.write_session() as session:
            # Whoever uses the same key at the same time waits here.
            row = session.scalars(
                insert(LimitedUse)
                .values(key=hashed, times=[], ends_at=moment + window)
                .on_conflict_do_update(
                    index_elements=[LimitedUse.key], set_={"ends_at": moment + window}
                )
                .returning(LimitedUse)
            ).one()
            fresh = not row.times
            since = (moment - window).timestamp()
            times = [each for each in row.times if each > since]
            allowed = len(times) < limit
            if allowed:
                row.times = [*times, moment.timestamp()]
            if fresh:
                ended = (
                    select(LimitedUse.key)
                    .where(LimitedUse.ends_at < moment)
                    .limit(_SWEPT)
                    .with_for_update(skip_locked=True)
                )
                session.execute(delete(LimitedUse).where(LimitedUse.key.in_(ended)))
        return allowed

    def spent(self, key: str, limit: int, minutes: int) -> bool:
        """Whether a key is used up."""
        since = (now() - dt.timedelta(minutes=minutes)).timestamp()
        with self._database.read_session() as session:
            row = session.get(LimitedUse, _hashed(key, limit, minutes))
            return row is not None and sum(each > since for each in row.times) >= limit


def _hashed(key: str, limit: int, minutes: int) -> str:
    return hashlib.sha256(f"{key} {limit} {minutes}".encode()).hexdigest()


def client_address(request: Request, settings: Settings) -> str:
    """Address of the visitor: the peer's, or what the outermost trusted proxy saw."""
    peer = request.client.host if request.client else "unknown"
    if not settings.behind_proxies:
        return peer
    seen = [
        part.strip()
        for line in request.headers.getlist("x-forwarded-for")
        for part in line.split(",")
        if part.strip()
    ]
    # Whatever stands further left was written by the visitor.
    return seen[-settings.behind_proxies] if len(seen) >= settings.behind_proxies else peer
