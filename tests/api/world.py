"""Two small events with everything in them, for tests of pages and access."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.service import account_of, invite, use_link
from api.app import create_app, site
from api.attendees.importing import import_people
from api.attendees.models import Attendee
from api.attendees.people_file import PersonRow
from api.clock import now
from api.db.session import Database
from api.event_day.form import DayForm
from api.events.event_file import EventFile
from api.events.models import Event, Organiser
from api.events.service import put_event
from api.formats.problem import problem_document
from api.jobs.models import Job
from api.matches.models import Candidate, MatchRun, Suggestion
from api.settings import Settings
from api.threads.models import FoundNiche, NicheMember, Post, Thread, ThreadMember
from api.timetable.making.problem import Wishes, build_problem
from api.timetable.models import Meeting, Placement, ScheduleVersion
from api.timetable.versions.causes import REPAIR

ORIGIN = "http://127.0.0.1:8000"

_EVENT = {
    "event": {"slug": "cork", "name": "Cork Exchange", "timezone": "Europe/Dublin"},
    "slots": {"date": "2027-03-18", "minutes": 20, "starts": ["13:40", "14:00", "14:20"]},
    "breaks": [{"name": "Tea", "start": "14:40", "end": "15:00"}],
    "zones": [{"name": "Quay", "tables": 2, "step_free": True}, {"name": "Snug", "tables": 1}],
    "rules": {
        "min_meetings": 1,
        "max_meetings": 3,
        "groups": [{"name": "seller", "cap": 1, "label": True}],
    },
    "fields": [
        {"id": "level", "label": "Level", "kind": "choice", "options": ["new", "keen"]},
        {"id": "times", "label": "Times", "kind": "multi", "options": ["am", "pm"]},
        {"id": "aim", "label": "Aim", "kind": "text"},
    ],
}
CERTIFICATE = {
    "objective": 1.5, "upper_bound": 1.6, "gap": 0.0625, "status": "feasible", "unmet": [],
    "bound_by": "the selection's linear programme", "unplaced": [], "checks": ["nobody twice"],
    "verified": True, "clash": [],
}  # fmt: skip


def event_file(slug: str = "cork", **changes: object) -> EventFile:
    """An event of three slots and three tables."""
    return EventFile.model_validate(
        _EVENT | {"event": _EVENT["event"] | {"slug": slug}} | changes  # type: ignore[operator]
    )


def people(prefix: str, n: int = 4) -> list[PersonRow]:
    """Rows of a list, as `people_file` gives them."""
    return [
        PersonRow(
            row=number + 1,
            id=f"{prefix}-{number}",
            name=f"{prefix.title()} {number}",
            email=f"{prefix}{number}@example.org",
            organisation=f"Firm {number}",
            offers=f"- help number {number}\n- a test kitchen, free on Mondays",
            needs=f"somebody who knows about matter {number}",
            own={"level": "new"},
        )
        for number in range(1, n + 1)
    ]


_spare: list[FastAPI] = []
_lent: list[FastAPI] = []


def take_back_apps() -> None:
    """Keep the applications of worlds that are over for those to come."""
    _spare.extend(_lent)
    _lent.clear()


class Browser(TestClient):
    """What people of a world look with; see `one_event_loop`."""


@dataclass(frozen=True)
class World:
    """What lies in the event ``cork``; ``elsewhere`` has other people and nothing more."""

    settings: Settings
    database: Database
    event_id: str
    attendees: tuple[str, ...]
    """Ids; addresses are cork1@example.org, ..."""
    meeting_id: str
    """Of the first two attendees."""
    thread_id: str
    """Of the first two attendees."""
    job_id: str
    niche_id: str
    """Of the first three attendees; nobody has joined its thread."""
    repair_id: str
    """Of a report that was worked out as version 1 stood, and came to nothing."""
    shares_app: bool = True
    """Whether its application may have been another world's: one takes as long as ten pages."""

    @cached_property
    def app(self) -> FastAPI:
        """The one application that all browsers of this world talk to."""
        usual = Settings(database_url=self.settings.database_url, _env_file=None)
        if not self.shares_app or self.settings != usual:
            return create_app(self.settings, self.database)
        app = _spare.pop() if _spare else create_app(self.settings, self.database)
        app.state.site = site(self.settings, self.database)
        _lent.append(app)
        return app

    def client(self, email: str = "", place: str = "127.0.0.1") -> TestClient:
        """Give a browser at a network address, signed in unless the e-mail address is empty."""
        client = Browser(
            self.app,
            base_url=ORIGIN,
            client=(place, 50_000),
            follow_redirects=False,
            raise_server_exceptions=False,
            headers={"sec-fetch-site": "same-origin"},
        )
        if email:
            with self.database.write_session() as session:
                link = invite(session, account_of(session, email)).token
                entered = use_link(session, link, self.settings)
            assert entered is not None
            client.cookies.set("confab-session", entered[0])
        return client


def build(database: Database, settings: Settings) -> World:
    """Make both events."""
    with database.write_session() as session:
        account_of(session, "stranger@example.org", "Sten Stranger")
        account_of(session, "steward@example.org", "Stella Steward").steward = True
        _event(session, "elsewhere")
        event = _event(session, "cork")
        for role in ("editor", "door", "viewer"):
            account = account_of(session, f"{role}@example.org", f"Team {role.title()}")
            session.add(Organiser(event_id=event.id, account_id=account.id, role=role))
        ids = session.scalars(
            select(Attendee.id).where(Attendee.event_id == event.id).order_by(Attendee.external_id)
        ).all()
        job = Job(kind="make-timetable", event_id=event.id, outcome="done", result={"version": 1})
        session.add(job)
        session.flush()
        meeting_id = _timetable(session, event, ids, job.id)
        thread_id = _thread(session, event, ids, meeting_id)
        repair = Job(kind=REPAIR, outcome="failed", payload=_report(event.id), error="No table.")
        session.add(repair)
        session.flush()
        return World(
            settings, database, event.id, tuple(ids), meeting_id, thread_id, job.id,
            _niche(session, event, ids), repair.id,
        )  # fmt: skip


def form_token(html: str) -> str:
    """Find the token in a page's form."""
    found = re.search(r'name="csrf" value="(\w+)"', html)
    assert found is not None
    return found[1]


def _event(session: Session, slug: str) -> Event:
    event, _ = put_event(session, event_file(slug), f"host-{slug}@example.org")
    import_people(session, event, people(slug), "people.csv")
    return event


def _timetable(session: Session, event: Event, ids: list[str], job_id: str) -> str:
    run = MatchRun(event_id=event.id, job_id=job_id, fingerprint="test", people=len(ids))
    session.add(run)
    session.flush()
    reason = {"for": ids[0], "need": "matter 1", "offer": "help number 2", "strength": 0.8}
    session.add(
        Candidate(
            run_id=run.id, a_id=ids[0], b_id=ids[1], score=0.7, benefit_ab=0.8, benefit_ba=0.6,
            affinity=0.1, reasons=[reason],
        )
    )  # fmt: skip
    session.add(Suggestion(run_id=run.id, attendee_id=ids[0], position=1, other_id=ids[1]))
    candidates = session.scalars(select(Candidate).where(Candidate.run_id == run.id)).all()
    everybody = session.scalars(select(Attendee).where(Attendee.event_id == event.id)).all()
    problem = build_problem(
        event,
        everybody,
        [(c.a_id, c.b_id, c.score) for c in candidates],
        Wishes(frozenset(), frozenset()),
    )
    version = ScheduleVersion(
        event_id=event.id, number=1, run_id=run.id, job_id=job_id, published_at=now(),
        problem=problem_document(problem), certificate=CERTIFICATE,
    )  # fmt: skip
    meeting = Meeting(event_id=event.id, a_id=ids[0], b_id=ids[1])
    session.add_all([version, meeting])
    session.flush()
    session.add(
        Placement(version_id=version.id, meeting_id=meeting.id, slot_key="s01", table_key="Quay 1")
    )
    return meeting.id


def _report(event_id: str) -> dict[str, object]:
    form = DayForm(absent=("cork-1",)).values()
    changes = [{"what": "no_show", "attendee": "cork-1"}]
    return {
        "event_id": event_id, "of": 1, "changes": changes, "back": [], "new": [], "notice": 10,
        "form": form,
    }  # fmt: skip


def _niche(session: Session, event: Event, ids: list[str]) -> str:
    niche = FoundNiche(
        event_id=event.id, position=0, words=["test", "kitchen"],
        quotes=["a test kitchen, free on Mondays"],
    )  # fmt: skip
    session.add(niche)
    session.flush()
    session.add_all(
        NicheMember(niche_id=niche.id, attendee_id=each, position=place)
        for place, each in enumerate(ids[:3])
    )
    return niche.id


def _thread(session: Session, event: Event, ids: list[str], meeting_id: str) -> str:
    thread = Thread(event_id=event.id, kind="meeting", meeting_id=meeting_id, title="Matter 1")
    session.add(thread)
    session.flush()
    session.add_all(ThreadMember(thread_id=thread.id, attendee_id=each) for each in ids[:2])
    session.add(Post(thread_id=thread.id, by_host=True, body="You both said go on."))
    return thread.id
