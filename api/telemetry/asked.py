"""The telemetry that the settings ask for, as the application takes it; by default none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from fastapi import APIRouter
from fastapi.telemetry import TelemetryConfig
from opentelemetry import trace

from api.db.session import Database
from api.faults import InputFault, InputFaults
from api.settings import Settings
from api.telemetry.metrics import make_router, measure
from api.telemetry.tracing import tracer_provider
from api.web.hosts import ANYWHERE


@dataclass(frozen=True, slots=True)
class Telemetry:
    """How FastAPI measures, and the routes that show what it measured."""

    config: TelemetryConfig
    routers: tuple[APIRouter, ...] = field(default=())


def telemetry_of(settings: Settings, database: Database) -> Telemetry:
    """Set up what the settings ask for.

    Raises
    ------
    InputFaults
        It needs packages that are not installed.
    """
    # Said in full: FastAPI would else follow variables of its own, and log texts of errors.
    config: TelemetryConfig = {
        "tracing": settings.tracing,
        "metrics": False,
        "logs": False,
        "auto_configure": False,
        "exclude": lambda scope: scope["path"] in ANYWHERE,
    }
    routers: tuple[APIRouter, ...] = ()
    if settings.tracing:
        with _installed("CONFAB_TRACING"):
            config["tracer_provider"] = tracer_provider("confab-web")
    if settings.metrics_token.get_secret_value():
        with _installed("CONFAB_METRICS_TOKEN"):
            registry, config["meter_provider"] = measure(database)
        config["metrics"] = True
        routers = (make_router(registry),)
    return Telemetry(config, routers)


def trace_worker(settings: Settings) -> Callable[[], None]:
    """Send traces of this process's tasks, if they are asked for; give what ends it.

    Raises
    ------
    InputFaults
        It needs packages that are not installed.
    """
    if not settings.tracing:
        return lambda: None
    with _installed("CONFAB_TRACING"):
        provider = tracer_provider("confab-worker")
    trace.set_tracer_provider(provider)
    return provider.shutdown


@contextmanager
def _installed(setting: str) -> Iterator[None]:
    try:
        yield
    except ImportError as missing:
        what = f"It needs packages that are not installed ({missing.name})."
        remedy = "Install them: pip install 'confab[telemetry]'"
        raise InputFaults([InputFault(setting, what, remedy)]) from missing
