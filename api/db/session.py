"""The database as the rest sees it: sessions to read, sessions to write; the one commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from api.db.engine import make_engine, read_only

_ROOM_KILOBYTES = 128 * 1024


class Database:
    """One database; made once a process and handed to whoever needs it."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = make_engine(url)
        self._writing = sessionmaker(self.engine, expire_on_commit=False)
        self._reading = sessionmaker(read_only(self.engine), autoflush=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded default."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write_session(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Keep it short: no mail, model or solver call inside.
        """
        with self._writing() as session:
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def read_session(self) -> Iterator[Session]:
        """One consistent view of the database; a write in it is refused."""
        with self._reading() as session:
            yield session

    def close(self) -> None:
        """Let all connections go."""
        self.engine.dispose()


@contextmanager
def many_rows(session: Session) -> Iterator[None]:
    """Give a transaction that writes many rows room to keep their indexes in memory.

    SQLite keeps 2 MB of pages; of an index whose rows come in no order, each page would be written
    and read again for nearly every row.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        yield
        return
    usual = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size=-{_ROOM_KILOBYTES}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size={usual}")
