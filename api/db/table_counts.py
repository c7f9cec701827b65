"""What PostgreSQL's planner believes of the tables, brought up to date after many new rows."""

from __future__ import annotations

from sqlalchemy import Engine, text

# Autovacuum would do the same, but a minute later; and what it counts of changes lags behind. A
# table that was never counted is taken for a hundred rows, whose joins come first.
_GROWN = text("""
    SELECT quote_ident(relname) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
      AND pg_relation_size(oid) / current_setting('block_size')::int
        > CASE WHEN reltuples < 0 THEN 0 ELSE 8 + 1.1 * relpages END
    ORDER BY relname
""")


def count_grown_tables(engine: Engine) -> None:
    """Have PostgreSQL count anew the tables that have grown by a tenth; on SQLite do nothing.

    Straight after a version is stored the planner takes its thousands of rows for one, and
    goes through all tables of the room for each meeting.
    """
    if engine.dialect.name != "postgresql":
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        names = connection.scalars(_GROWN).all()
        if names:
            connection.execute(text(f"ANALYZE {', '.join(names)}"))
