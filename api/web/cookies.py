"""Cookies: their names, and how they are set."""

from __future__ import annotations

import secrets
from typing import Literal

from starlette.requests import HTTPConnection
from starlette.responses import Response

from api.settings import Settings

Cookie = Literal["session", "visitor", "asked", "flash", "held"]


def cookie_name(cookie: Cookie, settings: Settings) -> str:
    """Name of a cookie; with https no other host or path can set one of this name."""
    return f"__Host-confab-{cookie}" if settings.secure else f"confab-{cookie}"


def read_cookie(connection: HTTPConnection, cookie: Cookie, settings: Settings) -> str:
    """Value of a cookie; empty where there is none."""
    return connection.cookies.get(cookie_name(cookie, settings), "")


def set_cookie(
    response: Response, cookie: Cookie, value: str, settings: Settings, days: int | None = None
) -> None:
    """Set a cookie that scripts cannot read; without days it ends with the browser."""
    response.set_cookie(
        cookie_name(cookie, settings),
        value,
        max_age=None if days is None else days * 86_400,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )


def delete_cookie(response: Response, cookie: Cookie, settings: Settings) -> None:
    """Take a cookie away."""
    response.delete_cookie(
        cookie_name(cookie, settings), path="/", secure=settings.secure, httponly=True
    )


def new_token() -> str:
    """Make 256 random bits, as text that is safe in an address."""
    return secrets.token_urlsafe(32)
