"""The way of an event through the database, step by step: each is done in this process and timed.

An event of 12 slots and a table for every two people, in which everybody wants a full agenda, as in
`benchmarks.scheduling`; people are those of `benchmarks.renewal`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import xlsxwriter
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import api.worker  # noqa: F401 - declares what a worker runs
from api.accounts.models import Account
from api.attendees.importing import carry_out
from api.attendees.list_plan import ListPlan, plan_list
from api.attendees.models import Attendee
from api.attendees.people_file import PersonRow, read_people
from api.attendees.renewal import RENEW
from api.attendees.service import fill
from api.db.migrate import upgrade
from api.db.rows import Base
from api.db.session import Database
from api.events.event_file import EventFile
from api.events.models import Event
from api.events.queries import by_slug, rules_of
from api.events.service import put_event
from api.jobs import execution
from api.jobs.engine import prepare
from api.jobs.owners import new_worker
from api.jobs.registry import Worker
from api.jobs.service import run_here
from api.mail import outbox
from api.mail.models import OutboxMail
from api.mail.sending import send_parcel
from api.matches.models import Candidate
from api.matches.profiles import profile_of
from api.matches.vectors import StoredVectors
from api.settings import Settings
from api.timetable import queries
from api.timetable.models import Placement
from api.timetable.service import MAKE, agendas_to_send, publish
from benchmarks.child_processes import free_port
from benchmarks.matching import clustered
from benchmarks.renewal import crowd
from embeddings import SentenceEncoder
from embeddings.cache import text_hash
from matcher import People

SLUG, SLOTS, MINUTES, ZONE = "harbour", 12, 20, 200
PARCELS = 4
"""So many are sent, two at a time as by a worker."""
_COLUMNS = (
    "id", "name", "email", "organisation", "sector", "role", "languages", "offers", "needs",
    "interests",
)  # fmt: skip


def write_lists(folder: Path, people: int) -> int:
    """Write the list of people, as CSV and as XLSX."""
    rows = [_COLUMNS, *(_cells(person) for person in crowd(people))]
    with (folder / "people.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    with xlsxwriter.Workbook(folder / "people.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet("People")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return people


def _cells(person: PersonRow) -> tuple[str, ...]:
    values = (getattr(person, column) for column in _COLUMNS)
    return tuple("; ".join(value) if isinstance(value, tuple) else value for value in values)


def prepare_event(url: str, people: int) -> int:
    """Make the database, with the event in it and nobody there."""
    tables = people // 2
    starts = [f"{9 + k // 3:02}:{20 * (k % 3):02}" for k in range(SLOTS)]
    zones = [
        {"name": f"Hall {k + 1}", "tables": min(ZONE, tables - k * ZONE)}
        for k in range(-(-tables // ZONE))
    ]
    document = {
        "event": {"slug": SLUG, "name": "Harbour Fair", "timezone": "Europe/Dublin"},
        "slots": {"date": "2031-03-18", "minutes": MINUTES, "starts": starts},
        "zones": zones,
        "rules": {"min_meetings": 4, "max_meetings": SLOTS},
    }
    database = Database(url)
    upgrade(database.engine)
    prepare(database.engine)
    with database.write_session() as session:
        put_event(session, EventFile.model_validate(document), "host@example.org")
    return tables


def make_up_vectors(url: str) -> int:
    """Keep a vector of everything that anybody says."""
    database = Database(url)
    with database.read_session() as session:
        event = _event(session)
        rows = session.scalars(select(Attendee).where(Attendee.event_id == event.id))
        texts = People.of([profile_of(row, rules_of(event)) for row in rows]).texts
    vectors = dict(zip(map(text_hash, texts), clustered(len(texts), 0), strict=True))
    StoredVectors(database).put(SentenceEncoder.default().fingerprint, vectors)
    return len(vectors)


def _event(session: Session) -> Event:
    event = by_slug(session, SLUG)
    assert event is not None
    return event


def _import(url: str, path: Path, store: Callable[[Session, Event, ListPlan], int]) -> int:
    """Do what ``confab import`` does: read, check, then plan again under a lock and store."""
    database = Database(url)
    listed = read_people(path)
    with database.read_session() as session:
        plan_list(session, _event(session), listed.people, path.name)
    with database.write_session() as session:
        event = _event(session)
        return store(session, event, plan_list(session, event, listed.people, path.name, lock=True))


def _store(session: Session, event: Event, plan: ListPlan) -> int:
    return carry_out(session, event, plan).outcome.added


def _store_objects(session: Session, event: Event, plan: ListPlan) -> int:
    """Store as one would first write it: an object a row, one by one."""
    for step in plan.steps:
        account = Account(email=step.address, name=step.row.name)
        session.add(account)
        session.flush()
        person = Attendee(
            event_id=event.id, external_id=step.row.id, account_id=account.id, facets=[],
            email=step.row.email, listed_name=step.row.name, groups=list(step.row.groups),
        )  # fmt: skip
        fill(person, step.profile)
        session.add(person)
        session.flush()
    return len(plan.steps)


def _run(url: str, kind: str) -> Database:
    database = Database(url)
    with database.read_session() as session:
        event_id = _event(session).id
    ended = run_here(database, _settings(url), kind, {}, event_id=event_id)
    if ended.state != "done":
        raise SystemExit(f"{kind} {ended.state}: {ended.error}")
    return database


def _match(url: str) -> int:
    """Do the job that brings matches up to date."""
    return _count(_run(url, RENEW), Candidate)


def _solve(url: str) -> int:
    """Do the job that makes a timetable; the people are matched already."""
    return _count(_run(url, MAKE), Placement)


def _publish(url: str) -> int:
    """Publish the version, and put all agendas into the outbox."""
    database = Database(url)
    with database.write_session() as session:
        version = queries.version(session, _event(session).id)
        assert version is not None
        publish(session, version)
        job_id = version.sending_id
    assert job_id is not None
    execution.run(new_worker(database, _settings(url)), job_id)
    return _count(database, OutboxMail)


def _publish_singly(url: str) -> int:
    """Put the same mails in one at a time, and take that back."""
    database = Database(url)
    with database.read_session() as session:
        mails = agendas_to_send(session, _event(session).id, 1, None, "singly")
    try:
        with database.write_session() as session:
            for mail in mails:
                outbox.put(session, mail)
            raise _TakenBack
    except _TakenBack:
        return len(mails)


class _TakenBack(Exception):
    """Nothing is to be stored."""


def _send(url: str) -> int:
    """Send some parcels to a mail server of this machine."""
    port = free_port()
    settings = _settings(url, smtp_port=port, smtp_host="127.0.0.1", smtp_security="none")
    database = Database(url)
    with database.read_session() as session:
        query = select(OutboxMail.batch, OutboxMail.parcel).distinct()
        keys = [f"{batch}:{number}" for batch, number in session.execute(query.limit(PARCELS))]
    worker = Worker("benchmark", database, settings)
    server = Controller(Sink(), hostname="127.0.0.1", port=port)
    server.start()
    try:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda key: send_parcel(worker, key), keys))
    finally:
        server.stop()
    with database.read_session() as session:
        sent = select(func.count()).where(OutboxMail.state == "sent")
        return session.scalar(sent) or 0


def _settings(url: str, **given: Any) -> Settings:
    return Settings(database_url=url, _env_file=None, **given)


def _count(database: Database, row: type[Base]) -> int:
    with database.read_session() as session:
        return session.scalar(select(func.count()).select_from(row)) or 0


STEPS: Mapping[str, Callable[[str, Path], int]] = {
    "vectors": lambda url, _: make_up_vectors(url),
    "csv": lambda url, folder: _import(url, folder / "people.csv", _store),
    "xlsx": lambda url, folder: _import(url, folder / "people.xlsx", _store),
    "objects": lambda url, folder: _import(url, folder / "people.csv", _store_objects),
    "match": lambda url, _: _match(url),
    "solve": lambda url, _: _solve(url),
    "publish": lambda url, _: _publish(url),
    "singly": lambda url, _: _publish_singly(url),
    "send": lambda url, _: _send(url),
}
