"""The database as commands open it: what cannot be used is refused in words; one upgrades."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.cli.store import open_database, reach_database
from api.db.migrate import is_current, one_at_a_time, upgrade
from api.db.session import Database
from api.faults import InputFaults
from api.jobs import engine
from api.jobs.models import Job
from api.settings import Settings


def _settings(url: str) -> Settings:
    return Settings(database_url=url, _env_file=None)


def _refused(url: str) -> str:
    with pytest.raises(InputFaults) as refused, reach_database(url, "CONFAB_DATABASE_URL"):
        raise AssertionError("it was opened")
    return str(refused.value.faults[0])


def test_a_database_of_a_newer_release_is_refused(database: Database, database_url: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer release" in _refused(database_url)
    for upgrade_it in (None, True):
        with (
            pytest.raises(InputFaults, match="newer release"),
            open_database(_settings(database_url), upgrade_it=upgrade_it),
        ):
            raise AssertionError("it was opened")


def test_what_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "letter.sqlite").write_text("Dear Ana, this is a letter. " * 100)
    assert "no database that can be read" in _refused(f"sqlite:///{tmp_path}/letter.sqlite")
    assert "cannot be made" in _refused(f"sqlite:///{tmp_path}/letter.sqlite/under/it.sqlite")
    assert "no address" in _refused("postgresql")
    assert "cannot be reached" in _refused("postgresql://nobody:secret@127.0.0.1:1/none")
    assert "secret" not in _refused("postgresql://nobody:secret@127.0.0.1:1/none")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_upgrades_and_the_others_wait(empty_url: str) -> None:
    settings = _settings(empty_url)
    opened: list[bool] = []

    def start(upgrade_it: bool | None) -> None:
        with open_database(settings, upgrade_it=upgrade_it) as database:
            opened.append(is_current(database.engine))

    upgrading = Database(empty_url)
    with one_at_a_time(upgrading.engine):
        # A site that begins meanwhile waits too, and then finds it current.
        threads = [threading.Thread(target=start, args=(each,)) for each in (True, True, None)]
        for thread in threads:
            thread.start()
        threads[0].join(0.5)
        assert opened == []
        engine.prepare(upgrading.engine)
        upgrade(upgrading.engine)
    for thread in threads:
        thread.join(60)
    assert opened == [True, True, True]
    upgrading.close()


@pytest.mark.parametrize("step", ["api.jobs.engine.prepare", "api.db.migrate.upgrade"])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_an_upgrade_that_was_killed_is_done_again(
    empty_url: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as ending:
        ending.setattr(step, killed)
        with pytest.raises(SystemExit), open_database(_settings(empty_url)):
            raise AssertionError("it was opened")
    with open_database(_settings(empty_url)) as database, database.read_session() as session:
        # Asks the engine's tables, too.
        assert session.scalars(sa.select(Job.state)).all() == []
