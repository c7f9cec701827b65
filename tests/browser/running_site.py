"""The real site as a subprocess: web process and worker on a database of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

import api.rows  # noqa: F401 - rows refer to one another
from api.clock import now
from api.db.engine import make_engine
from api.events.models import Slot
from tests.api.cli.command import confab

SAMPLE = Path(__file__).parent / "kiln_street"
SLUG = "kiln-street"
HOST = "host@example.org"
_ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
"""Seconds; a machine that runs other tests as well may be slow, a hanging one is not waited for."""


@dataclass(frozen=True, slots=True)
class RunningSite:
    """Where the site answers, and its command line."""

    url: str
    settings: dict[str, str]
    folder: Path

    def confab(self, *words: str | Path) -> str:
        """Run a command on the site's database and give what it printed."""
        # In this process: one of its own reads the code for seconds first.
        done = confab(*words, folder=self.folder, **self.settings)
        assert done.status == 0, done.out + done.err
        return done.out

    def link_for(self, email: str) -> str:
        """Give a link that signs somebody in."""
        link: str = json.loads(self.confab("sign-in-link", email, "--json"))["link"]
        return link

    def begin(self) -> None:
        """Move the event's times so that its last slot has just begun."""
        engine = make_engine(self.settings["CONFAB_DATABASE_URL"])
        with Session(engine) as session, session.begin():
            slots = session.scalars(select(Slot).order_by(Slot.starts_at)).all()
            shift = now() - slots[-1].starts_at
            for slot in slots:
                slot.starts_at, slot.ends_at = slot.starts_at + shift, slot.ends_at + shift
        engine.dispose()


@contextmanager
def running_site(
    database_url: str, folder: Path, *options: str, empty: bool = False
) -> Iterator[RunningSite]:
    """Run `confab serve` while the block runs, with the small sample in it unless it is empty."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    settings = {"CONFAB_DATABASE_URL": database_url, "CONFAB_BASE_URL": url}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONFAB_")}
    site = RunningSite(url, settings, folder)
    if not empty:
        site.confab("init", SAMPLE / "event.toml", "--organiser", HOST)
        site.confab("import", SAMPLE / "attendees.csv", "--event", SLUG)
    log = folder / "site.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "serve", "--port", str(port), *options],
            cwd=folder,
            env=kept | settings | {"PYTHONPATH": str(_ROOT)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            until(lambda: _answers(url, process, log))
            yield site
        finally:
            process.terminate()
            process.wait(30)
    assert "Traceback" not in log.read_text(), log.read_text()


def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition of the site."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def _answers(url: str, process: subprocess.Popen[bytes], log: Path) -> bool:
    assert process.poll() is None, log.read_text()
    try:
        with urllib.request.urlopen(f"{url}/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
