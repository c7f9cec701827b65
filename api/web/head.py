"""Middleware: HEAD is answered as GET is, with the same status and headers and no body."""

from __future__ import annotations

import anyio
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """Asks the application for GET and passes on all but the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        with anyio.CancelScope() as asking:

            async def send_start(message: Message) -> None:
                if message["type"] != "http.response.start":
                    return
                await send(message)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                # A stream of events would go on for as long as its job runs.
                if Headers(scope=message).get("content-type", "").startswith("text/event-stream"):
                    asking.cancel()

            # The server reads the method from its own scope, to know that no body follows.
            asked: Scope = {**scope, "method": "GET"}
            try:
                await self.app(asked, receive, send_start)
            finally:
                scope["route"] = asked.get("route")
