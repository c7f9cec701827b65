"""Rate limits: how often one key may do one thing, counted in this process."""

from __future__ import annotations

import threading
from collections import OrderedDict

from pyrate_limiter import Rate, RateItem, StateBucket
from starlette.requests import Request

from api.settings import Settings

# Least recently used keys are forgotten beyond this many; about 50 MB.
MOST_KEYS = 50_000
MINUTE = 60_000
"""Milliseconds, the unit of `Rate.interval`."""


class Limits:
    """Counters by key; safe to use from many threads."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, StateBucket] = OrderedDict()
        self._lock = threading.Lock()

    def allow(self, key: str, limit: int, minutes: int) -> bool:
        """Count one use of a key; False when it was used ``limit`` times within the minutes."""
        with self._lock:
            bucket = self._buckets.get(key)
            if bucket is None:
                bucket = self._buckets[key] = StateBucket([Rate(limit, minutes * MINUTE)])
                if len(self._buckets) > MOST_KEYS:
                    self._buckets.popitem(last=False)
            self._buckets.move_to_end(key)
            moment: int = bucket.now()  # type: ignore[no-untyped-call]
            return bool(bucket.put(RateItem(key, moment)))


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
