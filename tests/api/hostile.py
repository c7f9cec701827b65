"""Requests that nobody sends in good faith, by a seed: every route, every part of a request."""

from __future__ import annotations

import base64
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from api.web.access import DeclaredRoute, declared_routes
from tests.api.attendees.people_file.workbooks import far_cell
from tests.api.test_every_route_every_role import VISITORS, address, form
from tests.api.world import World

PATIENCE = 10.0
"""Seconds that no request may take, on a machine that does other things as well."""
_DEEP = base64.urlsafe_b64encode(b"[" * 100_000 + b"]" * 100_000).decode()
TEXTS: tuple[str, ...] = (
    "\0", "a\0b", "9" * 30, "-1", "0", str(2**31), str(2**63), "9" * 5000, "1e400", "NaN", "0x10",
    "１２", "²", "x" * 201, "x" * 5000, "\x7f", "\x1b[31m", "\u202e\u200b", "＝1+1", "=cmd|'/c'!A1",
    "' OR 1=1 --", "{{7*7}}", "${7*7}", "<script>alert(1)</script>", "../../etc/passwd", "%00",
    "%", "\r\nset-cookie: a=b", "é" * 300, "🎉" * 300, "\ufffe\uffff", "[" * 3000, "null", "true",
    " ", "", "\t", "http://[", "//evil.example", "a@b", "@" * 400, "😀@example.org",
    "0" * 36, "s01", "cork-1", "yes", "1", "cork1@example.org",
)  # fmt: skip
# What has broken software before, and comes more often.
KILLERS: tuple[str, ...] = ("\0", "a\0b", "9" * 30, str(2**63), "x" * 5000, "x" * 600, "http://[")
# What no text can say: bytes that are no UTF-8, a lone half of a pair.
BYTES: tuple[bytes, ...] = (b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80")
_HEADERS = (
    "referer", "accept", "accept-language", "x-forwarded-for", "x-request-id", "idempotency-key",
    "content-type", "hx-request", "hx-target", "if-none-match", "if-modified-since", "range",
    "origin", "host", "x-csrf-token", "accept-encoding", "last-event-id", "user-agent",
)  # fmt: skip
_KINDS = (
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded; charset=utf-7", "application/json", "text/plain",
    "multipart/form-data; boundary=x; charset=unicode_escape",
)  # fmt: skip
_COOKIES = ("confab-flash", "confab-visitor", "confab-asked", "confab-held", "confab-x")
_NAMES = re.compile(r'name="([^"]+)"')


@dataclass
class Asked:
    """One request."""

    route: DeclaredRoute
    who: str
    path: str
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    content: bytes | None = None
    files: list[tuple[str, tuple[str, bytes, str]]] = field(default_factory=list)
    data: dict[str, list[str]] = field(default_factory=dict)

    def __str__(self) -> str:
        sent = {name: [value[:40] for value in values] for name, values in self.data.items()}
        parts = (self.headers, self.content and self.content[:80], sent, self.files and "files")
        shown = ", ".join(str(part)[:300] for part in parts if part)
        return f"{self.who}: {self.route.method} {self.path[:200]} {shown}"


class Hostile:
    """Walks the routes of a world again and again, each time with other hostile values."""

    def __init__(self, world: World, seed: int) -> None:
        self._random = random.Random(seed)
        self._world = world
        # One client, in whose event loop all is done; sessions are said by header.
        self._client = world.client()
        self._sessions = {who: self._session(who) for who in VISITORS}
        app = self._client.app
        assert isinstance(app, FastAPI)
        self._routes = [route for route in declared_routes(app) if route.roles]
        self._fields: dict[str, list[str]] = {}
        self._queries = {
            path: tuple(each.name for each in dependant.query_params)
            for path, dependant in _dependants(app)
        }
        self.asked = 0
        self.answers: Counter[int] = Counter()
        """How often each status came; 0 where the client itself would not send the request."""

    def __enter__(self) -> Hostile:
        """Begin; the application lives until the block ends."""
        self._client.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._client.__exit__()

    def walk(self) -> Iterator[str]:
        """Ask every route once; give what went wrong, with what was asked."""
        for route in self._routes:
            asked = self._request(route)
            wrong = self._send(asked)
            self.asked += 1
            if wrong:
                yield f"{wrong}: {asked}"

    def _send(self, asked: Asked) -> str:
        began = time.perf_counter()
        self._client.cookies.clear()
        try:
            answer = self._client.request(
                asked.route.method, asked.path, headers=asked.headers, content=asked.content,
                files=asked.files or None, data=asked.data or None,
            )  # fmt: skip
        except (ValueError, UnicodeError, TypeError):
            self.answers[0] += 1
            return ""
        finally:
            if asked.route.path == "/sign-out":
                self._sessions[asked.who] = self._session(asked.who)
        took = time.perf_counter() - began
        self.answers[answer.status_code] += 1
        if answer.status_code >= 500:
            return f"answered {answer.status_code}"
        if "Traceback (most recent" in answer.text:
            return "showed a traceback"
        return f"took {took:.1f} s" if took > PATIENCE else ""

    def _session(self, who: str) -> str:
        return self._world.client(VISITORS[who]).cookies.get("confab-session") or ""

    def _own(self, who: str) -> bytes:
        session = self._sessions[who]
        return f"confab-session={session}; ".encode() if session else b""

    def _request(self, route: DeclaredRoute) -> Asked:
        (role,) = route.roles
        who = {"maker": "steward", "team": "door"}.get(role, role)
        who = who if who in VISITORS else "stranger"
        if self._one_in(12):
            who = self._random.choice(list(VISITORS))
        asked = Asked(route, who, self._path(route.path))
        if self._one_in(2):
            asked.path += "?" + "&".join(self._pair(route) for _ in range(self._some(4)))
        for _ in range(self._some(3)):
            asked.headers.append(self._header())
        other = self._cookie() if self._one_in(3) else b""
        asked.headers.append((b"cookie", self._own(who) + other))
        if route.method == "POST":
            self._body(asked)
        return asked

    def _path(self, pattern: str) -> str:
        if "{" not in pattern:
            return pattern
        if self._one_in(2):
            return address(pattern, self._world)
        names = re.findall(r"{(\w+)[^}]*}", pattern)
        spoiled = self._random.choice(names)
        right = address(pattern, self._world).split("/")
        for place, part in enumerate(pattern.split("/")):
            if part.startswith("{" + spoiled):
                right[place] = self._quoted()
        return "/".join(right)

    def _pair(self, route: DeclaredRoute) -> str:
        names = ("next", "token", "q", "page", "by", "again", "a", "b", "to", "person", "other",
                 "kind", "sort", "search", "number", "x", self._quoted()[:200])  # fmt: skip
        names = (
            (*self._queries[route.path], *names)
            if self._one_in(2)
            else self._queries[route.path] or names
        )
        return f"{self._random.choice(names)}={self._quoted()}"

    def _header(self) -> tuple[bytes, bytes]:
        name = self._random.choice(_HEADERS)
        value = self._value().encode("utf-8", "replace")[:8000]
        if name == "content-type":
            value = self._random.choice(_KINDS).encode()
        return name.encode(), value.replace(b"\r", b"").replace(b"\n", b"")

    def _cookie(self) -> bytes:
        value = self._random.choice((_DEEP, _DEEP[:3000], self._quoted(), "W10=", "bnVsbA=="))
        return f"{self._random.choice(_COOKIES)}={value}".encode()

    def _body(self, asked: Asked) -> None:
        kind = self._some(8)
        if kind == 7:
            asked.content = self._random.choice((*BYTES, b"%00=%00", b"a=%ED%A0%80", b"&" * 5000,
                                                 b"{" * 5000, b"--x\r\n"))  # fmt: skip
            return
        for name, value in form(asked.route.path, self._world).items():
            asked.data[name] = [value if self._one_in(2) else self._value()]
        for name in self._names_on(asked):
            if self._one_in(2):
                asked.data[name] = [self._value() for _ in range(1 + self._one_in(5))]
        if self._one_in(6):
            asked.data[self._value()[:500]] = [self._value()]
        if kind == 6 or "/people" in asked.route.path:
            name = self._value()[:300].replace("\n", " ")
            field = self._random.choice(("people", "people", "file"))
            asked.files = [(field, (name, self._upload(), "text/csv"))]

    def _upload(self) -> bytes:
        heading = "id,name,email,offers,needs,availability,groups,languages\n"
        row = ",".join(f'"{self._value()[:4000]}"' for _ in range(8))
        choices: Sequence[bytes] = (
            (heading + row).encode("utf-8", "replace"), far_cell("XFD1048576"),
            far_cell("ZZ200000"), b"PK\x03\x04" + bytes(200), b"\xff\xfe" + bytes(99),
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"," * 100_000, b'"' * 1001, b"\n" * 200_000,
            f"{heading}{'x' * 5000},A,a@example.org,bread,,,,".encode(), *BYTES,
        )  # fmt: skip
        return self._random.choice(choices)

    def _names_on(self, asked: Asked) -> list[str]:
        if asked.route.path not in self._fields:
            where = address(asked.route.path, self._world)
            page = self._client.get(where, headers=[(b"cookie", self._own(asked.who))]).text
            names = [name for name in _NAMES.findall(page) if name != "viewport"]
            self._fields[asked.route.path] = list(dict.fromkeys(names))[:60] or ["action"]
        return self._fields[asked.route.path]

    def _value(self) -> str:
        return self._random.choice(KILLERS if self._one_in(2) else TEXTS)

    def _quoted(self) -> str:
        if self._one_in(6):
            return quote(self._random.choice(BYTES))
        return quote(self._value()[:6000], safe="")

    def _some(self, most: int) -> int:
        return self._random.randrange(most)

    def _one_in(self, number: int) -> bool:
        return self._random.randrange(number) == 0


def _dependants(app: FastAPI) -> Iterator[tuple[str, Dependant]]:
    for route in iter_route_contexts(app.routes):
        dependant: Dependant | None = getattr(route, "dependant", None)
        if dependant is not None:
            yield route.path or "", dependant
