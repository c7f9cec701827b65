"""Reads of threads: an attendee's, one with its posts, and the niches that may have one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Tuple, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session, lazyload

from api.attendees.models import Attendee, FacetText
from api.feedback.models import Feedback
from api.threads.models import FoundNiche, NicheMember, Post, Thread, ThreadMember
from api.timetable.models import Meeting

FIND = "find-groups"
"""Kind of the job that looks for an event's niches; see `api.threads.grouping`."""
# A group is called by what it is about, and shows one face.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ThreadSummary:
    """A thread in a list; `api.threads.beginning` says what it is called.

    Attributes
    ----------
    others
        Of a group, not all of them.
    """

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
                m.name or m.external_id
                for m in members(session, thread.id, _SHOWN)
                if m.id != attendee_id
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


def members(session: Session, thread_id: str, most: int | None = None) -> Sequence[Attendee]:
    """People in a thread who are still at the event, by name; or so many of them."""
    return session.scalars(
        select(Attendee)
        .options(lazyload(Attendee.facets))
        .join(ThreadMember, ThreadMember.attendee_id == Attendee.id)
        .where(*_in_thread(thread_id))
        .order_by(Attendee.name, Attendee.id)
        .limit(most)
    ).all()


def count_members(session: Session, thread_id: str) -> int:
    """Count the people in a thread who are still at the event."""
    counted = select(func.count()).select_from(ThreadMember)
    joined = counted.join(Attendee, ThreadMember.attendee_id == Attendee.id)
    return session.scalar(joined.where(*_in_thread(thread_id))) or 0


def members_among(session: Session, thread_id: str, ids: Collection[str]) -> set[str]:
    """Give those of some attendees, by id, who are in a thread and still at the event."""
    found = select(Attendee.id).join(ThreadMember, ThreadMember.attendee_id == Attendee.id)
    return set(session.scalars(found.where(Attendee.id.in_(ids), *_in_thread(thread_id))))


def _in_thread(thread_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        ThreadMember.thread_id == thread_id,
        ThreadMember.left_at.is_(None),
        Attendee.left_at.is_(None),
    )


def authors(session: Session, posts: Iterable[Post]) -> dict[str, Attendee]:
    """Give who wrote some posts, by id."""
    ids = {post.author_id for post in posts if post.author_id}
    found = select(Attendee).options(lazyload(Attendee.facets)).where(Attendee.id.in_(ids))
    return {person.id: person for person in session.scalars(found)}


def post_in(session: Session, thread_id: str, post_id: str) -> Post | None:
    """Find a post of a thread."""
    post = session.get(Post, post_id) if post_id else None
    return post if post is not None and post.thread_id == thread_id else None


def posts(
    session: Session,
    thread_id: str,
    most: int,
    *,
    before: Post | None = None,
    after: Post | None = None,
) -> Sequence[Post]:
    """List so many posts of a thread, oldest first: the last, or those next to another one."""
    when, ids = Post.created_at, Post.id
    of = select(Post).where(Post.thread_id == thread_id)
    if after is not None:
        later = of.where(tuple_(when, ids) > _place(after))
        return session.scalars(later.order_by(when, ids).limit(most)).all()
    if before is not None:
        of = of.where(tuple_(when, ids) < _place(before))
    return session.scalars(of.order_by(when.desc(), ids.desc()).limit(most)).all()[::-1]


def _place(post: Post) -> Tuple:
    return tuple_(literal(post.created_at, Post.created_at.type), literal(post.id))


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


def niches_in(
    session: Session, event_id: str, before: int = 0, most: int | None = None
) -> Sequence[FoundNiche]:
    """List an event's niches, largest first; or so many after the first so many."""
    return session.scalars(
        select(FoundNiche)
        .where(FoundNiche.event_id == event_id)
        .order_by(FoundNiche.position, FoundNiche.id)
        .offset(before)
        .limit(most)
    ).all()


def count_niches(session: Session, event_id: str) -> int:
    """Count an event's niches."""
    counted = select(func.count()).select_from(FoundNiche)
    return session.scalar(counted.where(FoundNiche.event_id == event_id)) or 0


def niches_of(session: Session, attendee_id: str) -> Sequence[FoundNiche]:
    """List the niches an attendee belongs to, largest first."""
    return session.scalars(
        select(FoundNiche)
        .join(NicheMember, NicheMember.niche_id == FoundNiche.id)
        .where(NicheMember.attendee_id == attendee_id)
        .order_by(FoundNiche.position, FoundNiche.id)
    ).all()


def niche_members(
    session: Session, niche_id: str, before: int = 0, most: int | None = None
) -> Sequence[str]:
    """Ids of a niche's people who are still at the event, the most central first."""
    return session.scalars(
        select(NicheMember.attendee_id)
        .join(Attendee, NicheMember.attendee_id == Attendee.id)
        .where(NicheMember.niche_id == niche_id, Attendee.left_at.is_(None))
        .order_by(NicheMember.position, NicheMember.attendee_id)
        .offset(before)
        .limit(most)
    ).all()


def count_niche_members(session: Session, niche_id: str) -> int:
    """Count a niche's people who are still at the event."""
    counted = select(func.count()).select_from(NicheMember)
    there = counted.join(Attendee, NicheMember.attendee_id == Attendee.id)
    of = (NicheMember.niche_id == niche_id, Attendee.left_at.is_(None))
    return session.scalar(there.where(*of)) or 0


def named_in(session: Session, niche: FoundNiche, before: int, most: int) -> list[str]:
    """Name so many of a niche's people, the most central first, as an organiser may see them."""
    rows = session.execute(
        select(Attendee.name, Attendee.external_id)
        .join(NicheMember, NicheMember.attendee_id == Attendee.id)
        .where(*_may_be_named(niche))
        .order_by(NicheMember.position, Attendee.id)
        .offset(before)
        .limit(most)
    )
    return [name or listed for name, listed in rows]


def count_named(session: Session, niche: FoundNiche) -> int:
    """Count a niche's people whom an organiser may see in it."""
    counted = select(func.count()).select_from(NicheMember)
    there = counted.join(Attendee, NicheMember.attendee_id == Attendee.id)
    return session.scalar(there.where(*_may_be_named(niche))) or 0


def _may_be_named(niche: FoundNiche) -> tuple[ColumnElement[bool], ...]:
    """Leave out who may have made private since what brought them in: to name them would tell."""
    keeps = exists().where(FacetText.attendee_id == Attendee.id, FacetText.private)
    return (
        NicheMember.niche_id == niche.id,
        Attendee.left_at.is_(None),
        ~((Attendee.changed_at > niche.found_at) & keeps),
    )
