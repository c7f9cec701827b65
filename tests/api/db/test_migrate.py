"""Migrations: up and down with rows in them, on both databases, and in step with the rows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from api.accounts.models import Account, SignInSession
from api.clock import now
from api.db import migrate
from api.db.session import Database
from api.jobs import engine, tasks
from api.jobs.models import RUN, Job
from api.rows import metadata

# Rebuilds a table that many rows depend on, as a later release might have to.
REBUILD = '''"""Rebuild accounts."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("account") as batch:
        batch.alter_column("name", type_=sa.String(250))


def downgrade() -> None:
    with op.batch_alter_table("account") as batch:
        batch.alter_column("name", type_=sa.String(200))
'''


def test_rows_and_migrations_agree(database: Database) -> None:
    wanted = set(metadata().tables)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: kind != "table" or name in wanted},
        )
        assert compare_metadata(context, metadata()) == []


def test_down_to_nothing_and_up_again(database: Database) -> None:
    assert migrate.is_current(database.engine)
    with database.write_session() as session:
        session.add(Account(email="a@example.org"))
    migrate.downgrade(database.engine, "base")
    left = set(sa.inspect(database.engine).get_table_names()) & set(metadata().tables)
    assert left == set()
    assert not migrate.is_current(database.engine)
    migrate.upgrade(database.engine)
    assert migrate.is_current(database.engine)


def test_rebuilding_a_parent_keeps_its_children(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, folder)
    heads = sorted(path.stem.split("_")[0] for path in (folder / "versions").glob("*.py"))
    (folder / "versions" / "9999_rebuild.py").write_text(REBUILD.format(head=heads[-1]))
    monkeypatch.setattr(migrate, "FOLDER", folder)
    with database.write_session() as session:
        account = Account(email="a@example.org")
        session.add(account)
        session.flush()
        session.add(SignInSession(token_hash="0" * 64, account_id=account.id, expires_at=now()))
    for step in ("9999", heads[-1]):
        move = command.upgrade if step == "9999" else command.downgrade
        move(migrate.alembic_config(database.engine), step)
        with database.read_session() as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(SignInSession)) == 1
    # And the guard is on again: who depends still goes with whom it depends on.
    with database.write_session() as session:
        session.execute(sa.delete(Account))
    with database.read_session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SignInSession)) == 0


def test_answers_from_before_keep_what_they_mean(database: Database) -> None:
    """A "no" of old may have been silence: it stays a verdict only where the rating agrees."""
    said = {  # worth, go on -> go on since 0002
        (5, True): True, (1, True): True, (1, False): False, (2, False): False,
        (3, False): None, (5, False): None, (None, False): None,
    }  # fmt: skip
    migrate.downgrade(database.engine, "0001")
    old = sa.MetaData()
    old.reflect(database.engine, only=["event", "attendee", "meeting", "feedback"])
    with database.engine.begin() as connection:
        _old_feedback(connection, old, list(said))
    migrate.upgrade(database.engine)
    new = sa.MetaData()
    new.reflect(database.engine, only=["meeting", "feedback"])
    with database.engine.begin() as connection:
        rows = connection.execute(sa.select(new.tables["feedback"])).all()
        # One side says they met, the other that they did not: they met.
        assert connection.scalars(sa.select(new.tables["meeting"].c.happened)).all() == [True]
    kept = {row.attendee_id: row.go_on for row in rows}
    assert kept == {f"p{n}": value for n, value in enumerate(said.values())} | {"absent": None}
    migrate.downgrade(database.engine, "0001")
    with database.engine.begin() as connection:
        rows = connection.execute(sa.select(old.tables["feedback"])).all()
    assert {row.attendee_id: row.go_on for row in rows} == {
        f"p{n}": go_on for n, (_, go_on) in enumerate(said)
    } | {"absent": False}


def _old_feedback(
    connection: sa.Connection, old: sa.MetaData, said: list[tuple[int | None, bool]]
) -> None:
    """Answers of many people about one meeting, in the shape of the first release."""

    def add(table: str, **values: object) -> None:
        known = {column.name: _blank(column) for column in old.tables[table].columns}
        connection.execute(old.tables[table].insert().values(known | values))

    add("event", id="e", slug="e")
    people = [f"p{number}" for number in range(len(said))] + ["absent"]
    for person in people:
        add("attendee", id=person, event_id="e", external_id=person)
    add("meeting", id="m", event_id="e", a_id="p0", b_id="p1")
    for person, (worth, go_on) in zip(people, [*said, (None, False)], strict=True):
        add(
            "feedback", meeting_id="m", attendee_id=person, happened=person != "absent",
            worth=worth, go_on=go_on,
        )  # fmt: skip


def _blank(column: sa.Column[object]) -> object:
    if column.nullable:
        return None
    blanks = {sa.DateTime: now().replace(tzinfo=None), sa.Boolean: False, sa.Float: 0.0}
    blanks |= {sa.String: "", sa.JSON: []}
    return next(value for kind, value in blanks.items() if isinstance(column.type, kind))


def test_jobs_from_before_end_wait_or_go_on(database: Database) -> None:
    migrate.downgrade(database.engine, "0014")
    old = sa.MetaData()
    old.reflect(database.engine, only=["job"])
    rows = {  # state, who ran it, asked to stop -> what it is since 0015
        ("done", "w", False): "done", ("failed", "w", False): "failed",
        ("queued", None, False): "queued", ("running", "w", False): "running",
        ("running", "w", True): "cancelled", ("running", "killed command", False): "failed",
    }  # fmt: skip
    empty = {"kind": "k", "payload": {}, "progress": [], "result": {}, "error": "", "attempts": 1}
    with database.write_session() as session:
        for number, (state, owner, asked) in enumerate(rows):
            row = empty | {"id": f"j{number}", "state": state, "worker_id": owner}
            row |= {"cancel_requested": asked, "created_at": now(), "started_at": now()}
            session.execute(sa.insert(old.tables["job"]).values(row))
            if owner != "killed command":
                engine.enqueue(session, "jobs", RUN, f"j{number}")
            if owner == "w":
                tasks.claim(session, RUN, f"j{number}", owner)
    migrate.upgrade(database.engine)
    with database.read_session() as session:
        found = session.scalars(sa.select(Job).order_by(Job.id)).all()
    assert [job.state for job in found] == list(rows.values())
    assert "ended from outside" in found[-1].error
    migrate.downgrade(database.engine, "0014")
    with database.read_session() as session:
        states = session.scalars(sa.select(old.tables["job"].c.state).order_by("id")).all()
    assert states == ["done", "failed", "queued", "queued", "cancelled", "failed"]
