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
