"""Begin a thread when both sides go on; post in it; tell the others by mail."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.clock import now
from api.db.rows import new_id
from api.feedback.queries import both_go_on
from api.matches.models import Candidate
from api.matches.queries import candidates_among
from api.settings import Settings
from api.threads import queries
from api.threads.models import Post, Thread, ThreadMember
from api.threads.schemas import NewPost
from api.threads.telling import tell
from api.timetable.models import Meeting
from api.timetable.queries import published
from matcher.seeds import Link, Step, seed_of_meeting


def seed_meeting(session: Session, meeting_id: str, settings: Settings) -> Thread | None:
    """Begin the thread of a meeting if both said go on and there is none yet."""
    # Both answers may be heard at once, by two workers: the second waits and finds the thread.
    meeting = session.get_one(Meeting, meeting_id, with_for_update=True)
    answers = both_go_on(session, meeting_id)
    known = session.scalar(select(Thread.id).where(Thread.meeting_id == meeting_id))
    if not answers or known is not None:
        return None
    a, b = (session.get_one(Attendee, side) for side in (meeting.a_id, meeting.b_id))
    if a.left_at is not None or b.left_at is not None:
        return None
    names = {person.id: person.name or person.external_id for person in (a, b)}
    steps = [Step(names[answer.attendee_id], answer.next_step) for answer in answers]
    seed = seed_of_meeting(names[a.id], names[b.id], _links(session, meeting, names), steps)
    thread = Thread(
        id=new_id(),
        event_id=meeting.event_id,
        kind="meeting",
        meeting_id=meeting.id,
        title=seed.title[:200],
    )
    session.add(thread)
    session.flush()
    session.add_all(ThreadMember(thread_id=thread.id, attendee_id=side) for side in names)
    first = Post(id=new_id(), thread_id=thread.id, by_host=True, body=seed.post)
    session.add(first)
    session.flush()
    tell(session, thread, first, settings)
    return thread


def add_post(
    session: Session, thread: Thread, author: Attendee, given: NewPost, settings: Settings
) -> Post:
    """Post into a thread that the author is in."""
    post = Post(id=new_id(), thread_id=thread.id, author_id=author.id, body=given.body)
    session.add(post)
    session.flush()
    tell(session, thread, post, settings)
    mark_read(session, thread.id, author.id)
    return post


def mark_read(session: Session, thread_id: str, attendee_id: str) -> None:
    """Note that an attendee has seen a thread up to now."""
    member = queries.membership(session, thread_id, attendee_id)
    if member is not None:
        member.read_at = now()


def _links(session: Session, meeting: Meeting, names: dict[str, str]) -> list[Link]:
    candidate = candidate_of(session, meeting)
    if candidate is None:
        return []
    links = []
    for reason in candidate.reasons:
        if reason.get("kind", "need") != "need" or not (reason["need"] and reason["offer"]):
            continue
        other = meeting.b_id if reason["for"] == meeting.a_id else meeting.a_id
        links.append(Link(names[reason["for"]], reason["need"], names[other], reason["offer"]))
    return links


def candidate_of(session: Session, meeting: Meeting) -> Candidate | None:
    """Find the candidate pair behind a meeting, of the published timetable's match run."""
    version = published(session, meeting.event_id)
    if version is None or version.run_id is None:
        return None
    pair = (meeting.a_id, meeting.b_id)
    return candidates_among(session, version.run_id, [pair]).get(pair)
