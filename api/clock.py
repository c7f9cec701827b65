"""The one clock: every "now" in the application is asked here."""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    """Return the present moment, UTC, with its zone."""
    return dt.datetime.now(dt.UTC)
