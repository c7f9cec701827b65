"""Logs: one JSON object a line, from which answers, tokens and addresses are kept out."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.types import EventDict, Processor

# What may be named in a log beside the message; everything else is dropped, so that a new
# field is private until somebody decides otherwise.
KNOWN = frozenset(
    {
        "event", "level", "logger", "timestamp", "request", "method", "route", "status",
        "milliseconds", "job", "kind", "attempt", "worker", "error", "frames", "count", "address",
    }
)  # fmt: skip
_ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+")
_TOKEN = re.compile(r"(?<![\w-])(?=[\w-]*\d)[\w-]{32,}(?![\w-])")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_QUERY = re.compile(r"\?\S+")


def set_up(level: str = "info") -> None:
    """Send all logs of the process, the libraries' too, to standard error as JSON lines."""
    first: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_exception,
        redact,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *first],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    structlog.configure(
        processors=[*first, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "dbos"):
        quiet = logging.getLogger(name)
        quiet.handlers, quiet.propagate = [], True
    for name in ("dbos", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True


def name_exception(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Put an exception as its type and place; its text may quote what somebody wrote."""
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    if isinstance(raised, BaseException):
        raised = (type(raised), raised, raised.__traceback__)
    if isinstance(raised, tuple) and raised[0] is not None:
        kind, _, trace = raised
        event["error"] = f"{kind.__module__}.{kind.__qualname__}"
        event["frames"] = _frames(trace)
    return event


def redact(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Drop fields that nobody has declared harmless; blank what looks like a secret."""
    return {
        key: _blank(value) if isinstance(value, str) and key not in ("error", "logger") else value
        for key, value in event.items()
        if key in KNOWN or key.startswith("_")
    }


def _frames(trace: TracebackType | None) -> list[str]:
    return [
        f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)[-12:]
    ]


def _blank(text: str) -> str:
    text = _ADDRESS.sub("(address)", _QUERY.sub("?(query)", text))
    return _TOKEN.sub(lambda found: found[0] if _UUID.fullmatch(found[0]) else "(token)", text)
