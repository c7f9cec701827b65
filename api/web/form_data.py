"""A form as it was sent: read once a request, within bounds, by whoever asks first."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request

from api.web.bounds import FIELDS, FILES, fitting

CSRF = "csrf"
ONCE = "once"
STAMP = "stamp"
KEEP, STORED = "keep.", "stored."
"""Before a field's name: which of two versions somebody chose, and what the stored one is."""
OURS = frozenset({CSRF, ONCE, STAMP})
"""Fields that forms carry for the site's sake; nobody typed them."""
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def is_form(request: Request) -> bool:
    """Whether a request brings a form."""
    return request.headers.get("content-type", "").startswith(_FORMS)


async def read_form(request: Request) -> FormData:
    """Read a form; again gives the same one.

    Raises
    ------
    HTTPException
        400 if it cannot be read, 422 if it is not within `api.web.bounds`.
    """
    return fitting(await request.form(max_files=FILES, max_fields=FIELDS))
