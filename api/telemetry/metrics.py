"""Figures for Prometheus: requests, jobs, mail, this process; who knows the token may ask.

Their labels are patterns of routes, states and numbers, never a name or an address.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from api.db.migrate import is_current
from api.db.session import Database
from api.jobs.models import Job
from api.mail.models import OutboxMail
from api.web.access import declares, not_found
from api.web.running import site_of

if TYPE_CHECKING:
    from opentelemetry.sdk.metrics import MeterProvider
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import GaugeMetricFamily

_JOBS = ("queued", "running")
_MAILS = ("waiting", "failed")


@declares("anyone")
def _knows_the_token(request: Request) -> None:
    """Whoever sends the token of the settings; to all others there is nothing."""
    token = site_of(request).settings.metrics_token.get_secret_value()
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        raise not_found()


def make_router(registry: CollectorRegistry) -> APIRouter:
    """Make the route that Prometheus asks."""
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    router = APIRouter()

    @router.get("/metrics", dependencies=[Depends(_knows_the_token)])
    def metrics() -> Response:
        """Give all figures as they are now."""
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router


def measure(database: Database) -> tuple[CollectorRegistry, MeterProvider]:
    """Make where figures are gathered, and what FastAPI counts and times requests by.

    Raises
    ------
    ImportError
        The extra ``telemetry`` is not installed.
    """
    from opentelemetry.exporter.prometheus import PrometheusMetricReader
    from opentelemetry.sdk.metrics import MeterProvider
    from prometheus_client import CollectorRegistry, ProcessCollector

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Rows(database))
    reader = PrometheusMetricReader(
        disable_target_info=True, scope_info_enabled=False, registry=registry
    )
    return registry, MeterProvider([reader])


class _Rows:
    """What waits in the database, read whenever somebody asks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> list[GaugeMetricFamily]:
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        from prometheus_client.core import GaugeMetricFamily

        families = []
        try:
            ready = is_current(self._database.engine)
            if ready:
                with self._database.read_session() as session:
                    families = [_jobs(session), _mails(session)]
        except SQLAlchemyError:
            ready = False
        words = "Whether the database answers and has this release's shape."
        yield GaugeMetricFamily("confab_ready", words, value=float(ready))
        yield from families


def _jobs(session: Session) -> GaugeMetricFamily:
    # Few are open, and an index knows which: the engine is asked about no others.
    query = select(Job.state, func.count()).where(Job.outcome.is_(None)).group_by(Job.state)
    counts = dict(session.execute(query).all())
    return _gauge("confab_jobs", "Jobs that are not over.", _JOBS, counts)


def _mails(session: Session) -> GaugeMetricFamily:
    state = OutboxMail.state
    query = select(state, func.count()).where(state.in_(_MAILS)).group_by(state)
    counts = dict(session.execute(query).all())
    return _gauge("confab_mails", "Mails that wait, or were given up.", _MAILS, counts)


def _gauge(
    name: str, words: str, states: tuple[str, ...], counts: Mapping[Any, int]
) -> GaugeMetricFamily:
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(name, words, labels=["state"])
    for state in states:
        family.add_metric([state], counts.get(state, 0))
    return family
