"""Error pages for people: what happened, what to do, and that nothing is lost."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web.access import Shut, SignInNeeded
from api.web.held import Outcome, hold, remember
from api.web.once import SAFE, AlreadyDone
from api.web.page import FlashKind, flash_kind, go_to, page, wants_fragment
from api.web.running import site_of

_HEADINGS = {
    400: "We could not read that",
    403: "That was not sent from here",
    404: "Nothing here for you",
    405: "That cannot be done here",
    409: "Somebody was faster",
    413: "That is too large",
    414: "That address is too long",
    422: "Something needs another look",
    429: "One moment, please",
    431: "Your browser sends too much along",
    500: "That went wrong, and it is our fault",
    503: "We will be back in a moment",
}
_TEXTS = {
    400: "Go back, open the page again and repeat what you did. What you wrote is still there.",
    404: "There is no such page, or it is not yours to see.",
    405: "Open the page again and use its buttons.",
    413: "Send a smaller file or text.",
    414: "Open the page again from your events.",
    431: "Delete this site's cookies in your browser and open the page again.",
    422: "The address or the form holds something we cannot use. Go back and correct it.",
    500: "Nothing you had stored is lost. Try again in a minute.",
    503: "Nothing you had stored is lost. Try again in a minute.",
}
_log = logging.getLogger("api.web")


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """Context of errors/problem.html."""

    status: int
    heading: str
    text: str
    """What happened and what to do."""
    request_id: str
    """For asking about it; empty where that would not help."""
    contact: str
    """An e-mail address for questions, or empty."""
    way: tuple[str, str] | None = None
    """Label and address of the button; None for the one to the first page."""


def problem(request: Request, status: int, text: str = "", shut: Shut | None = None) -> Response:
    """Answer with an error, as a page or, to programs, as problem+json (RFC 9457)."""
    heading = shut.heading if shut else _HEADINGS.get(status, "That did not work")
    text = text or _TEXTS.get(status, "Go back and try again.")
    request_id = getattr(request.state, "request_id", "") if status >= 500 else ""
    if _wants_json(request):
        body = {"type": "about:blank", "title": heading, "status": status, "detail": text}
        return JSONResponse(body, status, media_type="application/problem+json")
    contact = site_of(request).settings.contact
    way = shut.way if shut else None
    context = ProblemPage(status, heading, text, request_id, contact, way)
    return page(request, "errors/problem.html", context, status)


def add_error_pages(app: FastAPI) -> None:
    """Let every error of the application end in one of these pages."""

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        shut = error if isinstance(error, Shut) else None
        own = shut is not None or error.status_code in (403, 409, 422, 429)
        response = problem(request, error.status_code, error.detail if own else "", shut)
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    async def unreadable(request: Request, error: RequestValidationError) -> Response:
        # A path or query that fits no route's types is an address that does not exist.
        places = {found["loc"][0] for found in error.errors() if found["loc"]}
        return problem(request, 404 if places <= {"path", "query"} else 422)

    @app.exception_handler(AlreadyDone)
    async def done_before(request: Request, repeated: AlreadyDone) -> Response:
        first = repeated.answer
        return go_to(request, first.location, first.flash, flash_kind(first.kind))

    @app.exception_handler(SignInNeeded)
    async def sign_in(request: Request, error: SignInNeeded) -> Response:
        if _wants_json(request):
            return problem(request, 401, "Sign in first.")
        if request.method not in SAFE:
            return await _signed_out(request)
        query = f"?{request.url.query}" if request.url.query else ""
        target = f"/sign-in?next={quote(request.url.path + query)}"
        if wants_fragment(request):
            return Response(status_code=204, headers={"hx-redirect": target})
        return RedirectResponse(target, 303)


class BrokenRequests:
    """Middleware: an error that nobody foresaw becomes a page, with headers like any other."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        started = False

        async def noting_send(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noting_send)
        except Exception:
            _log.exception("a request broke")
            if scope["type"] != "http" or started:
                raise
            response = problem(Request(scope, receive), 500)
            await response(scope, receive, send)


_HELD: dict[Outcome, str] = {
    "kept": "You were signed out. What you typed is kept: sign in, and it is there again.",
    "kept without file": "You were signed out. What you typed is kept: sign in, and it is there "
    "again. A file cannot be kept; choose it again then.",
    "too long": "You were signed out, and what you typed is too long to be kept here. Go back in "
    "your browser and copy it before you sign in.",
    "nothing": "You were signed out. Sign in, then do it again.",
}


async def _signed_out(request: Request) -> Response:
    """Keep the form and lead to the sign-in page; a part of a page stays where it is."""
    outcome, back, cookie = await hold(request)
    target = f"/sign-in?next={quote(back)}"
    if wants_fragment(request):
        response: Response = PlainTextResponse(_HELD[outcome], 401)
    else:
        kind: FlashKind = "note" if outcome.startswith("kept") else "problem"
        response = go_to(request, target, _HELD[outcome], kind)
    remember(response, request, cookie)
    return response


def _wants_json(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return "json" in accepted and "text/html" not in accepted
