"""Traces of requests and tasks by OpenTelemetry, sent by OTLP to where OTEL_* variables say.

Only attributes that are known to be harmless leave: addresses of pages may hold tokens, and
texts of errors may quote what people wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan, TracerProvider

KNOWN = frozenset(
    {
        "code.function.name", "error.type", "http.request.method", "http.response.status_code",
        "http.route", "network.protocol.version", "url.scheme",
    }
)  # fmt: skip


def tracer_provider(service: str) -> TracerProvider:
    """Make what spans are sent through.

    Parameters
    ----------
    service
        What this process is called beside others: ``confab-web``, ``confab-worker``.

    Raises
    ------
    ImportError
        The extra ``telemetry`` is not installed.
    """
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExportResult

    class Private(OTLPSpanExporter):
        """Sends spans with what is known to be harmless, and nothing else."""

        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            return super().export([_private(span) for span in spans])

    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(Private()))
    return provider


def _private(span: ReadableSpan) -> ReadableSpan:
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import Status

    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes={key: v for key, v in (span.attributes or {}).items() if key in KNOWN},
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
