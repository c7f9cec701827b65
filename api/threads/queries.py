"""Reads of threads: an attendee's, one with its posts, and the niches that may have one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, lazyload

from api.attendees.models import Attendee
from api.feedback.models import Feedback
from api.threads.models import FoundNiche, NicheMember, Post, Thread, ThreadMember
from api.timetable.models import Meeting

FIND = "find-groups"
"""Kind of the job that looks for an event's niches; see `api.threads.grouping`."""


@dataclass(frozen=True, slots=True)
class ThreadSummary:
    """A thread in a list; `api.threads.beginning` says what it is called."""

    id: str
    title: str
    kind: str
    others: tuple[str, ...]
    posts: int
    last_at: dt.datetime
    unread: bool


def of_attendee(session: Session, attendee_id: str) -> list[ThreadSummary]:
    """List the threads an attendee is in, the one last written in first."""
    last = func.max(Post.created_at)
    rows = session.execute(
        select(Thread, ThreadMember.read_at, func.count(Post.id), last)
        .join(ThreadMember, ThreadMember.thread_id == Thread.id)
        .join(Post, Post.thread_id == Thread.id)
        .where(ThreadMember.attendee_id == attendee_id, ThreadMember.left_at.is_(None))
        .group_by(Thread.id, ThreadMember.read_at)
        .order_by(last.desc(), Thread.id)
    ).all()
    return [
        ThreadSummary(
            thread.id,
            "",
            thread.kind,
            tuple(
                m.name or m.external_id for m in members(session, thread.id) if m.id != attendee_id
            ),
            count,
            last_at,
            read_at is None or read_at < last_at,
        )
        for thread, read_at, count, last_at in rows
    ]


def number_unread(session: Session, attendee_id: str) -> int:
    """Count the threads of an attendee in which something is new to them."""
    new = exists().where(
        Post.thread_id == ThreadMember.thread_id,
        or_(ThreadMember.read_at.is_(None), Post.created_at > ThreadMember.read_at),
    )
    found = select(func.count()).where(
        ThreadMember.attendee_id == attendee_id, ThreadMember.left_at.is_(None), new
    )
    return session.scalar(found) or 0


def is_unread(session: Session, thread_id: str, attendee_id: str) -> bool:
    """Whether something in a thread is new to one of its people."""
    read_at = select(ThreadMember.read_at).where(
        ThreadMember.thread_id == thread_id, ThreadMember.attendee_id == attendee_id
    )
    last = select(func.max(Post.created_at)).where(Post.thread_id == thread_id)
    read, written = session.execute(select(read_at.scalar_subquery(), last.scalar_subquery())).one()
    return written is not None and (read is None or read < written)


def membership(session: Session, thread_id: str, attendee_id: str) -> ThreadMember | None:
    """Find an attendee's place in a thread, unless they left it."""
    found = session.get(ThreadMember, (thread_id, attendee_id))
    return found if found is not None and found.left_at is None else None


def members(session: Session, thread_id: str) -> Sequence[Attendee]:
    """People in a thread who are still at the event, by name."""
    return session.scalars(
        select(Attendee)
        .options(lazyload(Attendee.facets))
        .join(ThreadMember, ThreadMember.attendee_id == Attendee.id)
        .where(
            ThreadMember.thread_id == thread_id,
            ThreadMember.left_at.is_(None),
            Attendee.left_at.is_(None),
        )
        .order_by(Attendee.name, Attendee.id)
    ).all()


def posts(session: Session, thread_id: str) -> Sequence[Post]:
    """List the posts of a thread, oldest first."""
    return session.scalars(
        select(Post).where(Post.thread_id == thread_id).order_by(Post.created_at, Post.id)
    ).all()


def good_meetings(session: Session, event_id: str) -> list[tuple[str, str]]:
    """Pairs of attendees who both want to go on after their meeting."""
    said = func.count(Feedback.attendee_id)
    rows = session.execute(
        select(Meeting.a_id, Meeting.b_id)
        .join(Feedback, Feedback.meeting_id == Meeting.id)
        .where(Meeting.event_id == event_id, Feedback.happened, Feedback.go_on.is_(True))
        .group_by(Meeting.id, Meeting.a_id, Meeting.b_id)
        .having(said == 2)
        .order_by(Meeting.a_id, Meeting.b_id)
    )
    return [(a, b) for a, b in rows]


def niches_in(session: Session, event_id: str) -> Sequence[FoundNiche]:
    """List an event's niches, largest first."""
    return session.scalars(
        select(FoundNiche)
        .where(FoundNiche.event_id == event_id)
        .order_by(FoundNiche.position, FoundNiche.id)
    ).all()


def niches_of(session: Session, attendee_id: str) -> Sequence[FoundNiche]:
    """List the niches an attendee belongs to, largest first."""
    return session.scalars(
        select(FoundNiche)
        .join(NicheMember, NicheMember.niche_id == FoundNiche.id)
        .where(NicheMember.attendee_id == attendee_id)
        .order_by(FoundNiche.position, FoundNiche.id)
    ).all()


def niche_members(session: Session, niche_id: str) -> Sequence[Attendee]:
    """People of a niche who are still at the event, the most central first."""
    return session.scalars(
        select(Attendee)
        .join(NicheMember, NicheMember.attendee_id == Attendee.id)
        .where(NicheMember.niche_id == niche_id, Attendee.left_at.is_(None))
        .order_by(NicheMember.position, Attendee.id)
    ).all()
