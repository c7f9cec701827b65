"""What probes ask: does this process live, and may it be given work; they are told no more."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from api.db.migrate import Shape, shape_of
from api.web.access import declares
from api.web.running import site_of

router = APIRouter()
_WORDS: dict[Shape, str] = {
    "current": "ok",
    "empty": "needs: confab db upgrade",
    "older": "needs: confab db upgrade",
    "newer": "belongs to a newer release",
}


@declares("anyone")
def _anyone() -> None:
    """Probes do not sign in."""


@router.get("/health", dependencies=[Depends(_anyone)])
async def health() -> JSONResponse:
    """Answer 200 as long as this process answers at all; a restart would not mend more."""
    return JSONResponse({"site": "ok"})


@router.get("/ready", dependencies=[Depends(_anyone)])
def ready(request: Request) -> JSONResponse:
    """Answer 200 when the database answers and has this release's shape, else 503."""
    try:
        state = _WORDS[shape_of(site_of(request).database.engine)]
    except SQLAlchemyError:
        state = "unreachable"
    return JSONResponse({"database": state}, 200 if state == "ok" else 503)
