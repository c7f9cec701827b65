"""The processes of a small site, started, killed and started again; and its mail server."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections import Counter
from email import message_from_bytes
from multiprocessing.process import BaseProcess
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from benchmarks.child_processes import free_port, kill
from benchmarks.killing import role

# A real server takes its time; a publishing's mails, one after another, then last some seconds.
_MAIL_SECONDS = 0.3


class Inbox:
    """A mail server that counts how often it took each Message-ID."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self._controller.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._controller.port
        return port

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the name aiosmtpd calls
        """Take a mail, then answer late, so that a kill in between is likely."""
        content = envelope.content
        assert isinstance(content, bytes)
        self.taken[str(message_from_bytes(content)["Message-ID"])] += 1
        await asyncio.sleep(_MAIL_SECONDS)
        return "250 OK"

    def close(self) -> None:
        """Listen no more."""
        self._controller.stop()


class Processes:
    """A web process, two workers and any commands, on one database; ends all that it began.

    They are forked off one process that has read the code already: a process that reads it for
    five seconds is not what is to be killed.
    """

    def __init__(self, url: str, folder: Path, mail_port: int, site_port: int) -> None:
        self.site_port = site_port
        self._folder = folder
        self._environment = {
            "CONFAB_DATABASE_URL": url,
            "CONFAB_BASE_URL": f"http://127.0.0.1:{site_port}",
            "CONFAB_SMTP_HOST": "127.0.0.1",
            "CONFAB_SMTP_PORT": str(mail_port),
            "CONFAB_SMTP_SECURITY": "none",
        }
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["benchmarks.killing.role"])
        self.site = self._serve()
        self.workers = [self.begin("worker") for _ in range(2)]

    def begin(self, *words: str) -> BaseProcess:
        """Begin a process of the site; a command is told its database by its settings."""
        arguments = (words, self._environment, self._folder)
        process = self._context.Process(target=role.begin, args=arguments, daemon=True)
        process.start()
        return process

    def _serve(self) -> BaseProcess:
        return self.begin("serve", "--no-worker", "--port", str(self.site_port))

    def kill_site(self) -> None:
        """Kill the web process and begin another."""
        kill(self.site)
        self.site = self._serve()

    def kill_worker(self, pid: int | None) -> None:
        """Kill a worker, the one of a process id if there is one, and begin another."""
        place = next((k for k, each in enumerate(self.workers) if each.pid == pid), 0)
        kill(self.workers[place])
        self.workers[place] = self.begin("worker")

    def end(self) -> None:
        """Kill all."""
        for process in (self.site, *self.workers):
            kill(process)
