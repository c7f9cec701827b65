"""Reads of threads: an attendee's, and one with its posts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.threads.models import Post, Thread, ThreadMember


@dataclass(frozen=True, slots=True)
class ThreadSummary:
    """A thread in a list."""

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
            thread.title,
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


def membership(session: Session, thread_id: str, attendee_id: str) -> ThreadMember | None:
    """Find an attendee's place in a thread, unless they left it."""
    found = session.get(ThreadMember, (thread_id, attendee_id))
    return found if found is not None and found.left_at is None else None


def members(session: Session, thread_id: str) -> Sequence[Attendee]:
    """People in a thread, by name."""
    return session.scalars(
        select(Attendee)
        .join(ThreadMember, ThreadMember.attendee_id == Attendee.id)
        .where(ThreadMember.thread_id == thread_id, ThreadMember.left_at.is_(None))
        .order_by(Attendee.name, Attendee.id)
    ).all()


def posts(session: Session, thread_id: str) -> Sequence[Post]:
    """List the posts of a thread, oldest first."""
    return session.scalars(
        select(Post).where(Post.thread_id == thread_id).order_by(Post.created_at, Post.id)
    ).all()
