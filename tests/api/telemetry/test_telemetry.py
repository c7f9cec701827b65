"""What is measured: off unless asked for, and nothing of it tells who somebody is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from fastapi import FastAPI
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from pydantic import SecretStr

from api.mail import outbox
from api.mail.outbox import Mail
from api.telemetry.tracing import KNOWN
from tests.api.world import World

TOKEN = "a token of the settings"


def _asked(world: World, **asked: object) -> World:
    return replace(world, settings=world.settings.model_copy(update=asked))


def test_nothing_is_measured_unless_asked_for(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    client = replace(small_world, shares_app=False).client()
    assert isinstance(client.app, FastAPI)
    config: Any = client.app._telemetry
    asked = {each: config[each] for each in ("tracing", "metrics", "logs", "auto_configure")}
    assert not any(asked.values()), asked
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_prometheus_reads_figures_and_no_names(small_world: World) -> None:
    with small_world.database.write_session() as session:
        outbox.put(session, Mail("k", "test", "ana@example.org", "Hello", "Hello Ana"))
    world = _asked(small_world, metrics_token=SecretStr(TOKEN))
    client = world.client()
    client.get("/sign-in/a-secret-of-somebody?token=another-secret")
    client.get("/sign-in")
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer no"}).status_code == 404
    told = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert told.status_code == 200
    lines = told.text.splitlines()
    (count,) = [
        line
        for line in lines
        if line.startswith("http_server_request_duration_seconds_count")
        and 'http_route="/sign-in"' in line
    ]
    assert count.endswith(" 1.0")
    assert 'confab_mails{state="waiting"} 1.0' in lines
    assert 'confab_jobs{state="running"} 0.0' in lines
    assert "confab_ready 1.0" in lines
    assert any(line.startswith("process_resident_memory_bytes") for line in lines)
    assert not [word for word in ("secret", "ana@", "127.0.0.1") if word in told.text]


@contextmanager
def _collector() -> Iterator[tuple[str, list[bytes]]]:
    """Take traces as a collector does, while the block runs."""
    taken: list[bytes] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Taking)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", taken
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_traces_leave_without_what_is_private(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    with _collector() as (address, taken):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        client = _asked(small_world, tracing=True).client("host-cork@example.org")
        client.get("/organise/cork?q=a-secret", headers={"user-agent": "a-secret"})
        client.get("/sign-in/a-secret-of-somebody")
        app: Any = client.app
        provider = app._telemetry["tracer_provider"]
        assert provider.force_flush()
        provider.shutdown()
    spans = [
        span
        for body in taken
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    assert "GET /organise/{slug}" in {span.name for span in spans}
    assert {attribute.key for span in spans for attribute in span.attributes} <= KNOWN
    assert b"secret" not in b"".join(taken)
    assert b"host-cork" not in b"".join(taken)
