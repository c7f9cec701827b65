"""A small event that goes round and round: list, timetable, publishing, mail; and the kills."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from html import unescape
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select

from api.accounts.service import account_of, invite, use_link
from api.attendees.models import Attendee
from api.db.session import Database
from api.events.event_file import EventFile
from api.events.service import put_event
from api.jobs.models import Job
from api.jobs.tasks import owners
from api.mail.models import OutboxMail
from api.settings import Settings
from api.timetable.models import ScheduleVersion
from api.timetable.service import MAKE
from benchmarks.child_processes import free_port, kill
from benchmarks.killing.invariants import broken
from benchmarks.killing.kills import Kill
from benchmarks.killing.processes import Inbox, Processes

SLUG = "harbour"
# So many that a timetable takes half a second to three, and never minutes: solving ends by itself.
PEOPLE = 14
_IMPORTING = "importing"
_SOLVING = "matching, solving"
# A process takes seconds to begin, and on a machine with ten times too much to do a minute.
PATIENCE = 300.0
# How long something that was asked for may take to begin, before a process is killed anyway.
_BEGINS = 20.0
_EVENT_PAGE = f"/organise/{SLUG}"
_PEOPLE_PAGE = f"/organise/{SLUG}/people"
_HOST = "host@example.org"
_EVENT = {
    "event": {"slug": SLUG, "name": "Harbour Evening", "timezone": "Europe/Dublin"},
    "slots": {
        "date": "2027-03-18",
        "minutes": 20,
        "starts": ["18:00", "18:20", "18:40"],
    },
    "zones": [{"name": "Quay", "tables": 7}],
}
_MATTERS = ("baking", "boats", "books", "bread", "music", "nets", "paint", "rope", "salt", "tea")
_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')


class Evening:
    """The event, its processes, and the one organiser, who tries again as people do."""

    def __init__(self, url: str, folder: Path, seed: int) -> None:
        self.database = Database(url)
        self.kills: list[Kill] = []
        self.inbox = Inbox()
        self._random = random.Random(seed)
        self._folder = folder
        self._list = 0
        self._in_vain = False
        self._is_sending = False
        port = free_port()
        settings = Settings(database_url=url, base_url=f"http://127.0.0.1:{port}", _env_file=None)
        with self.database.write_session() as session:
            put_event(session, EventFile.model_validate(_EVENT), _HOST)
            token = invite(session, account_of(session, _HOST)).token
            entered = use_link(session, token, settings)
        assert entered is not None
        self._client = httpx.Client(
            base_url=settings.base_url,
            headers={"sec-fetch-site": "same-origin"},
            cookies={"confab-session": entered[0]},
            timeout=30,
        )
        self._processes = Processes(url, folder, self.inbox.port, port)

    def close(self) -> None:
        """End every process."""
        self._client.close()
        self._processes.end()
        self.inbox.close()
        self.database.close()

    def go_round(self, most: int) -> None:
        """Bring a list, make a timetable by command and by button, publish it; with kills."""
        activities = [self._import, self._command, self._make]
        activities.append(self._publish if self._random.random() < 0.5 else self._mail)
        if not self._list:
            self._bring(self._write_list())
        for activity in activities[:most]:
            activity()

    def _import(self) -> None:
        path = self._write_list()
        if self._random.random() < 0.5:
            self._kill(_IMPORTING, "web process", lambda: self._send_list(path), 0.3)
        else:
            self._kill_command(_IMPORTING, 0.8, "import", str(path), "--event", SLUG)
        # Whether it was taken shows in the list; if not, the organiser brings it again.
        self._bring(path)
        self._settle()

    def _command(self) -> None:
        self._kill_command(_SOLVING, 0.5, "schedule", "--event", SLUG)
        self._settle()

    def _make(self) -> None:
        before = self._newest()
        victim = self._random.choice(("worker", "worker", "web process"))
        self._kill(_SOLVING, victim, self._ask_for_timetable, 0.5)
        self._until(lambda: self._newest() > before, self._ask_for_timetable)
        self._settle()

    def _publish(self) -> None:
        victim = self._random.choice(("worker", "web process"))
        number = self._newest()
        self._kill("publishing", victim, lambda: self._show(number), 0.5)
        self._until(lambda: self._is_shown(number), lambda: self._show(number))
        self._settle()

    def _mail(self) -> None:
        number, taken = self._newest(), sum(self.inbox.taken.values())
        self._until(lambda: self._is_shown(number), lambda: self._show(number))
        self._until(lambda: sum(self.inbox.taken.values()) > taken or self._idle())
        self._kill("mailing", "worker", lambda: None, 0.6)
        self._settle()

    # The kills.

    def _kill(self, activity: str, victim: str, ask: Callable[[], None], within: float) -> None:
        """Kill a process at a random moment after what was asked for has begun."""
        self._until(self._answers)
        begun = time.monotonic()
        asking = threading.Thread(target=ask)
        asking.start()
        busy = self._busy_worker if victim == "worker" else lambda: self._busy_site(activity)
        self._until(lambda: bool(busy()), within=_BEGINS, pause=0.02)
        time.sleep(self._random.uniform(0.0, within))
        at_work = busy()
        after = time.monotonic() - begun
        if victim == "worker":
            self._processes.kill_worker(at_work)
        else:
            self._processes.kill_site()
        self._last = (activity, victim, after, bool(at_work), time.monotonic())
        asking.join()

    def _kill_command(self, activity: str, within: float, *words: str) -> None:
        """Kill a command at a random moment after it has begun its work."""
        begun = time.monotonic()
        command = self._processes.begin(*words)

        def is_busy() -> bool:
            if activity == _IMPORTING:
                return command.is_alive() and not self._has_list()
            return command.pid in self._busy()

        self._until(is_busy, within=_BEGINS, pause=0.02)
        time.sleep(self._random.uniform(0.0, within))
        at_work = is_busy()
        kill(command)
        after = time.monotonic() - begun
        self._last = (activity, f"`confab {words[0]}`", after, at_work, time.monotonic())

    def _busy(self) -> set[int]:
        """Find the process ids of who runs something, be it a job or a mail."""
        with self.database.read_session() as session:
            return {int(owner.split(":")[1]) for owner in owners(session)}

    def _busy_worker(self) -> int | None:
        busy = self._busy()
        return next((each.pid for each in self._processes.workers if each.pid in busy), None)

    def _busy_site(self, activity: str) -> bool:
        """Whether it has a form to answer, or what a form asked for is not over."""
        return self._is_sending or (activity != _IMPORTING and not self._idle())

    def _settle(self) -> None:
        """Wait until all is over again, and look at what must hold."""
        activity, victim, after, at_work, killed_at = self._last
        idle = self._until(self._idle)
        seconds = time.monotonic() - killed_at
        faults = broken(self.database, PEOPLE, self.inbox.taken, len(self.kills) + 1)
        if not idle:
            faults.append(f"not over after {PATIENCE:.0f} s")
        if self._in_vain:
            faults.append(f"asked for in vain for {PATIENCE:.0f} s")
            self._in_vain = False
        kind = "SQLite" if self.database.is_sqlite else "PostgreSQL"
        done = Kill(kind, activity, victim, after, at_work, seconds, tuple(faults))
        self.kills.append(done)
        print(f"{len(self.kills):>3} {kind}, {activity}: {victim} at {after:.1f} s, ", end="")
        print("" if at_work else "nothing under way, ", end="")
        print(f"over after {seconds:.1f} s {' '.join(done.broken)}", flush=True)

    # What the organiser does and sees.

    def _write_list(self) -> Path:
        """Write the next list: the same people, who are of another firm and want other things."""
        self._list += 1
        path = self._folder / "people.csv"
        lines = ["id,name,email,organisation,offers,needs"]
        for number in range(PEOPLE):
            offers, needs = self._random.sample(_MATTERS, 2)
            who = f"p{number},Guest {number},p{number}@example.org"
            # Changed texts make another timetable, and mail for nearly everybody.
            lines.append(f"{who},Firm {self._list}-{number},{offers},{needs}")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def _bring(self, path: Path) -> None:
        self._until(self._has_list, lambda: self._send_list(path))

    def _has_list(self) -> bool:
        with self.database.read_session() as session:
            firms = session.scalars(select(Attendee.organisation)).all()
        return set(firms) == {f"Firm {self._list}-{number}" for number in range(PEOPLE)}

    def _send_list(self, path: Path) -> None:
        self._post(_PEOPLE_PAGE, files={"people": ("people.csv", path.read_bytes())})
        # The site shows first what the list would do.
        self._post(f"{_PEOPLE_PAGE}/list", data={"action": "bring"})

    def _ask_for_timetable(self) -> None:
        with self.database.read_session() as session:
            asked = session.scalar(select(Job.id).where(Job.kind == MAKE, Job.outcome.is_(None)))
        if asked is None:
            self._post(_EVENT_PAGE, data={"action": "make"})

    def _show(self, number: int) -> None:
        self._post(f"{_EVENT_PAGE}/timetable/{number}", data={"acknowledge": "yes"})

    def _post(self, page: str, **sent: Any) -> None:
        """Send a page's form as a browser does, hidden fields too; a dead site is no news."""
        with suppress(httpx.HTTPError):
            fields = dict(map(_field, _HIDDEN.findall(self._client.get(page).text)))
            self._is_sending = True
            self._client.post(page, data=fields | sent.pop("data", {}), **sent)
        self._is_sending = False

    def _answers(self) -> bool:
        """Whether the site does, which may have been killed a moment ago."""
        with suppress(httpx.HTTPError):
            return self._client.get("/health").is_success
        return False

    def _newest(self) -> int:
        with self.database.read_session() as session:
            return session.scalar(select(func.max(ScheduleVersion.number))) or 0

    def _is_shown(self, number: int) -> bool:
        query = select(ScheduleVersion.published_at).where(ScheduleVersion.number == number)
        with self.database.read_session() as session:
            return session.scalar(query) is not None

    def _idle(self) -> bool:
        with self.database.read_session() as session:
            jobs = select(Job.id).where(Job.outcome.is_(None)).limit(1)
            mails = select(OutboxMail.id).where(OutboxMail.state == "waiting").limit(1)
            return session.scalar(jobs) is None and session.scalar(mails) is None

    def _until(
        self,
        holds: Callable[[], bool],
        ask: Callable[[], None] | None = None,
        within: float = PATIENCE,
        pause: float = 0.1,
    ) -> bool:
        """Wait for something, asking for it every few seconds; give whether it came."""
        end, next_ask = time.monotonic() + within, time.monotonic()
        while not holds():
            if time.monotonic() > end:
                self._in_vain = self._in_vain or ask is not None
                return False
            if ask is not None and time.monotonic() >= next_ask:
                ask()
                next_ask = time.monotonic() + 5.0
            time.sleep(pause)
        return True


def _field(tag: str) -> tuple[str, str]:
    found = dict(_ATTRIBUTE.findall(tag))
    return found.get("name", ""), unescape(found.get("value", ""))
