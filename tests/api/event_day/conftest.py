"""The day is tried in the timetable's world, with the timetable's jobs beside its own."""

from __future__ import annotations

from api.timetable import jobs as handlers
from tests.api.timetable.conftest import world

__all__ = ["world"]
assert handlers.send, "declares what the worker runs"
