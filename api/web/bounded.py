"""Middleware: turns away requests that are too long before anybody reads them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.web.bounds import refusal
from api.web.errors import problem


class Bounds:
    """Refuses what `api.web.bounds` says is too much."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        status = refusal(scope) if scope["type"] == "http" else 0
        if not status:
            await self.app(scope, receive, send)
            return
        # What was sent is not looked at again: neither its cookies nor where it came from.
        plain = {**scope, "path": "/", "raw_path": b"/", "query_string": b"", "headers": []}
        await problem(Request(plain, receive), status)(scope, receive, send)
