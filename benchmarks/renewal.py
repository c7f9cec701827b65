"""From an edited profile to new matches on the page: a real worker, a real database.

Run with ``python -m benchmarks.renewal`` (1,000 and 10,000 people) or name sizes; with
``--database URL`` on an empty database of yours, else on SQLite. People say what those of the
sample events say, shuffled, so that splitting and word counts cost what they do; vectors of what
they say are made up beforehand, as if embedded by an earlier match, and those of an edit are
embedded by the default model. A profile is sent as the form sends it. "Seen" is when the rows
that pages read are there.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sqlalchemy import func, select, update

from api.attendees.importing import import_people
from api.attendees.models import Attendee
from api.attendees.people_file import PersonRow, read_people
from api.attendees.renewal import RENEW
from api.attendees.schemas import OwnProfile
from api.attendees.service import send_profile
from api.db.migrate import upgrade
from api.db.session import Database
from api.events.event_file import EventFile
from api.events.service import put_event
from api.jobs.engine import prepare
from api.jobs.models import Job
from api.matches.models import MatchRun
from api.matches.profiles import profile_of
from api.matches.queries import last_run
from api.matches.vectors import StoredVectors
from api.settings import Settings
from api.worker import run as run_worker
from benchmarks.matching import clustered
from benchmarks.measuring import show, write
from embeddings import SentenceEncoder
from embeddings.cache import text_hash
from matcher import People

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
EDITS = 5
PATIENCE = 3600.0
_EVENT = {
    "event": {"slug": "harbour", "name": "Harbour Fair", "timezone": "Europe/Dublin"},
    "slots": {"date": "2031-03-18", "minutes": 20, "starts": ["18:00", "18:20", "18:40"]},
    "zones": [{"name": "Quay", "tables": 6}],
}


@dataclass(frozen=True, slots=True)
class Row:
    """Edits at one size; seconds from sending a profile to seeing its matches."""

    people: int
    first: float
    """Of a worker that has just begun: the model is loaded, every text read."""
    median: float
    slowest: float
    after_timetable: float
    """Of the first edit after a timetable was made, whose matches stay as they are."""
    more_jobs: int
    """After two edits while a match runs."""


def crowd(n: int, seed: int = 0) -> list[PersonRow]:
    """Make people who offer, need and like what three of the samples' people do."""
    said = [
        person
        for folder in sorted(EXAMPLES.iterdir())
        if (folder / "attendees.csv").is_file()
        for person in read_people(folder / "attendees.csv").people
    ]
    rng = np.random.default_rng(seed)
    return [
        replace(
            said[one],
            row=number + 2,
            id=f"p{number:05}",
            name=f"Person {number}",
            email=f"p{number}@example.org",
            organisation=f"Firm {number // 2}",
            # Nobody says the very words of another.
            offers=_own(said[one].offers, number),
            needs=_own(said[other].needs, number),
            interests=_own(said[third].interests, number),
            groups=(),
            availability="",
            own={},
        )
        for number, (one, other, third) in enumerate(
            rng.integers(0, len(said), (n, 3)).tolist(), start=1
        )
    ]


def _own(text: str, number: int) -> str:
    lines = (f"{line} {number}" if line.strip() else line for line in text.splitlines())
    return "\n".join(lines)


class Fair:
    """The event with its people, and the worker."""

    def __init__(self, url: str, n: int) -> None:
        self.url = url
        self.database = Database(url)
        prepare(self.database.engine)
        upgrade(self.database.engine)
        with self.database.write_session() as session:
            event, _ = put_event(session, EventFile.model_validate(_EVENT), "host@example.org")
            self.event_id = event.id
            import_people(session, event, crowd(n), "people.csv")
            rows = session.scalars(select(Attendee).where(Attendee.event_id == event.id))
            profiles = [profile_of(row, EventFile.model_validate(_EVENT).rules) for row in rows]
        self.ids = sorted(profile.id for profile in profiles)
        self._make_up(People.of(profiles).texts)

    def _make_up(self, texts: Sequence[str]) -> None:
        rows = clustered(len(texts), 0)
        vectors = dict(zip(map(text_hash, texts), rows, strict=True))
        StoredVectors(self.database).put(SentenceEncoder.default().fingerprint, vectors)

    def work(self) -> subprocess.Popen[bytes]:
        """Begin a worker process."""
        return subprocess.Popen([sys.executable, "-m", "benchmarks.renewal", "--work", self.url])

    def edit(self, person: int, number: int) -> None:
        """Send a profile that says something new."""
        profile = OwnProfile(
            name=f"Person {person}",
            offer=f"a quay with room for {number} more boats\nold rope, {number} bales",
            need=f"somebody who mends sails for {number} evenings\na crane on day {number}",
        )
        with self.database.write_session() as session:
            send_profile(session, self.ids[person], profile)

    def jobs(self, *states: str) -> int:
        """Count the jobs that bring matches up to date, in some states."""
        with self.database.read_session() as session:
            counted = select(func.count()).where(Job.kind == RENEW, Job.state.in_(states))
            return session.scalar(counted) or 0

    def until_seen(self) -> float:
        """Wait until nothing waits or runs; give the seconds."""
        begun = time.perf_counter()
        while self.jobs("queued", "running"):
            if self.jobs("failed") or time.perf_counter() - begun > PATIENCE:
                raise SystemExit("The worker did not bring the matches up to date.")
            time.sleep(0.05)
        return time.perf_counter() - begun

    def keep(self) -> None:
        """Keep the last run as if a timetable had been made of it."""
        with self.database.write_session() as session:
            run = last_run(session, self.event_id)
            assert run is not None
            session.execute(update(MatchRun).where(MatchRun.id == run.id).values(shown_only=False))


def measured(url: str, n: int) -> Row:
    """Measure one size."""
    fair = Fair(url, n)
    worker = fair.work()
    try:
        first = fair.until_seen()
        seconds = []
        for number in range(EDITS):
            fair.edit(number * 7 % n, number)
            seconds.append(fair.until_seen())
        fair.keep()
        fair.edit(0, EDITS)
        after = fair.until_seen()
        before = fair.jobs("done")
        fair.edit(1, EDITS + 1)
        while not fair.jobs("running"):
            time.sleep(0.01)
        fair.edit(2, EDITS + 2)
        fair.edit(3, EDITS + 3)
        fair.until_seen()
        more = fair.jobs("done") - before - 1
    finally:
        worker.kill()
        worker.wait()
    return Row(n, first, statistics.median(seconds), max(seconds), after, more)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--database", help="address of an empty database; for one size")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.work:
        run_worker(Settings(database_url=chosen.work), threading.Event())
        return
    rows = []
    for n in chosen.people:
        with tempfile.TemporaryDirectory() as folder:
            rows.append(measured(chosen.database or f"sqlite:///{folder}/fair.sqlite", n))
    table = [
        [
            f"{row.people:,}",
            *(f"{s:.1f} s" for s in (row.first, row.median, row.slowest, row.after_timetable)),
            str(row.more_jobs),
        ]
        for row in rows
    ]
    heading = ["people", "new worker", "edit", "slowest", "after a timetable", "more runs"]
    tables = [show("From an edit to its matches", heading, table)]
    write("renewal", "python -m benchmarks.renewal", tables, renewal=rows)


if __name__ == "__main__":
    main()
