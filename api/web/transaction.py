"""One transaction a request: a handler asks for a session to read or to write.

What a form asks for is done once: its token is part of the transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy.orm import Session
from starlette.requests import HTTPConnection

from api.web.forms import SentFields
from api.web.held import forget
from api.web.once import Ticket, begin, finish, ticket_of
from api.web.running import site_of

FIND = "find"
"""The button of a form that only looks something up; the form is sent later."""
# Waiting for the write lock takes a thread; the rest of the pool (eight, see `api.app`) must stay
# free, or the one who holds the lock finds no thread to go on with. Of either kind below so many.
_WRITERS = 3


def _reading(connection: HTTPConnection) -> Iterator[Session]:
    with site_of(connection).database.read_session() as session:
        # Whoever else reads for this request reads in it: a second connection is not to be had
        # when all wait for one.
        connection.state.reading = session
        try:
            yield session
        finally:
            connection.state.reading = None


def _writing(
    connection: HTTPConnection, ticket: Annotated[Ticket | None, Depends(ticket_of)]
) -> Iterator[Session]:
    with site_of(connection).database.write_session() as session:
        if ticket is None:
            yield session
            return
        fresh = begin(session, connection, ticket)
        yield session
        if finish(session, connection, ticket, fresh):
            forget(session, connection, connection.url.path)


def _finding_or_writing(
    connection: HTTPConnection,
    ticket: Annotated[Ticket | None, Depends(ticket_of)],
    sent: SentFields,
) -> Iterator[Session]:
    yield from _reading(connection) if sent.one(FIND) else _writing(connection, ticket)


# "function": the transaction ends before the response is sent, so what a page says was
# stored has been.
Reading = Annotated[Session, Depends(_reading, scope="function")]
Writing = Annotated[Session, Depends(_writing, scope="function", max_concurrency=_WRITERS)]
FindingOrWriting = Annotated[
    Session, Depends(_finding_or_writing, scope="function", max_concurrency=_WRITERS)
]
"""Reads where the button `FIND` was pressed, which takes neither lock nor one-time token."""
