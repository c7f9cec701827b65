"""Middleware: the site answers by its own name alone, whatever other names lead to the machine.

A page of somebody else's whose name is made to point here would otherwise be of the same origin
as ours, and could read what the developer's mailbox shows.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.settings import LOOPBACK, Settings
from api.web.errors import ProblemPage
from api.web.templating import Frame, render_page

# Probes ask by whatever address they have, and are told nothing; figures want a token.
ANYWHERE = frozenset({"/health", "/ready", "/metrics"})
# Styles are everybody's; without them the refusal would look broken.
_FILES = "/static/"


class OwnHost:
    """Refuses requests for any host but the one in the site's address."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._settings = settings
        name = (urlsplit(settings.base_url).hostname or "").lower()
        # The names of the machine itself are all one to whoever sits at it.
        self._names = LOOPBACK if name in LOOPBACK else frozenset({name})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] in ANYWHERE or scope["path"].startswith(_FILES):
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).getlist("host")
        if len(given) == 1 and _name(given[0]) in self._names:
            await self.app(scope, receive, send)
            return
        # RFC 9110: 400 where no host can be read, 421 where it is another's.
        status = 421 if len(given) == 1 and _name(given[0]) else 400
        # No cookie: it would be one of the other name.
        response: Response = HTMLResponse(_refusal(self._settings, status), status)
        await response(scope, receive, send)


@lru_cache(maxsize=4)
def _refusal(settings: Settings, status: int) -> str:
    text = (
        f"This site is at {settings.base_url}. If you run it: its address is set by "
        "CONFAB_BASE_URL."
    )
    context = ProblemPage(
        status, "That is another address", text, "", "", ("Open it there", settings.base_url)
    )
    return render_page("errors/problem.html", Frame(path="/sign-in"), context)


def _name(host: str) -> str:
    """Read the name in a Host header; a port may follow. Empty where it is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""
