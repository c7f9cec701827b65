"""Rows that were made once, put into each test's empty database: making them anew takes long."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from api.db.rows import Base
from api.db.session import Database
from api.settings import Settings
from tests.api.world import World, build


@dataclass(frozen=True)
class KeptRows:
    """The rows of our tables that have some, in their order; none of the job engine's."""

    tables: tuple[tuple[sa.Table, list[dict[str, Any]]], ...]

    @classmethod
    def of(cls, database: Database) -> KeptRows:
        """Read what is in a database."""
        found = []
        with database.read_session() as session:
            for table in Base.metadata.sorted_tables:
                rows = [dict(row) for row in session.execute(sa.select(table)).mappings()]
                if rows:
                    found.append((table, rows))
        return cls(tuple(found))

    def put(self, database: Database) -> None:
        """Insert the rows into an empty database."""
        with database.write_session() as session:
            for table, rows in self.tables:
                session.execute(sa.insert(table), rows)


@dataclass(frozen=True)
class KeptWorld:
    """A world as it was made once, with its rows."""

    world: World
    rows: KeptRows

    def put(self, database: Database, settings: Settings) -> World:
        """Insert the rows into an empty database."""
        self.rows.put(database)
        return replace(self.world, database=database, settings=settings)


def keep(database: Database, settings: Settings) -> KeptWorld:
    """Make the world and read what is in its tables."""
    world = build(database, settings)
    return KeptWorld(world, KeptRows.of(database))
