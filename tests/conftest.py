"""What all tests share: a fresh database, as SQLite and as real PostgreSQL; a real browser."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

import api.worker  # noqa: F401 - declares every job, whichever tests are run
from api.db.migrate import upgrade
from api.db.rows import new_id
from api.db.session import Database
from api.jobs.engine import prepare
from api.settings import Settings
from tests import needs, postgres
from tests.needs import chromium

# How long an example takes says how busy the machine is, and nothing about what is tested.
hypothesis.settings.register_profile("confab", deadline=None)
hypothesis.settings.load_profile("confab")

# What is loaded and collected stays to the end: looking through it for garbage, time after time,
# takes a part of every test's work.
gc.disable()

_EMPTY = "confab_empty"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what uses the browser last: from then on its event loop runs in this thread.

    Whatever starts a loop of its own there, as sending mail does, has to come before. Of those the
    long ones come first, so that no process is left with them when the others are done.
    """

    def place(item: pytest.Item) -> int:
        in_browser = "browser" in getattr(item, "fixturenames", ())
        return in_browser * (1 if item.get_closest_marker("slow") else 2)

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Look for garbage from here on, among what the tests themselves make."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an upgraded, empty file to copy for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.sqlite"
    _upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Run a server that has an upgraded, empty database to copy."""
    with postgres.server() as address:
        postgres.administer(address, f"CREATE DATABASE {_EMPTY}")
        _upgrade(f"{address}/{_EMPTY}")
        yield address


@pytest.fixture(scope="session")
def emptied(postgres_server: str) -> Iterator[postgres.Emptied]:
    """Keep one database for all tests, emptied for each."""
    with postgres.Emptied(postgres_server, _EMPTY).kept() as kept:
        yield kept


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a fresh database in this release's shape."""
    if request.param == "sqlite":
        path = tmp_path / "confab.sqlite"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    yield request.getfixturevalue("emptied").url()


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database of the other kind with nothing in it."""
    if database_url.startswith("postgresql"):
        yield f"sqlite:///{tmp_path / 'other.sqlite'}"
        return
    needs.postgresql()
    address = request.getfixturevalue("postgres_server")
    name = f"e{new_id().replace('-', '')}"
    postgres.administer(address, f"CREATE DATABASE {name}")
    yield f"{address}/{name}"
    postgres.administer(address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Open the fresh database."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Give settings for the fresh database; no mail server."""
    return Settings(database_url=database_url, _env_file=None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run one Chromium for all tests: Playwright cannot be started twice in a process."""
    path = chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield launched
        launched.close()


def _upgrade(url: str) -> None:
    database = Database(url)
    prepare(database.engine)
    upgrade(database.engine)
    # The last connection that closes leaves one file, with nothing in a log beside it.
    database.close()
