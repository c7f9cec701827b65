"""The small world that page tests look at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from anyio.from_thread import start_blocking_portal

from api.db.session import Database
from api.settings import Settings
from tests.api import world
from tests.api.world import World


@pytest.fixture(scope="session", autouse=True)
def one_event_loop() -> Iterator[None]:
    """Run all requests of the worlds' browsers on one loop, as a real server does."""
    with start_blocking_portal() as portal:
        world.Browser.portal = portal
        yield
    world.Browser.portal = None


@pytest.fixture
def small_world(database: Database, settings: Settings) -> World:
    """Make two small events with everything in them."""
    return world.build(database, settings)
