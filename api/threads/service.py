"""Begin a thread when both sides go on; post in it; tell the others by mail."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.clock import now
from api.db.rows import HOLD, new_id
from api.feedback.queries import both_go_on
from api.settings import Settings
from api.threads import queries
from api.threads.models import Post, Thread, ThreadMember
from api.threads.schemas import NewPost
from api.threads.telling import tell
from api.timetable.models import Meeting


def seed_meeting(session: Session, meeting_id: str, settings: Settings) -> Thread | None:
    """Begin the thread of a meeting if both said go on and there is none yet."""
    # Both answers may be heard at once, by two workers: the second waits and finds the thread.
    meeting = session.get_one(Meeting, meeting_id, with_for_update=HOLD)
    answers = both_go_on(session, meeting_id)
    known = session.scalar(select(Thread.id).where(Thread.meeting_id == meeting_id))
    if not answers or known is not None:
        return None
    a, b = (session.get_one(Attendee, side) for side in (meeting.a_id, meeting.b_id))
    if a.left_at is not None or b.left_at is not None:
        return None
    thread = Thread(id=new_id(), event_id=meeting.event_id, kind="meeting", meeting_id=meeting.id)
    session.add(thread)
    session.flush()
    session.add_all(ThreadMember(thread_id=thread.id, attendee_id=side) for side in (a.id, b.id))
    first = Post(id=new_id(), thread_id=thread.id, by_host=True, body="")
    session.add(first)
    session.flush()
    tell(session, thread, first, settings)
    return thread


def add_post(
    session: Session, thread: Thread, author: Attendee, given: NewPost, settings: Settings
) -> Post:
    """Post into a thread that the author is in."""
    # Who writes meanwhile waits, and their post gets a later id: a mail tells of all posts from
    # one id on, and would leave out an earlier one that came in after it was begun.
    session.execute(select(Thread.id).where(Thread.id == thread.id).with_for_update(**HOLD))
    post = Post(id=new_id(), thread_id=thread.id, author_id=author.id, body=given.body)
    session.add(post)
    session.flush()
    tell(session, thread, post, settings)
    mark_read(session, thread.id, author.id)
    return post


def mark_read(
    session: Session, thread_id: str, attendee_id: str, at: dt.datetime | None = None
) -> None:
    """Note that an attendee has seen a thread up to a moment, by default this one."""
    member = queries.membership(session, thread_id, attendee_id)
    if member is not None:
        member.read_at = at or now()
