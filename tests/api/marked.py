"""An event whose people each have words of their own, and everything anybody can read of it."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import delete, or_, select

from api.attendees.importing import import_people
from api.attendees.models import Attendee
from api.attendees.people_file import PersonRow
from api.db.session import Database
from api.event_day.repairing import repair_timetable
from api.events.service import put_event
from api.feedback.models import Feedback
from api.jobs import engine
from api.jobs.execution import RunningJob, begin
from api.jobs.models import RUN, Job
from api.jobs.worker import new_worker
from api.mail.composing import Mail, Verdict, compose
from api.mail.models import OutboxMail
from api.matches.service import match_event
from api.settings import Settings
from api.threads.grouping import keep_groups
from api.threads.groups import join
from api.threads.models import FoundNiche, Thread
from api.threads.schemas import NewPost
from api.threads.service import add_post, seed_meeting
from api.timetable import queries
from api.timetable.making.acquaintance import met_before
from api.timetable.making.make import Limits, make_timetable
from api.timetable.models import Meeting
from api.timetable.service import publish
from api.timetable.versions.causes import REPAIR
from api.web.access import declared_routes
from embeddings import HashingEncoder
from matcher.niches import Niche
from tests.api.publishing import send_agendas
from tests.api.world import World, event_file

TRADES = ("boats", "bread", "bees", "films")
FILES = ("timetable.csv", "timetable.xlsx", "timetable.html", "schedule.json", "problem.json")
FACETS = ("offer", "need", "interest")


def mark(person: int, what: str) -> str:
    """The word that nobody but this person uses, and only here."""
    return f"Zq{what}{person}"


def text_of(person: int, facet: str) -> str:
    """What a person says: words that fit others' words, and one that is theirs alone."""
    trade = TRADES[(person + (facet == "need")) % 4]
    said = {
        "offer": f"we build {trade} <& sell> {trade} {mark(person, facet)}",
        "need": f"somebody who builds {trade}, {mark(person, facet)} {trade}",
        "interest": f"old {TRADES[person % 2]} at {TRADES[person % 2]} fairs {mark(person, facet)}",
    }
    return said[facet]


@dataclass(frozen=True)
class MarkedEvent:
    """Four people, each of whom meets the others; see `make`."""

    database: Database
    settings: Settings
    slug: str
    event_id: str
    people: tuple[str, ...]

    def email(self, person: int) -> str:
        """Address of a person, counted from 0."""
        return f"{self.slug}-{person}@example.org"

    @property
    def host(self) -> str:
        """Address of the organiser."""
        return f"host-{self.slug}@example.org"

    def match(self) -> str:
        """Match everybody as the worker would."""
        return match_event(self._job(), self.event_id, HashingEncoder(), met_before)

    def publish(self, run_id: str) -> None:
        """Make a timetable, show it, and put the agendas into the outbox."""
        number = make_timetable(self._job(), self.event_id, run_id, Limits(seconds=1.0))
        with self.database.write_session() as session:
            version = queries.version(session, self.event_id, number)
            assert version is not None
            publish(session, version)
            send_agendas(session, self.event_id, number, None, f"first-{self.slug}")

    def begin_threads(self) -> None:
        """Have two go on, all find and join a group, and write in both; look at a repair."""
        with self.database.write_session() as session:
            meeting = session.scalars(
                select(Meeting)
                .where(or_(Meeting.a_id == self.people[1], Meeting.b_id == self.people[1]))
                .order_by(Meeting.id)
            ).first()
            assert meeting is not None
            for side in (meeting.a_id, meeting.b_id):
                step = f"I send the list {mark(self.people.index(side), 'step')}"
                session.add(
                    Feedback(
                        meeting_id=meeting.id, attendee_id=side, happened=True, go_on=True,
                        next_step=step,
                    )
                )  # fmt: skip
            session.flush()
            seed_meeting(session, meeting.id, self.settings)
            quotes = tuple(text_of(person, "interest") for person in range(4))
            words = ("old", *(mark(person, "interest") for person in range(4)))
            keep_groups(session, self.event_id, [Niche("old", words, quotes, self.people)])
            niche = session.scalars(
                select(FoundNiche).where(FoundNiche.event_id == self.event_id)
            ).one()
            for person in self.people:
                join(session, niche.id, session.get_one(Attendee, person))
            for thread in session.scalars(select(Thread).where(Thread.event_id == self.event_id)):
                for person, who in enumerate(self.people):
                    if thread.kind == "niche" or who in (meeting.a_id, meeting.b_id):
                        author = session.get_one(Attendee, who)
                        said = NewPost(body=f"Hello from {mark(person, 'post')}")
                        add_post(session, thread, author, said, self.settings)
        self._repair()

    def _repair(self) -> None:
        with self.database.read_session() as session:
            shown = queries.published(session, self.event_id)
            assert shown is not None
            number = shown.number
        form = {
            "absent": [], "back": [], "new": [], "stays": [], "tables": [], "off": [], "meet": [],
            "lost": [], "notice": "0",
        }  # fmt: skip
        changes = [{"what": "no_show", "attendee": f"{self.slug}-3", "from_slot": None}]
        report = {
            "event_id": self.event_id, "of": number, "changes": changes, "back": [], "new": [],
            "notice": 0, "form": form,
        }  # fmt: skip
        result = repair_timetable(self._job(), report, None)
        with self.database.write_session() as session:
            job = Job(kind=REPAIR, outcome="done", payload=report, result=dict(result))
            session.add(job)
            session.flush()
            version = queries.version(session, self.event_id, int(result["version"]))
            assert version is not None
            version.job_id = job.id

    def _job(self) -> RunningJob:
        with self.database.write_session() as session:
            job = Job(kind="test", event_id=self.event_id)
            session.add(job)
            session.flush()
            engine.enqueue(session, "here", RUN, job.id)
            running = begin(session, new_worker(self.database, self.settings), job.id)
        assert running is not None
        return running


def make(database: Database, settings: Settings, slug: str) -> MarkedEvent:
    """Make the event with its people, not yet matched; step by step it goes on from there."""
    rows = [
        PersonRow(
            row=person + 2, id=f"{slug}-{person}", name=f"{mark(person, 'name')} Person",
            email=f"{slug}-{person}@example.org", organisation=f"Firm {mark(person, 'firm')}",
            role=f"maker {mark(person, 'role')}", offers=text_of(person, "offer"),
            needs=text_of(person, "need"), interests=text_of(person, "interest"),
        )
        for person in range(4)
    ]  # fmt: skip
    with database.write_session() as session:
        # The events of one test share their marks; mails of an earlier one are not this one's.
        session.execute(delete(OutboxMail))
        event, _ = put_event(session, event_file(slug, fields=[]), f"host-{slug}@example.org")
        import_people(session, event, rows, "people.csv")
        ids = session.scalars(
            select(Attendee.id).where(Attendee.event_id == event.id).order_by(Attendee.external_id)
        ).all()
        return MarkedEvent(database, settings, slug, event.id, tuple(ids))


def read_by_others(event: MarkedEvent, person: int) -> Iterator[tuple[str, str]]:
    """Give every page, file and mail that others than this person can read: where, plain text."""
    # Mails first: of a thread that somebody has opened, no mail is needed any more.
    with event.database.read_session() as session:
        for row in session.scalars(select(OutboxMail)):
            worded = compose(session, row.kind, row.source, row.worded_at, event.settings)
            if worded is Verdict.NOT_NEEDED or row.to_address == event.email(person):
                continue
            mail = worded if isinstance(worded, Mail) else row
            for part in (mail.to_name, mail.subject, mail.text, mail.html, mail.calendar):
                shape = "x.ics" if part == mail.calendar else ""
                yield f"mail {row.kind} to {row.to_address}", plainly(part.encode(), shape)
    world = World(event.settings, event.database, event.event_id, event.people, *[""] * 5)
    others = [event.email(other) for other in range(4) if other != person]
    for who in ("", event.host, *others):
        # Entered, a browser keeps one event loop instead of one a request.
        with world.client(who) as client:
            for path in addresses(event, client):
                with client.stream("GET", path) as response:
                    if response.status_code == 200:
                        yield f"{who} {path}", plainly(response.read(), path)
                    else:
                        assert response.status_code in (303, 404, 410), (path, response.status_code)


def plainly(data: bytes, path: str) -> str:
    """Undo what stands between a word and its reader: packing, folding, escapes, case."""
    if path.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            data = b"\n".join(book.read(name) for name in book.namelist())
    text = data.decode("utf-8-sig")
    if path.endswith(".ics"):
        text = re.sub(r"\r?\n[ \t]", "", text).replace("\\", "")
    return html.unescape(text).casefold()


def addresses(event: MarkedEvent, client: TestClient) -> list[str]:
    """Fill in the address of every GET route with all that there is in the event."""
    with event.database.read_session() as session:
        jobs = session.scalars(
            select(Job).where((Job.event_id == event.event_id) | (Job.kind == REPAIR))
        ).all()
        known = {
            "slug": [event.slug],
            "meeting_id": list(
                session.scalars(select(Meeting.id).where(Meeting.event_id == event.event_id))
            ),
            "thread_id": list(
                session.scalars(select(Thread.id).where(Thread.event_id == event.event_id))
            ),
            "job_id": [job.id for job in jobs if job.state == "done"],
            "repair_id": [job.id for job in jobs if job.kind == REPAIR],
            "number": [str(v.number) for v in queries.versions(session, event.event_id)],
            "name": list(FILES),
        }
    app = client.app
    assert isinstance(app, FastAPI)
    paths = []
    for route in declared_routes(app):
        # A run's progress comes as a stream of stages and numbers, over a loop of its own.
        if route.method == "GET" and not route.path.endswith("/events"):
            paths += _filled(route.path, known)
    why = [p for p in paths if p.endswith("/why")]
    paths += [f"{p}?person={event.slug}-0&other={event.slug}-1" for p in why]
    return paths + [f"{p}?by=person" for p in paths if re.search(r"/timetable/\d+$", p)]


def _filled(path: str, known: dict[str, list[str]]) -> list[str]:
    found = re.search(r"{(\w+)[^}]*}", path)
    if found is None:
        return [path]
    if found[1] not in known:
        # Signing in and the like: nothing of an event.
        return []
    return [
        done for value in known[found[1]] for done in _filled(path.replace(found[0], value), known)
    ]
