"""Forms that came when nobody was signed in any more: kept for a day, for the same browser.

What was typed is bound to the browser by a cookie, and to the account whose page it was typed on
where that is known. It is shown in its form again and is sent by nobody but its writer.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from fastapi import Request, Response
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import HTTPConnection
from starlette.routing import Match

from api.clock import now
from api.web.bounds import PATH
from api.web.cookies import new_token, read_cookie, set_cookie
from api.web.form_data import CSRF, is_form, read_form
from api.web.limits import client_address
from api.web.models import HeldForm
from api.web.running import site_of

_KEPT = dt.timedelta(days=1)
_MOST, _LONGEST = 10, 200_000
_PER_PLACE, _MINUTES = 200, 15
_MARK = 16
Outcome = Literal["kept", "kept without file", "too long", "nothing"]


@dataclass(frozen=True, slots=True)
class Held:
    """A kept form: where it was to go, the page it stood on, its fields."""

    path: str
    page: str
    fields: dict[str, list[str]]
    file: bool


def account_mark(account_id: str) -> str:
    """Sixteen digits by which a form says whose page it stood on; all zero for a visitor's."""
    if not account_id:
        return "0" * _MARK
    return hashlib.sha256(f"account:{account_id}".encode()).hexdigest()[:_MARK]


async def hold(request: Request) -> tuple[Outcome, str, str]:
    """Keep the form of a request that needs signing in first.

    Returns
    -------
    outcome, page, cookie
        What became of it; the page that the form stood on; the browser's cookie, or "".
    """
    page = _page_of(request)
    form = await read_form(request) if is_form(request) else None
    if form is None:
        return "nothing", page, ""
    fields: dict[str, list[str]] = {}
    file, mark = False, ""
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            file = file or bool(value.filename)
        elif name == CSRF:
            mark = value[:_MARK]
        else:
            fields.setdefault(name, []).append(value.replace("\r\n", "\n"))
    if len(json.dumps(fields)) > _LONGEST:
        return "too long", page, ""
    site = site_of(request)
    cookie = read_cookie(request, "held", site.settings)
    if not cookie:
        place = client_address(request, site.settings)
        few = await run_in_threadpool(site.limits.allow, f"held-from:{place}", _PER_PLACE, _MINUTES)
        if not few:
            return "nothing", page, ""
        cookie = new_token()
    row = HeldForm(
        browser=_hash(cookie), path=request.url.path, page=urlsplit(page).path, mark=mark,
        fields=fields, file=file, at=now(),
    )  # fmt: skip
    await run_in_threadpool(_store, request, row)
    return ("kept without file" if file else "kept"), page, cookie


def remember(response: Response, request: Request, cookie: str) -> None:
    """Let the browser find its kept forms again."""
    if cookie:
        set_cookie(response, "held", cookie, site_of(request).settings, days=1)


def held_for(request: Request, account_id: str) -> Held | None:
    """Find what this browser and account left unsent on the page that is asked for."""
    site = site_of(request)
    cookie = read_cookie(request, "held", site.settings)
    if not cookie or not account_id:
        return None
    newest = (
        select(HeldForm)
        .where(
            HeldForm.browser == _hash(cookie),
            HeldForm.page == request.url.path,
            HeldForm.mark.in_(("", account_mark(""), account_mark(account_id))),
            HeldForm.at > now() - _KEPT,
        )
        .order_by(HeldForm.at.desc())
        .limit(1)
    )
    reading: Session | None = getattr(request.state, "reading", None)
    with nullcontext(reading) if reading else site.database.read_session() as session:
        row = session.scalar(newest)
        return None if row is None else Held(row.path, row.page, row.fields, row.file)


def forget(session: Session, connection: HTTPConnection, path: str) -> None:
    """Forget what this browser left unsent on a page, or to an address."""
    cookie = read_cookie(connection, "held", site_of(connection).settings)
    if cookie:
        here = (HeldForm.path == path) | (HeldForm.page == path)
        session.execute(delete(HeldForm).where(HeldForm.browser == _hash(cookie), here))


def _store(request: Request, row: HeldForm) -> None:
    with site_of(request).database.write_session() as session:
        old = select(HeldForm.id).where(HeldForm.at < now() - _KEPT).limit(100)
        ids = list(session.scalars(old.with_for_update(skip_locked=True)))
        own = select(HeldForm).where(HeldForm.browser == row.browser).order_by(HeldForm.at.desc())
        kept = session.scalars(own).all()
        ids += [each.id for each in kept if each.path == row.path]
        ids += [each.id for each in kept[_MOST - 1 :]]
        session.execute(delete(HeldForm).where(HeldForm.id.in_(ids)))
        session.add(row)


def _page_of(request: Request) -> str:
    """Find the page that a form stood on: browsers say it; else the nearest address above."""
    try:
        said = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        said = urlsplit("")
    own = site_of(request).settings.origin
    if f"{said.scheme}://{said.netloc}" == own and _is_page(request, said.path[:PATH]):
        return said.path[:PATH] + (f"?{said.query}" if said.query else "")
    path = request.url.path
    while path.count("/") > 1 and not _is_page(request, path):
        path = path.rsplit("/", 1)[0]
    return path if _is_page(request, path) else "/"


def _is_page(request: Request, path: str) -> bool:
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes)


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
