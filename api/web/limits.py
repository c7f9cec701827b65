"""Rate limits: how often one key does one thing, counted in this process."""

from __future__ import annotations

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from api.settings import Settings


class Limits:
    """Counters by key; safe to use from many threads, forgotten with their window."""

    def __init__(self) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def allow(self, key: str, limit: int, minutes: int) -> bool:
        """Count one use of a key; False when it was used ``limit`` times within the minutes."""
        return self._windows.hit(RateLimitItemPerMinute(limit, minutes), key)


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
