"""What a running site consists of, as its routes find it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from api.db.session import Database
from api.jobs.watch import JobWatch
from api.settings import Settings
from api.web.limits import Limits


@dataclass(frozen=True, slots=True)
class Site:
    """Settings, database, followed jobs and rate limits; one a process."""

    settings: Settings
    database: Database
    jobs: JobWatch
    limits: Limits


def site_of(connection: HTTPConnection) -> Site:
    """Find the site that a request came to."""
    site: Site = connection.app.state.site
    return site
