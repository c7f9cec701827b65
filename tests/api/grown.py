"""More of everything that a list may hold, in a crowd: the more, the larger it is."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.clock import now
from api.db.rows import new_id
from api.db.session import Database
from api.mail.models import OutboxMail
from api.threads.models import FoundNiche, NicheMember, Post
from api.timetable.models import Meeting, ScheduleVersion
from benchmarks.visiting.crowd import Crowd

_NICHES = 26


def grow(database: Database, crowd: Crowd, person: int = 7) -> None:
    """Add newcomers, refusals, people who left, mails, groups and posts around one person."""
    with database.write_session() as session:
        _people(session, crowd, person)
        _mails(session, crowd)
        _groups(session, crowd)
        _posts(session, crowd, person)


def _people(session: Session, crowd: Crowd, person: int) -> None:
    me = crowd.attendees[person]
    mine = session.execute(
        select(Meeting.a_id, Meeting.b_id).where(or_(Meeting.a_id == me, Meeting.b_id == me))
    )
    near = {side for pair in mine for side in pair} | set(crowd.attendees[: person + 11])
    others = [each for each in crowd.attendees if each not in near]
    for column, part in (("coming", others[::2]), ("left_at", others[1::9])):
        value = "no" if column == "coming" else now()
        session.execute(update(Attendee).where(Attendee.id.in_(part)).values({column: value}))
    newcomers = [
        {"id": new_id(), "event_id": crowd.event_id, "external_id": f"late{k}", "key": f"late{k}",
         "name": f"Late Number {k}"}
        for k in range(crowd.people // 3 + 1)
    ]  # fmt: skip
    session.execute(insert(Attendee), newcomers)
    # The version that people see; of an older one questions can be asked as it was made.
    shown = ScheduleVersion.event_id == crowd.event_id, ScheduleVersion.number == 2
    for version in session.scalars(select(ScheduleVersion).where(*shown)):
        people = [
            entry | ({"available": []} if k % 3 == 0 else {})
            for k, entry in enumerate(version.problem["attendees"])
        ]
        version.problem = version.problem | {"attendees": people}


def _mails(session: Session, crowd: Crowd) -> None:
    rows = [
        {"id": new_id(), "dedupe_key": f"{who}-{kind}", "kind": kind, "state": state,
         "event_id": crowd.event_id, "attendee_id": who, "to_address": crowd.address(k),
         "subject": "s", "text": "t", "error": "The mailbox is full (552)."}
        for k, who in enumerate(crowd.attendees)
        for kind, state in (("agenda", "failed"), ("thread", "sent"))
    ]  # fmt: skip
    session.execute(insert(OutboxMail), rows)


def _groups(session: Session, crowd: Crowd) -> None:
    for place in range(_NICHES):
        niche = FoundNiche(
            id=new_id(), event_id=crowd.event_id, position=place, words=["house"], quotes=[],
            found_at=now() + dt.timedelta(minutes=1),
        )  # fmt: skip
        session.add(niche)
        session.flush()
        members = crowd.attendees[:: 3 if place else 1]
        session.execute(
            insert(NicheMember),
            [{"niche_id": niche.id, "attendee_id": who, "position": k}
             for k, who in enumerate(members)],
        )  # fmt: skip


def _posts(session: Session, crowd: Crowd, person: int) -> None:
    me, thread = crowd.attendees[person], crowd.threads[person]
    rows = [
        {"id": new_id(), "thread_id": thread, "author_id": me, "body": "words"}
        for _ in range(crowd.people)
    ]
    session.execute(insert(Post), rows)
