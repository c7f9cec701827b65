"""Middleware: pages are compressed, unless another site may have chosen their address.

Who sees the lengths of compressed pages and can have a browser open addresses of their choosing
(BREACH) could guess what stands beside the words they put there. Browsers say which site asks.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_OWN = ("same-origin", "none")
_LEAST_BYTES = 1000
# Higher ones take twice the time for the last three in a hundred.
_LEVEL = 5


class Compressed:
    """Compresses for browsers that say that this site, or the person, asks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._compressed = GZipMiddleware(app, _LEAST_BYTES, _LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        own = scope["type"] == "http" and Headers(scope=scope).get("sec-fetch-site") in _OWN
        await (self._compressed if own else self.app)(scope, receive, send)
