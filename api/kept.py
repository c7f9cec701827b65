"""What takes long to make and is the same for everybody: kept in the process, few at a time."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from api.clock import now

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Entry(Generic[T]):
    stamp: object
    made: dt.datetime
    value: T


class Kept(Generic[T]):
    """Values by key, each as long as its stamp holds; the one not asked for longest goes first.

    Parameters
    ----------
    most
        How many are kept.
    fresh
        After so long a value is made anew though its stamp holds: of two who change something at
        once, the first by the clock may be the last to be seen.
    """

    def __init__(self, most: int, fresh: dt.timedelta = dt.timedelta.max) -> None:
        self._most = most
        self._fresh = fresh
        self._entries: OrderedDict[str, _Entry[T]] = OrderedDict()
        # Who comes while a value is made waits for it rather than making it, too.
        self._making: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def get(self, key: str, stamp: object, make: Callable[[], T]) -> T:
        """Give the value of a key; made, if there is none of this stamp."""
        with self._guard:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            entry = self._entries.get(key)
            if entry is None or entry.stamp != stamp or now() - entry.made >= self._fresh:
                entry = _Entry(stamp, now(), make())
            with self._guard:
                self._entries[key] = entry
                self._entries.move_to_end(key)
                if len(self._entries) > self._most:
                    oldest, _ = self._entries.popitem(last=False)
                    self._making.pop(oldest, None)
            return entry.value
