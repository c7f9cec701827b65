"""The small world that page tests look at."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal

from api.db.session import Database
from api.settings import Settings
from tests.api import world
from tests.api.kept_world import KeptWorld, keep
from tests.api.world import World


@pytest.fixture(scope="session", autouse=True)
def one_event_loop() -> Iterator[None]:
    """Run all requests of the worlds' browsers on one loop, as a real server does."""
    with start_blocking_portal() as portal:
        world.Browser.portal = portal
        yield
    world.Browser.portal = None


@pytest.fixture(scope="session")
def kept_world(empty_sqlite: Path) -> KeptWorld:
    """Make two small events with everything in them, once."""
    url = f"sqlite:///{shutil.copy(empty_sqlite, empty_sqlite.with_name('world.sqlite'))}"
    database = Database(url)
    kept = keep(database, Settings(database_url=url, _env_file=None))
    database.close()
    return kept


@pytest.fixture
def small_world(kept_world: KeptWorld, database: Database, settings: Settings) -> Iterator[World]:
    """Put both events into a database."""
    yield kept_world.put(database, settings)
    world.take_back_apps()
