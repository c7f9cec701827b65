"""Groups: what a niche is offered as, who may join its thread, joining and leaving it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.clock import now
from api.db.rows import HOLD, new_id
from api.jobs import service as jobs
from api.jobs.queries import JobView
from api.matches.queries import blocked_around
from api.threads import queries
from api.threads.beginning import said_in, title_by
from api.threads.models import FoundNiche, Post, Thread, ThreadMember


@dataclass(frozen=True, slots=True)
class GroupOffer:
    """A group an attendee may join; nobody in it is named."""

    id: str
    title: str
    quotes: tuple[str, ...]
    people: int
    joined: int


def ask_for_groups(session: Session, event_id: str, account_id: str) -> JobView:
    """Start looking for an event's groups, or give the job that is under way."""
    return jobs.start(session, queries.FIND, event_id=event_id, started_by=account_id)


def offers_to(session: Session, attendee: Attendee) -> tuple[GroupOffer, ...]:
    """List the groups that an attendee belongs to, may join and has not joined, largest first."""
    shut = blocked_around(session, attendee.id) | {attendee.id}
    found = []
    for niche in queries.niches_of(session, attendee.id):
        if _joined(session, niche, shut):
            continue
        words, quotes = said_in(session, niche)
        people = queries.count_niche_members(session, niche.id)
        joined = queries.count_members(session, niche.thread_id) if niche.thread_id else 0
        found.append(GroupOffer(niche.id, title_by(words), quotes, people, joined))
    return tuple(found)


def join(session: Session, niche_id: str, attendee: Attendee) -> Thread | None:
    """Take an attendee into a group's thread, which the first to join begins.

    None where there is nothing to join: no such niche, not theirs, or somebody in it whom they
    blocked or who blocked them; which of these it is, nobody learns.
    """
    niche = session.get(FoundNiche, niche_id, with_for_update=HOLD)
    if niche is None or niche not in queries.niches_of(session, attendee.id):
        return None
    if _joined(session, niche, blocked_around(session, attendee.id)):
        return None
    thread = session.get(Thread, niche.thread_id) if niche.thread_id else None
    if thread is None:
        thread = _begin(session, niche)
    member = session.get(ThreadMember, (thread.id, attendee.id))
    if member is None:
        session.add(ThreadMember(thread_id=thread.id, attendee_id=attendee.id))
    else:
        member.left_at = None
    session.flush()
    return thread


def leave(session: Session, thread: Thread, attendee_id: str) -> None:
    """Take an attendee out of a group's thread; what they wrote stays.

    Raises
    ------
    ValueError
        If the thread is one of two: nobody is left alone in it.
    """
    if thread.kind != "niche":
        raise ValueError("only a group's thread can be left")
    member = queries.membership(session, thread.id, attendee_id)
    if member is not None:
        member.left_at = now()


def _begin(session: Session, niche: FoundNiche) -> Thread:
    title = title_by(said_in(session, niche)[0])
    thread = Thread(id=new_id(), event_id=niche.event_id, kind="niche", title=title[:200])
    session.add(thread)
    session.flush()
    niche.thread_id = thread.id
    session.add(Post(id=new_id(), thread_id=thread.id, by_host=True, body=""))
    session.flush()
    return thread


def _joined(session: Session, niche: FoundNiche, among: Collection[str]) -> bool:
    """Whether some of these people have joined a niche's thread."""
    if niche.thread_id is None:
        return False
    return bool(queries.members_among(session, niche.thread_id, among))
