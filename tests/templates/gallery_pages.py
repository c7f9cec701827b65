"""The gallery's pages by name, rendered from the sample contexts, and a server that shows them."""

from __future__ import annotations

import http.server
import mimetypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from api.web.templating import STATIC, TEMPLATES, Flash, Frame, Place, Viewer, environment
from api.web.templating import _context as context
from tests.templates import sample

HERE = Path(__file__).parent
CORK = Place("cork", "Cork Business Exchange")
ANA = Viewer("Ana Kovač", CORK, attends=True, organises=True)

# What the site itself sends; pages that break it would break there too.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    here = FileSystemLoader(HERE / "gallery")
    return environment().overlay(loader=ChoiceLoader([FileSystemLoader(TEMPLATES), here]))


def _page(template: str, frame: Frame, **page: object) -> Callable[[], str]:
    return lambda: _environment().get_template(template).render(context(frame, page))


def _gallery() -> dict[str, Callable[[], str]]:
    frame = Frame("/e/cork/matches", ANA, "token", (Flash("Signed in. Good to see you."),), True)
    return {
        "gallery": _page(
            "gallery.html", frame, matches=sample.MATCHES, entries=sample.AGENDA, now=sample.NOW,
            zone=sample.ZONE, room=sample.ROOM, slots=sample.SLOTS, cert=sample.CERTIFICATE,
            jobs=(sample.RUNNING, sample.FAILED, sample.DONE),
            errors={"email": "“ana@” is not a whole address; add what comes after the @.",
                    "happened": "Say whether you met."},
        )
    }  # fmt: skip


PAGES = _gallery()


class _Shown(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # noqa: N802 - the name http.server calls
        path = self.path.split("?")[0]
        if path.startswith("/static/"):
            body = (STATIC / path.removeprefix("/static/")).read_bytes()
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        elif path[1:] in PAGES:
            body, kind = PAGES[path[1:]]().encode(), "text/html; charset=utf-8"
        else:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serve() -> Iterator[str]:
    """Show the pages on a free local port while the block runs; yields the address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Shown)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
