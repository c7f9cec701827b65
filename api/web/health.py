"""The health route: whether this process can do its work; for probes, says nothing else."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.db.migrate import is_current
from api.web.access import declares
from api.web.running import site_of

router = APIRouter()


@declares("anyone")
def _anyone() -> None:
    """Probes do not sign in."""


@router.get("/health", dependencies=[Depends(_anyone)])
def health(request: Request) -> JSONResponse:
    """Answer 200 when the database answers and has this release's shape, else 503."""
    database = site_of(request).database
    try:
        with database.read_session() as session:
            session.execute(text("SELECT 1"))
        state = "ok" if is_current(database.engine) else "needs: confab db upgrade"
    except SQLAlchemyError:
        state = "unreachable"
    return JSONResponse({"database": state}, 200 if state == "ok" else 503)
