"""Static files: an address with a content hash may be kept for a year."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from api.web.templating import STATIC

_YEAR = "public, max-age=31536000, immutable"
_HOUR = "public, max-age=3600"


class _Files(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            response = await super().get_response(path, scope)
        except HTTPException as missing:
            return Response("There is no such file.", missing.status_code, media_type="text/plain")
        versioned = "v" in parse_qs(scope["query_string"].decode("latin-1"))
        if response.status_code in (200, 304):
            response.headers["cache-control"] = _YEAR if versioned else _HOUR
        return response


def static_files() -> ASGIApp:
    """Serve ``templates/static/``, compressed where the browser takes it."""
    return GZipMiddleware(_Files(directory=STATIC), minimum_size=1000)
