"""Several web processes on PostgreSQL behind the real proxy of deploy/: TLS, sessions, progress.

The proxy is Caddy with the file of deploy/ as it stands, its certificate made by itself.
"""

from __future__ import annotations

import os
import re
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from api.accounts import mail_pages
from api.accounts.service import account_of, invite
from api.attendees.importing import import_people
from api.db.session import Database
from api.events.service import put_event
from api.jobs.service import cancel, start
from api.timetable.service import MAKE
from api.web.limits import limits_of
from tests import needs
from tests.api.world import event_file, people
from tests.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
NAME = "meet.example.org"
PATIENCE = 90.0
SAME = {"sec-fetch-site": "same-origin"}


@dataclass(frozen=True, slots=True)
class Proxied:
    """The site as the proxy shows it, and the web processes behind it."""

    https: int
    http: int
    webs: tuple[tuple[int, subprocess.Popen[bytes]], ...]
    trusted: ssl.SSLContext
    database: Database
    job_id: str

    def client(self) -> httpx.Client:
        """Give a browser that finds the name at this machine; it checks the certificate."""
        client = httpx.Client(
            base_url=f"https://127.0.0.1:{self.https}",
            headers={"host": f"{NAME}:{self.https}"} | SAME,
            verify=self.trusted,
            timeout=PATIENCE,
        )
        client.event_hooks["request"] = [_as_named]
        return client

    def token(self) -> str:
        """Make a link's token for the organiser."""
        with self.database.write_session() as session:
            return invite(session, account_of(session, "host@example.org")).token


def _as_named(request: httpx.Request) -> None:
    request.extensions["sni_hostname"] = NAME


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def _answers(url: str, **options: object) -> bool:
    try:
        return httpx.get(url, **options).status_code < 500  # type: ignore[arg-type]
    except (httpx.TransportError, ssl.SSLError):
        return False


@pytest.fixture
def proxied(database: Database, database_url: str, tmp_path: Path) -> Iterator[Proxied]:
    """Run two web processes and the proxy; an event with a job in it that nobody ends."""
    caddy = needs.caddy()
    with database.write_session() as session:
        event, _ = put_event(session, event_file(), "host@example.org")
        import_people(session, event, people("cork"), "people.csv")
        # Nobody runs it: there is no worker.
        job = start(session, MAKE, {}, event_id=event.id)
    https, http, ports = free_port(), free_port(), (free_port(), free_port())
    inherited = {name: v for name, v in os.environ.items() if not name.startswith("CONFAB_")}
    site = inherited | {
        "CONFAB_DATABASE_URL": database_url,
        "CONFAB_BASE_URL": f"https://{NAME}:{https}",
        "CONFAB_BEHIND_PROXIES": "1",
        "PYTHONPATH": str(ROOT),
    }
    proxy = inherited | {
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "CONFAB_SITE": NAME,
        "CONFAB_WEB": " ".join(f"127.0.0.1:{port}" for port in ports),
        "CADDY_GLOBAL_OPTIONS": (
            f"admin off\nlocal_certs\nskip_install_trust\nhttp_port {http}\nhttps_port {https}"
        ),
    }
    with ExitStack() as running:
        serve = [sys.executable, "-m", "api.cli", "serve", "--no-worker", "--port"]
        webs = [running.enter_context(_running([*serve, str(port)], site)) for port in ports]
        for port in ports:
            _until(lambda port=port: _answers(f"http://127.0.0.1:{port}/ready"))
        config = ["run", "--config", str(ROOT / "deploy/Caddyfile"), "--adapter", "caddyfile"]
        running.enter_context(_running([caddy, *config], proxy))
        root = tmp_path / "caddy/pki/authorities/local/root.crt"
        _until(root.exists)
        trusted = ssl.create_default_context(cafile=root)
        made = Proxied(https, http, tuple(zip(ports, webs, strict=True)), trusted, database, job.id)
        client = made.client()
        _until(lambda: _ready(client))
        yield made
        client.close()


def _ready(client: httpx.Client) -> bool:
    try:
        return client.get("/ready").status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_web_processes_behind_a_proxy_with_tls_are_one_site(proxied: Proxied) -> None:
    plain = httpx.get(f"http://127.0.0.1:{proxied.http}/sign-in", headers={"host": NAME})
    assert plain.status_code in (301, 308)
    assert plain.headers["location"].startswith(f"https://{NAME}")
    with proxied.client() as client:
        _cookies_and_headers_are_of_https(client, proxied)
        _neither_process_answers_by_another_name(proxied)
        _a_place_is_counted_once_for_both(client, proxied)
        _progress_goes_on_where_a_process_ends(client, proxied)


def _cookies_and_headers_are_of_https(client: httpx.Client, proxied: Proxied) -> None:
    first = client.get("/sign-in")
    assert first.headers["strict-transport-security"].startswith("max-age=")
    entered = client.post("/sign-in/code", data={"token": proxied.token()})
    assert entered.status_code == 303
    cookies = entered.headers.get_list("set-cookie")
    (session,) = [each for each in cookies if each.startswith("__Host-confab-session=")]
    assert re.search(r"; Secure", session)
    assert re.search(r"; Path=/(;|$)", session)
    assert re.search(r"; HttpOnly", session)
    assert "Domain" not in session
    # Signed in at one process is signed in at both.
    headers = {"host": NAME, "cookie": session.partition(";")[0]}
    for port, _ in proxied.webs:
        page = httpx.get(f"http://127.0.0.1:{port}/organise/cork", headers=headers)
        assert page.status_code == 200


def _neither_process_answers_by_another_name(proxied: Proxied) -> None:
    for port, _ in proxied.webs:
        assert httpx.get(f"http://127.0.0.1:{port}/sign-in").status_code == 421
        named = httpx.get(f"http://127.0.0.1:{port}/outbox", headers={"host": NAME})
        assert named.status_code == 404


def _a_place_is_counted_once_for_both(client: httpx.Client, proxied: Proxied) -> None:
    """Ask from many addresses, as a visitor might write them: the proxy knows better."""
    most, minutes = mail_pages._TRIES, mail_pages._MINUTES
    before = limits_of(proxied.database)
    assert all(before.allow("stop-mail-from:127.0.0.1", most, minutes) for _ in range(most - 2))

    def tried(number: int) -> int:
        liar = {"x-forwarded-for": f"203.0.113.{number}"}
        return client.post("/mail/stop?token=none", headers=liar).status_code

    assert [tried(number) for number in range(4)].count(429) == 2


def _progress_goes_on_where_a_process_ends(client: httpx.Client, proxied: Proxied) -> None:
    """Two follow a job at two processes; one is ended, and the other goes on telling."""
    path = f"/organise/cork/runs/{proxied.job_id}/events"
    _, ending = proxied.webs[0]
    with ExitStack() as streams:
        # The least busy process is asked: two streams are at two processes.
        followed = [
            streams.enter_context(client.stream("GET", path)).iter_lines() for _ in range(2)
        ]
        for lines in followed:
            assert "progress-queued" in _next_panel(lines)
        ending.send_signal(signal.SIGTERM)
        assert ending.wait(PATIENCE) in (0, -signal.SIGTERM)
        with proxied.database.write_session() as session:
            cancel(session, proxied.job_id)
        rest = ["\n".join(lines) for lines in followed]
    assert sorted("progress-cancelled" in told for told in rest) == [False, True]
    # Who was not told that it is over asks again, and the process that is left answers.
    assert sorted("event: done" in told for told in rest) == [False, True]
    with client.stream("GET", path) as again:
        assert "progress-cancelled" in _next_panel(again.iter_lines())


def _next_panel(lines: Iterator[str]) -> str:
    """Read one message of a stream."""
    read: list[str] = []
    for line in lines:
        if not line and read:
            break
        if line.startswith("data:"):
            read.append(line)
    return "\n".join(read)
