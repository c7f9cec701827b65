"""The small world's rows, put into each test's empty database: making them anew takes long."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from api.db.rows import Base
from api.db.session import Database
from api.settings import Settings
from tests.api.world import World, build


@dataclass(frozen=True)
class KeptWorld:
    """A world as it was made once, with the rows of all tables that have some, in their order."""

    world: World
    rows: tuple[tuple[sa.Table, list[dict[str, Any]]], ...]

    def put(self, database: Database, settings: Settings) -> World:
        """Insert the rows into an empty database."""
        with database.write_session() as session:
            for table, rows in self.rows:
                session.execute(sa.insert(table), rows)
        return replace(self.world, database=database, settings=settings)


def keep(database: Database, settings: Settings) -> KeptWorld:
    """Make the world and read what is in its tables."""
    world = build(database, settings)
    found = []
    with database.read_session() as session:
        for table in Base.metadata.sorted_tables:
            rows = [dict(row) for row in session.execute(sa.select(table)).mappings()]
            if rows:
                found.append((table, rows))
    return KeptWorld(world, tuple(found))
