"""`confab serve`: web process and worker begin together and end together."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPResponse
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, text

from api.accounts.first_run import claim
from api.accounts.service import account_of
from api.db.session import Database
from api.mail import outbox
from api.mail.models import OutboxMail
from api.mail.outbox import Mail
from api.settings import Settings
from tests.postgres import free_port

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60.0
# How processes begin and end has nothing to do with the kind of database.
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def _serving(url: str, port: int, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {name: v for name, v in os.environ.items() if not name.startswith("CONFAB_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve", "--port", str(port), *options],
        env=environment | {"CONFAB_DATABASE_URL": url},
        cwd=ROOT,
        # A group of its own, so that nothing is left behind whatever happens.
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _until_it_answers(port: int) -> httpx.Response:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/ready")
        except httpx.TransportError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _worker_pid(site: subprocess.Popen[bytes], dead: int = 0) -> int:
    """Wait for the one living worker beside a site; give its process."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for path in Path(f"/proc/{site.pid}/task").glob("*/children"):
            pids = [int(each) for each in path.read_text().split()]
            alive = [pid for pid in pids if pid != dead and _runs(pid)]
            if alive:
                return alive[0]
        time.sleep(0.1)
    raise AssertionError("no worker came up")


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _gone(pid: int) -> bool:
    end = time.monotonic() + PATIENCE
    while _runs(pid) and time.monotonic() < end:
        time.sleep(0.1)
    return not _runs(pid)


def test_both_begin_work_and_end_together(database: Database, database_url: str) -> None:
    """Nobody is known yet: the start prints a code as well, and the code holds."""
    with database.write_session() as session:
        outbox.put(session, Mail("k", "test", "ana@example.org", "Hello", "Hello Ana"))
    port = free_port()
    with _serving(database_url, port) as process:
        assert _until_it_answers(port).json() == {"database": "ok"}
        _head_leaves_the_connection_as_it_was(port)
        assert _state_of_mail(database) == "kept", "a worker takes up what others put in"
        first = _worker_pid(process)
        os.kill(first, signal.SIGKILL)
        assert _gone(first)
        second = _worker_pid(process, dead=first)  # A worker that dies is replaced.
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        assert _gone(second)
        assert process.stdout is not None
        _code_holds(database, process.stdout.read().decode(), port)


def _code_holds(database: Database, printed: str, port: int) -> None:
    found = re.search(rf"http://127\.0\.0\.1:{port}/first\?code=(\S+)", printed)
    assert found is not None, printed
    settings = Settings(_env_file=None)
    with database.write_session() as session:
        assert claim(session, found[1], "ana@example.org", "Ana", settings).token


def _head_leaves_the_connection_as_it_was(port: int) -> None:
    # One connection: a server that waits for a body after HEAD gives it up.
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        for method in ("HEAD", "HEAD", "GET"):
            connection.sendall(f"{method} /first HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            answer = HTTPResponse(connection, method=method)
            answer.begin()
            assert (answer.status, bool(answer.read())) == (200, method == "GET")


def _state_of_mail(database: Database) -> str:
    end = time.monotonic() + PATIENCE
    state = ""
    while state != "kept" and time.monotonic() < end:
        time.sleep(0.1)
        with database.read_session() as session:
            state = session.scalars(select(OutboxMail.state)).one()
    return state


@on_one_database
def test_a_running_request_is_finished_and_no_new_one_begun(
    database: Database, database_url: str
) -> None:
    port = free_port()
    ask = {"data": {"email": "ana@example.org"}, "headers": {"sec-fetch-site": "same-origin"}}
    with _serving(database_url, port, "--no-worker") as process, ThreadPoolExecutor(1) as thread:
        _until_it_answers(port)
        # It waits for the lock that we hold here.
        with database.write_session() as held:
            held.execute(text("SELECT 1"))
            asked = thread.submit(
                httpx.post, f"http://127.0.0.1:{port}/sign-in", timeout=PATIENCE, **ask
            )
            time.sleep(1.0)
            process.send_signal(signal.SIGTERM)
            _until_nobody_listens(port)
            assert not asked.done()
        assert asked.result(PATIENCE).status_code in (200, 303)
        assert process.wait(PATIENCE) == 0


def _until_nobody_listens(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.1)
    raise AssertionError("it still listens")


@on_one_database
def test_an_open_event_stream_does_not_keep_it_up(database: Database, database_url: str) -> None:
    from api.accounts.service import invite
    from api.attendees.importing import import_people
    from api.events.service import put_event
    from api.jobs import engine
    from api.jobs.models import RUN, Job
    from tests.api.world import event_file, people

    with database.write_session() as session:
        event, _ = put_event(session, event_file(), "host@example.org")
        import_people(session, event, people("cork"), "people.csv")
        # Nobody runs it for an hour, so its stream never ends by itself.
        job = Job(kind="make-timetable", event_id=event.id)
        session.add(job)
        session.flush()
        engine.enqueue(session, "jobs", RUN, job.id, delay=3600.0)
        token = invite(session, account_of(session, "host@example.org")).token
    port = free_port()
    with _serving(database_url, port) as process:
        _until_it_answers(port)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            headers = {"sec-fetch-site": "same-origin"}
            client.post("/sign-in/code", data={"token": token}, headers=headers)
            with client.stream("GET", f"/organise/cork/runs/{job.id}/events") as stream:
                assert next(stream.iter_lines())
                process.send_signal(signal.SIGINT)
                assert process.wait(PATIENCE) == 0


@on_one_database
def test_a_worker_told_to_end_does_not_begin_anew(database: Database, database_url: str) -> None:
    # It is told just when it has rested for long enough.
    code = """
import os, signal, sys, types
from api.cli import serving

def run(settings, stop):
    os.kill(os.getpid(), signal.SIGTERM)
    return stop.wait(9)

print("begun")
# In the place of one that loads all there is.
sys.modules["api.worker"] = types.SimpleNamespace(run=run)
serving.worker()
"""
    environment = os.environ | {"CONFAB_DATABASE_URL": database_url}
    begun = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, timeout=PATIENCE,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert begun.stdout == "begun\n"


@on_one_database
def test_the_worker_does_not_outlive_the_site(database: Database, database_url: str) -> None:
    port = free_port()
    with _serving(database_url, port) as process:
        _until_it_answers(port)
        worker = _worker_pid(process)
        process.kill()
        assert _gone(worker)
