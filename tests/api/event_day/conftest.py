"""The day is tried in the timetable's world."""

from __future__ import annotations

from tests.api.timetable.conftest import world

__all__ = ["world"]
