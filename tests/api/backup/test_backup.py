"""Backup, restore and move between real databases: while people write, and what is refused."""

from __future__ import annotations

import json
import stat
import threading
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.accounts.models import Account
from api.backup import service
from api.backup.archive import ArchiveReader
from api.backup.tables import own_tables, rows_of
from api.db import migrate
from api.db.rows import new_id
from api.db.session import Database
from api.faults import InputFaults
from api.jobs import liveness, tasks
from api.jobs.models import RUN
from api.mail import outbox
from api.mail.models import OutboxMail
from api.mail.outbox import Mail
from api.settings import Settings
from tests.api.jobs.test_worker import over, start, until, workers
from tests.api.world import World


def _everything(database: Database) -> dict[str, list[list[Any]]]:
    with database.engine.connect() as connection:
        return {table.name: list(rows_of(connection, table)) for table in own_tables(connection)}


def test_everything_comes_back_in_a_database_of_the_other_kind(
    small_world: World, empty_url: str, tmp_path: Path
) -> None:
    before = _everything(small_world.database)
    assert {"attendee", "candidate", "placement", "post", "job"} <= {
        k for k, v in before.items() if v
    }
    made = service.backup(small_world.database, tmp_path / "a.backup")
    assert stat.S_IMODE((tmp_path / "a.backup").stat().st_mode) == 0o600
    assert made.rows == sum(map(len, before.values()))
    other = Database(empty_url)
    brought = service.restore(other, tmp_path / "a.backup")
    assert (brought.tables, brought.rows) == (len(before), made.rows)
    after = _everything(other)
    # Unfinished jobs wait again; everything else is as it was.
    jobs = before.pop("job")
    assert [row[0] for row in after.pop("job")] == [row[0] for row in jobs]
    assert after == before
    # And back.
    service.backup(other, tmp_path / "b.backup")
    again = Database(f"sqlite:///{tmp_path / 'again.sqlite'}")
    service.restore(again, tmp_path / "b.backup")
    assert {**_everything(again), "job": []} == {**before, "job": []}
    other.close()
    again.close()


def test_a_backup_is_of_one_moment(database: Database, tmp_path: Path) -> None:
    over = threading.Event()

    def write_pairs() -> None:
        while not over.is_set():
            with database.write_session() as session:
                session.add_all(Account(email=f"{new_id()}@example.org") for _ in range(2))

    with database.write_session() as session:
        session.add_all(Account(email=f"{new_id()}@example.org") for _ in range(4000))
    writer = threading.Thread(target=write_pairs)
    writer.start()
    try:
        counts = []
        for number in range(3):
            made = service.backup(database, tmp_path / f"{number}.backup")
            counts.append(next(each.rows for each in made.tables if each.name == "account"))
            time.sleep(0.3)
    finally:
        over.set()
        writer.join()
    assert all(count % 2 == 0 for count in counts)
    assert counts[0] < counts[1] < counts[2]


def test_unfinished_work_goes_on_where_it_was_brought(
    database: Database, empty_url: str, tmp_path: Path
) -> None:
    waits = start(database, "count", to=2)
    runs = start(database, "count", to=3)
    with database.write_session() as session:
        tasks.claim(session, RUN, runs, "gone")
        outbox.put(session, Mail("k", "test", "ana@example.org", "Hello", "Hello Ana"))
    service.backup(database, tmp_path / "a.backup")
    other = Database(empty_url)
    service.restore(other, tmp_path / "a.backup")
    with workers(empty_url, 1):
        assert [until(other, each, over).state for each in (waits, runs)] == ["done", "done"]
        end = time.monotonic() + 30
        state = "waiting"
        while state == "waiting" and time.monotonic() < end:
            time.sleep(0.1)
            with other.read_session() as session:
                state = session.scalars(sa.select(OutboxMail.state)).one()
    assert state == "kept"
    other.close()


def test_a_backup_of_an_older_release_takes_this_one_s_shape(tmp_path: Path) -> None:
    old = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    migrate.upgrade(old.engine, "0002")
    with old.engine.begin() as connection:
        table = sa.Table("account", sa.MetaData(), autoload_with=connection)
        row = {"id": new_id(), "email": "ana@example.org", "name": "Ana"}
        connection.execute(sa.insert(table).values(row | {"created_at": sa.func.now()}))
    service.backup(old, tmp_path / "a.backup")
    assert not migrate.is_current(old.engine)
    new = Database(f"sqlite:///{tmp_path / 'new.sqlite'}")
    service.restore(new, tmp_path / "a.backup")
    assert migrate.is_current(new.engine)
    with new.read_session() as session:
        assert session.scalars(sa.select(Account.email)).all() == ["ana@example.org"]


def test_a_database_with_rows_is_refused_and_left_alone(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    with database.write_session() as session:
        session.add(Account(email="ana@example.org"))
    service.backup(database, tmp_path / "a.backup")
    before = _everything(database)
    with pytest.raises(InputFaults, match="not empty"):
        service.restore(database, tmp_path / "a.backup")
    assert _everything(database) == before
    with pytest.raises(InputFaults, match="such a file already"):
        service.backup(database, tmp_path / "a.backup")
    lock = liveness.take(database, "somebody")
    with pytest.raises(InputFaults, match="Stop the site"):
        service.move(database, Database(f"sqlite:///{tmp_path / 'b.sqlite'}"))
    lock.release()


def _changed(path: Path, out: Path, **changes: object) -> Path:
    """Copy a backup with another list."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "manifest.json":
                data = json.dumps(json.loads(data) | changes).encode()
            new.writestr(name, data)
    return out


def test_what_is_no_whole_backup_of_this_release_is_refused(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    migrate.upgrade(database.engine)
    with database.write_session() as session:
        session.add_all(Account(email=f"{new_id()}@example.org") for _ in range(500))
    good = tmp_path / "good.backup"
    service.backup(database, good)
    whole = good.read_bytes()
    cut, text, bent = (tmp_path / name for name in ("cut", "text", "bent"))
    cut.write_bytes(whole[: len(whole) // 2])
    text.write_text("people")
    # Wherever a byte is wrong, it is words or, in a file's date, nothing. The last bytes are the
    # list of parts and where it begins.
    for place in (*range(0, len(whole), len(whole) // 100), *range(len(whole) - 250, len(whole))):
        bent.write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
        with suppress(InputFaults), ArchiveReader(bent):
            pass
    place = len(whole) // 4
    bent.write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
    listed = json.loads(zipfile.ZipFile(good).read("manifest.json"))["tables"]
    fewer = [each | {"rows": each["rows"] - 1} for each in listed]
    cases = {
        cut: "no whole backup",
        text: "no whole backup",
        bent: "no whole backup",
        tmp_path / "absent": "cannot be read",
        _changed(good, tmp_path / "fewer", tables=fewer): "no whole backup",
        _changed(good, tmp_path / "format", format=2): "newer release",
        _changed(good, tmp_path / "newer", revision="9999", release="9.0"): r"newer release.*9\.0",
    }
    target = Database(f"sqlite:///{tmp_path / 'new.sqlite'}")
    for path, words in cases.items():
        with pytest.raises(InputFaults, match=words):
            service.restore(target, path)
    assert sa.inspect(target.engine).get_table_names() == []
    # An empty database of another shape is one to bring it into.
    migrate.upgrade(target.engine, "0001")
    assert service.restore(target, good).rows == 500


def test_no_table_numbers_its_rows_by_the_database(database: Database) -> None:
    """A backup would have to bring such counters along."""
    with database.engine.connect() as connection:
        for table in own_tables(connection):
            for column in table.primary_key.columns:
                whole = isinstance(column.type, sa.Integer) and len(table.primary_key.columns) == 1
                assert not whole, f"{table.name}.{column.name}"
