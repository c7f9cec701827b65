"""An evening as it would go: people matched, a timetable published, every meeting answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from api.attendees.importing import import_people
from api.attendees.people_file import PersonRow
from api.db.session import Database
from api.events.service import put_event
from api.feedback.schemas import Answer
from api.feedback.service import answer
from api.jobs import engine
from api.jobs import service as jobs
from api.jobs.execution import RunningJob, begin
from api.jobs.models import RUN, Job
from api.jobs.queries import JobView
from api.jobs.worker import new_worker
from api.matches.models import Candidate, MatchRun
from api.matches.queries import candidates_among, last_run
from api.matches.service import match_event
from api.settings import Settings
from api.timetable import queries
from api.timetable.making.acquaintance import met_before
from api.timetable.making.make import Limits, make_timetable
from api.timetable.models import Meeting
from api.timetable.service import publish
from embeddings import HashingEncoder
from tests.api.world import event_file

HOST = "host-cork@example.org"
_TRADES = (
    "sourdough bread", "oak furniture", "wool carding", "boat repair", "bee keeping",
    "sheet metal work", "garden walls", "film editing", "solar panels", "tax returns",
)  # fmt: skip
_LIKES = ("sea swimming", "chess", "hurling", "choir singing", "hill walking", "old maps")

Verdict = Callable[[Candidate, bool], Answer | None]
"""(the pair, whether its first person answers) -> what that person answers, if at all."""


def who_stay_silent(_pair: Candidate, _first: bool) -> None:
    """Nobody answers."""


@dataclass(frozen=True, slots=True)
class Evening:
    """One event of thirty people, each with up to six meetings."""

    database: Database
    settings: Settings
    event_id: str
    slug: str

    def match(self) -> MatchRun:
        """Match its people as the worker would, by an encoder that needs no model."""
        match_event(self._job(), self.event_id, HashingEncoder(), met_before)
        with self.database.read_session() as session:
            run = last_run(session, self.event_id)
            assert run is not None
            return run

    def pairs(self, run: MatchRun) -> dict[tuple[str, str], Candidate]:
        """Give the candidate pairs of a run."""
        with self.database.read_session() as session:
            rows = session.scalars(select(Candidate).where(Candidate.run_id == run.id))
            return {(row.a_id, row.b_id): row for row in rows}

    def hold(self, verdict: Verdict) -> None:
        """Make a timetable, publish it, and have both sides of every meeting answer."""
        run = self.match()
        # It ends by itself within half a second; on a busy machine that takes many times as long.
        number = make_timetable(self._job(), self.event_id, run.id, Limits(seconds=20))
        with self.database.write_session() as session:
            version = queries.version(session, self.event_id, number)
            assert version is not None
            publish(session, version)
            meetings = session.scalars(
                select(Meeting).where(Meeting.event_id == self.event_id).order_by(Meeting.id)
            ).all()
            known = candidates_among(session, run.id, [(m.a_id, m.b_id) for m in meetings])
            for meeting in meetings:
                pair = known[meeting.a_id, meeting.b_id]
                for side, first in ((meeting.a_id, True), (meeting.b_id, False)):
                    said = verdict(pair, first)
                    if said is not None:
                        answer(session, meeting, side, said)

    def learn(self) -> JobView:
        """Learn as the worker would."""
        import api.feedback.learning as handlers
        from api.feedback.queries import LEARN

        assert handlers.learn_from_answers, "declares what the worker runs"
        ended = jobs.run_here(self.database, self.settings, LEARN, event_id=self.event_id)
        assert ended.state == "done", ended.error
        return ended

    def _job(self) -> RunningJob:
        with self.database.write_session() as session:
            job = Job(kind="test", event_id=self.event_id)
            session.add(job)
            session.flush()
            engine.enqueue(session, "here", RUN, job.id)
            running = begin(session, new_worker(self.database, self.settings), job.id)
        assert running is not None
        return running


def announce(
    database: Database, settings: Settings, slug: str, date: str, host: str = HOST, **rules: object
) -> Evening:
    """Make the event and bring its people in; the same people, by address, at every event."""
    file = event_file(
        slug,
        slots={
            "date": date, "minutes": 20,
            "starts": ["13:00", "13:20", "13:40", "14:00", "14:20", "14:40"],
        },
        breaks=[],
        zones=[{"name": "Hall", "tables": 20}],
        rules={"min_meetings": 1, "max_meetings": 6} | rules,
    )  # fmt: skip
    random = np.random.default_rng(7)
    rows = []
    for number in range(1, 31):
        need, offer = random.choice(_TRADES, 2, replace=False)
        likes = random.choice(_LIKES, 2, replace=False)
        rows.append(
            PersonRow(
                row=number + 1, id=f"p{number}", name=f"Person {number}",
                email=f"p{number}@example.org", organisation=f"Firm {number}",
                needs=f"somebody for {need}", offers=f"{offer}", interests="\n".join(likes),
            )
        )  # fmt: skip
    with database.write_session() as session:
        event, _ = put_event(session, file, host)
        import_people(session, event, rows, "people.csv")
        return Evening(database, settings, event.id, slug)
