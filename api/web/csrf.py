"""No other site may act in a visitor's name: unsafe requests must come from our own pages."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import HTTPException, Request

from api.settings import Settings
from api.web.cookies import read_cookie
from api.web.form_data import CSRF, is_form, read_form
from api.web.once import SAFE
from api.web.running import site_of

HEADER = "x-csrf-token"
Handler = TypeVar("Handler", bound=Callable[..., Any])
_MARK = "confab_proven_by_token"

_BYTES = 32


def form_token(cookie_value: str) -> str:
    """Token that forms carry, bound to the session's (or visitor's) cookie."""
    return hashlib.sha256(f"form:{cookie_value}".encode()).hexdigest()


def token_of(request: Request, settings: Settings) -> str:
    """Token of this visitor's forms; empty when there is no cookie to bind it to."""
    secret = read_cookie(request, "session", settings) or read_cookie(request, "visitor", settings)
    return form_token(secret) if secret else ""


def masked(token: str) -> str:
    """Write a form's token as it was never written before: compressed, its length tells nothing."""
    mask = secrets.token_bytes(_BYTES)
    return (mask + _xor(mask, bytes.fromhex(token))).hex() if token else ""


def _unmasked(given: str) -> str:
    # What stands before the token says whose page it is and is no secret.
    try:
        both = bytes.fromhex(given[-4 * _BYTES :])
    except ValueError:
        return ""
    return _xor(both[:_BYTES], both[_BYTES:]).hex()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))


def proven_by_token(handler: Handler) -> Handler:
    """Mark a handler that acts for whoever holds its address's token, from wherever it is sent.

    A mail program's "unsubscribe" button (RFC 8058) has neither cookie nor origin. Nothing is
    done in a visitor's name, so there is nothing to forge.
    """
    setattr(handler, _MARK, True)
    return handler


async def refuse_foreign(request: Request) -> None:
    """Refuse an unsafe request from elsewhere; a dependency of the whole application.

    Browsers say where a request comes from (``Sec-Fetch-Site``, ``Origin``), and pages cannot
    forge it. Where neither is said, the form's token must be right.
    """
    if request.method in SAFE or hasattr(request.scope.get("endpoint"), _MARK):
        return
    settings = site_of(request).settings
    fetched_from = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if fetched_from is not None:
        allowed = fetched_from in ("same-origin", "none")
    elif origin is not None:
        allowed = origin == settings.origin
    else:
        allowed = await _has_token(request, settings)
    if not allowed:
        raise HTTPException(
            403, "This form was not sent from this site. Open the page again and send it there."
        )


async def _has_token(request: Request, settings: Settings) -> bool:
    given = request.headers.get(HEADER, "")
    if not given and is_form(request):
        value = (await read_form(request)).get(CSRF, "")
        given = value if isinstance(value, str) else ""
    expected = token_of(request, settings)
    return bool(expected) and hmac.compare_digest(_unmasked(given), expected)
