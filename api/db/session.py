"""The database as the rest sees it: sessions to read, sessions to write; the one commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from api.db.engine import make_engine, read_only


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
