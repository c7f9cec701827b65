"""`confab serve` and `confab worker`: the processes that run the site."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from api.cli.store import open_database, read_settings
from api.faults import InputFault, InputFaults

if TYPE_CHECKING:
    from api.db.session import Database
    from api.settings import Settings

# What a request may still take after SIGTERM; then its connection is cut.
_GRACEFUL_SECONDS = 20
_CHILD_SECONDS = 10
# What a thread may take of Python before another has its turn: a page is done in about that.
_TURN_SECONDS = 0.02
_PARENT = "CONFAB_WORKER_OF"


def serve(host: str, port: int, with_worker: bool) -> None:
    """Run the web process, and one worker beside it, until Ctrl-C or SIGTERM; then both end.

    Running requests are finished first, within bounds; no new ones are taken.
    """
    from api import journal
    from api.cli.web_server import make_server

    sys.setswitchinterval(_TURN_SECONDS)
    settings = _at_address(read_settings(), host, port)
    listener = _listen(host, port)
    with open_database(settings) as database:
        journal.set_up(settings.log_level)
        first = _first_run(settings, database)
        server = make_server(settings, database, _GRACEFUL_SECONDS)
        # uvicorn raises the signal again once it has stopped: the worker must be ended first.
        signal.signal(signal.SIGTERM, _leave)
        with _worker_beside() if with_worker else nullcontext():
            sys.stdout.write(f"Confab is at {settings.base_url} (stop it with Ctrl-C).\n{first}")
            sys.stdout.flush()
            with suppress(KeyboardInterrupt):
                server.run(sockets=[listener])


def _first_run(settings: Settings, database: Database) -> str:
    """Say how a site in which nobody is known gets its first steward; empty where somebody is."""
    from api.accounts import first_run

    with database.write_session() as session:
        code = first_run.offer(session)
    if not code:
        return ""
    return (
        "Nobody is known here yet. To begin, open\n\n"
        f"  {settings.base_url}/first?code={code}\n\n"
        f"or type the code {code} at {settings.base_url}. It works once; the next start prints "
        "another.\n"
    )


def worker() -> None:
    """Run one worker until Ctrl-C or SIGTERM, or until the process that started it is gone."""
    from api import journal
    from api.worker import run

    settings = read_settings()
    with open_database(settings):
        pass
    journal.set_up(settings.log_level)
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    parent = os.environ.get(_PARENT)
    if parent:
        threading.Thread(target=_stop_with, args=(int(parent), stop), daemon=True).start()
    again = run(settings, stop)
    sys.stdout.flush()
    sys.stderr.flush()
    # From here on a signal ends the process at once; one that came before must not be forgotten.
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.SIG_DFL)
    if again and not stop.is_set():
        # The same process to whoever began it, without what it had loaded.
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606
    # Unfinished jobs still run on other threads; they were given back and must not go on.
    os._exit(0)


def _leave(*_: object) -> NoReturn:
    sys.exit(0)


def _at_address(settings: Settings, host: str, port: int) -> Settings:
    """Let links lead to where the site listens, unless its address is set."""
    from api.settings import LOOPBACK

    if "base_url" in settings.model_fields_set:
        return settings
    shown = host if host in LOOPBACK else "127.0.0.1"
    base_url = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
    os.environ["CONFAB_BASE_URL"] = base_url
    return settings.model_copy(update={"base_url": base_url})


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise InputFaults(
            [
                InputFault(
                    f"--host {host} --port {port}",
                    f"Nothing can listen there ({error.strerror}).",
                    "Stop the program that does, or choose another port.",
                )
            ]
        ) from error
    return listener


@contextmanager
def _worker_beside() -> Iterator[None]:
    """Keep one worker running in a process of its own while the block runs."""
    leaving = threading.Event()
    children: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not leaving.is_set():
            child = subprocess.Popen(  # noqa: S603 - this program itself
                [*_this_program(), "worker"],
                env=os.environ | {_PARENT: str(os.getpid())},
            )
            children.append(child)
            child.wait()
            # A worker that cannot start must not be started a hundred times a second.
            leaving.wait(2.0)

    keeper = threading.Thread(target=keep, name="keep-worker", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        leaving.set()
        for child in children[-1:]:
            child.terminate()
            try:
                child.wait(_CHILD_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
        keeper.join(_CHILD_SECONDS)


def _this_program() -> list[str]:
    """Give the words that start this program again, from where it was started."""
    script = Path(sys.argv[0])
    if script.name == "confab":
        # With -m a folder "api" of somebody else's, where the site is started, would come first.
        return [sys.executable, str(script)]
    return [sys.executable, "-m", "api.cli"]


def _stop_with(parent: int, stop: threading.Event) -> None:
    while not stop.wait(1.0):
        if os.getppid() != parent:
            stop.set()
