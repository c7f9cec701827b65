"""The small world that page tests look at."""

from __future__ import annotations

import pytest

from api.db.session import Database
from api.settings import Settings
from tests.api import world
from tests.api.world import World


@pytest.fixture
def small_world(database: Database, settings: Settings) -> World:
    """Make two small events with everything in them."""
    return world.build(database, settings)
