"""Doing a thing once: a form's one-time token, and the answer that its first sending got.

Every form carries a token; a program says the same by the header ``Idempotency-Key``. The row of
a token is written in the request's own transaction: of two requests at once the second waits for
the first and finds its answer. What was refused leaves no row and may be sent again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.requests import HTTPConnection, Request

from api.clock import now
from api.web.access import actor
from api.web.form_data import ONCE, OURS, is_form, read_form
from api.web.models import DoneOnce

HEADER = "idempotency-key"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_KEPT = dt.timedelta(days=1)
_TOKEN = re.compile(r"[\x21-\x7e]{16,200}")
_CLEANED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler answered: an address to go to with its message, or only a status."""

    status: int
    location: str = ""
    flash: str = ""
    kind: str = "done"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A sending's token, and what was sent with it; both only as hashes."""

    key: str
    content: str


class AlreadyDone(Exception):
    """Raised when a form is sent again: its sender is led where the first sending led."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer


def one_time_token() -> str:
    """Make the token of one form on one page."""
    return secrets.token_hex(16)


async def ticket_of(request: Request) -> Ticket | None:
    """Read what tells this sending from others; None where it says nothing of the kind."""
    if request.method in SAFE:
        return None
    token, content = request.headers.get(HEADER, ""), hashlib.sha256()
    if is_form(request):
        form = await read_form(request)
        sent = form.get(ONCE, "")
        token = token or (sent if isinstance(sent, str) else "")
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                data = hashlib.sha256(value.file.read()).hexdigest()
                value.file.seek(0)
                content.update(repr((name, value.filename, data)).encode())
            elif name not in OURS:
                content.update(repr((name, value)).encode())
    else:
        content.update(await request.body())
    if not _TOKEN.fullmatch(token):
        return None
    key = repr((actor(request), request.url.path, token))
    return Ticket(hashlib.sha256(key.encode()).hexdigest(), content.hexdigest())


def begin(session: Session, request: HTTPConnection, ticket: Ticket) -> bool:
    """Take a token before anything is done; give whether it is a new one.

    Raises
    ------
    AlreadyDone
        The same was done before and its answer is known.
    """
    _forget_old(session)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"key": ticket.key, "content": ticket.content, "at": now(), "location": "", "flash": ""}
    statement = insert(DoneOnce).values(row | {"kind": "done"}).on_conflict_do_nothing()
    # Another request with this token is waited for here, until its transaction has ended.
    if session.scalar(statement.returning(DoneOnce.key)) is not None:
        return True
    found = session.get_one(DoneOnce, ticket.key, with_for_update=True, populate_existing=True)
    if found.content == ticket.content:
        request.state.repeated = True
        if found.location:
            raise AlreadyDone(Answer(303, found.location, found.flash, found.kind))
    return False


def finish(session: Session, request: HTTPConnection, ticket: Ticket, fresh: bool) -> bool:
    """Keep what the handler answered, in its transaction; a refusal is not kept.

    Gives whether it was done.
    """
    answer: Answer = getattr(request.state, "answer", Answer(200))
    if answer.status < 400:
        done = update(DoneOnce).where(DoneOnce.key == ticket.key)
        done = done.values(content=ticket.content, at=now(), location=answer.location)
        session.execute(done.values(flash=answer.flash, kind=answer.kind))
    elif fresh:
        session.execute(delete(DoneOnce).where(DoneOnce.key == ticket.key))
    return answer.status < 400


def note_answer(request: Request, answer: Answer) -> None:
    """Note what a handler answers; `api.web.page` does."""
    request.state.answer = answer


def answer_anew(request: Request) -> None:
    """Let the handler itself answer a repetition of this request; see `is_repeated`."""
    request.state.answer = Answer(200)


def is_repeated(request: Request) -> bool:
    """Whether the same was sent before, and done; for handlers that answer with a page."""
    return bool(getattr(request.state, "repeated", False))


def _forget_old(session: Session) -> None:
    old = select(DoneOnce.key).where(DoneOnce.at < now() - _KEPT).limit(_CLEANED_AT_ONCE)
    # Nobody waits for anybody over rows that two requests clean away at once.
    keys = session.scalars(old.with_for_update(skip_locked=True)).all()
    if keys:
        session.execute(delete(DoneOnce).where(DoneOnce.key.in_(keys)))
