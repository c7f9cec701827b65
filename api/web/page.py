"""Answering with a page: its frame filled in, fragments for htmx, messages shown once."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import replace
from typing import Any, Literal, get_args

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.settings import Settings
from api.web.access import actor
from api.web.cookies import delete_cookie, new_token, read_cookie, set_cookie
from api.web.csrf import form_token, masked, token_of
from api.web.form_data import OURS
from api.web.held import Held, account_mark, held_for
from api.web.once import Answer, note_answer
from api.web.refill import refill
from api.web.running import site_of
from api.web.templating import Flash, Frame, Kept, Viewer, render_fragment, render_page

FlashKind = Literal["done", "note", "problem"]
_KINDS: tuple[FlashKind, ...] = get_args(FlashKind)
_MOST_FLASH = 1000


def page(request: Request, template: str, context: object, status: int = 200) -> HTMLResponse:
    """Answer with a whole page.

    Parameters
    ----------
    template
        Path below ``templates/``: ``"matches/matches.html"``.
    context
        The page's frozen dataclass.
    """
    note_answer(request, Answer(status))
    settings = site_of(request).settings
    token, fresh = token_of(request, settings), ""
    if not token:
        fresh = new_token()
        token = form_token(fresh)
    flashes = _read_flashes(request, settings)
    frame = _frame(request, settings, token, flashes)
    held = held_for(request, actor(request)) if request.method == "GET" else None
    html = (
        render_page(template, frame, context)
        if held is None
        else _with(held, frame, template, context)
    )
    response = HTMLResponse(html, status)
    if fresh:
        set_cookie(response, "visitor", fresh, settings)
    if flashes:
        delete_cookie(response, "flash", settings)
    return response


def fragment(
    request: Request, template: str, block: str, context: object, status: int = 200
) -> HTMLResponse:
    """Answer with one block of a page, for htmx to swap."""
    settings = site_of(request).settings
    frame = _frame(request, settings, token_of(request, settings), ())
    return HTMLResponse(render_fragment(template, block, frame, context), status)


def wants_fragment(request: Request) -> bool:
    """Whether htmx asks for a part of a page (it says so); without JavaScript nobody does."""
    return "hx-request" in request.headers and "hx-boosted" not in request.headers


def go_to(
    request: Request, path: str, flash: str = "", kind: FlashKind = "done"
) -> RedirectResponse:
    """Answer a sent form: show another page, with one message on it."""
    flash = flash[:_MOST_FLASH]
    note_answer(request, Answer(303, path, flash, kind))
    response = RedirectResponse(path, 303)
    if flash:
        packed = base64.urlsafe_b64encode(json.dumps([flash, kind]).encode())
        set_cookie(response, "flash", packed.decode(), site_of(request).settings)
    return response


def flash_kind(text: str) -> FlashKind:
    """Read back the kind of a message that was kept."""
    return next((kind for kind in _KINDS if kind == text), "note")


def set_viewer(request: Request, viewer: Viewer) -> None:
    """Say who looks at the page; access rules do."""
    request.state.viewer = viewer


def _with(held: Held, frame: Frame, template: str, context: object) -> str:
    """Render a page with what was left unsent on it: in its form, or else beside it."""
    kept = Kept(held.page, held.file)
    html = render_page(template, replace(frame, kept=kept), context)
    filled = refill(html, held.path, held.fields)
    if filled is not None:
        return filled
    texts = tuple(
        (name, text)
        for name, values in held.fields.items()
        for text in values
        if text and name not in OURS
    )
    kept = Kept(held.page, held.file, texts)
    return render_page(template, replace(frame, kept=kept), context)


def _frame(request: Request, settings: Settings, token: str, flashes: tuple[Flash, ...]) -> Frame:
    return Frame(
        path=request.url.path,
        viewer=getattr(request.state, "viewer", None),
        csrf_token=account_mark(actor(request)) + masked(token),
        flashes=flashes,
        outbox=settings.shows_outbox,
    )


def _read_flashes(request: Request, settings: Settings) -> tuple[Flash, ...]:
    packed = read_cookie(request, "flash", settings)
    if not packed:
        return ()
    try:
        read: Any = json.loads(base64.urlsafe_b64decode(packed))
        text, kind = read
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return ()
    if not isinstance(text, str) or kind not in _KINDS:
        return ()
    return (Flash(text[:_MOST_FLASH], kind),)
