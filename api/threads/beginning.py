"""A thread's beginning, its title and first post, in words that may be read now.

Neither is kept: both are written for every reader anew, from what the two or the group let others
read at that moment.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.attendees.visibility import GONE, Visible
from api.feedback.models import Feedback
from api.matches.queries import candidates_among
from api.matches.shown_reasons import ShownReason, reasons_of
from api.threads import queries
from api.threads.models import FoundNiche, Post, Thread
from api.timetable.models import Meeting
from api.timetable.queries import published
from matcher.seeds import Link, Seed, Step, seed_of_meeting, seed_of_niche

_UNNAMED = "something in common"
_LEFT = "The other has left the event, and their words with them. What you wrote stays with you."
_ASKED_FIRST, _ASKED_NEXT = (20, 200), 2000
_WORDS_GONE = "*What they wrote went with them.*"


def title_of(session: Session, thread: Thread) -> str:
    """Give what a thread is called now."""
    if thread.kind == "meeting":
        return " and ".join(_names(session, thread).values()) or GONE
    return _of_group(session, thread).title


def first_post(session: Session, thread: Thread) -> str:
    """Write the host's own first post as it may be read now."""
    if thread.kind == "niche":
        return _of_group(session, thread).post
    if thread.meeting_id is None or GONE in _names(session, thread).values():
        return _LEFT
    return _of_meeting(session, session.get_one(Meeting, thread.meeting_id)).post


def of_niche(session: Session, niche: FoundNiche) -> Seed:
    """Write what a group is called and begins with."""
    words, quotes = said_in(session, niche)
    people = queries.count_niche_members(session, niche.id)
    return Seed(title_by(words), seed_of_niche(words or [_UNNAMED], quotes, people).post)


def said_in(session: Session, niche: FoundNiche) -> tuple[list[str], tuple[str, ...]]:
    """Give a niche's words and quotes that a member still says, and lets everybody read.

    Members are asked a few at a time, the most central first, until all of it was found.
    """
    said = {*niche.words, *niche.quotes}
    unheard, asked = set(said), 0
    for most in itertools.chain(_ASKED_FIRST, itertools.repeat(_ASKED_NEXT)):
        people = queries.niche_members(session, niche.id, asked, most)
        visible = Visible.of(session, people)
        unheard = {each for each in unheard if not visible.anybody_says(each)}
        asked += most
        if not unheard or len(people) < most:
            break
    heard = said - unheard
    words = [word for word in niche.words if word in heard]
    return words, tuple(quote for quote in niche.quotes if quote in heard)


def why_they_met(session: Session, meeting: Meeting) -> tuple[ShownReason, ...]:
    """Give the reasons of a meeting, by the match run of the timetable that people see."""
    version = published(session, meeting.event_id)
    if version is None or version.run_id is None:
        return ()
    pair = (meeting.a_id, meeting.b_id)
    return reasons_of(session, candidates_among(session, version.run_id, [pair]).get(pair))


def body_of(session: Session, thread: Thread, post: Post) -> str:
    """Give what a post says; who has left the event has taken their words along."""
    if post.by_host:
        return first_post(session, thread)
    return _WORDS_GONE if taken_along(session, post) else post.body


def taken_along(session: Session, post: Post) -> bool:
    """Whether a post went with its author, who has left the event."""
    author = session.get(Attendee, post.author_id) if post.author_id else None
    return not post.by_host and (author is None or author.left_at is not None)


def _names(session: Session, thread: Thread) -> dict[str, str]:
    """Name the two of a meeting's thread, by id; nothing where the meeting is no more."""
    meeting = session.get(Meeting, thread.meeting_id) if thread.meeting_id else None
    sides = (meeting.a_id, meeting.b_id) if meeting else ()
    people = [session.get_one(Attendee, side) for side in sides]
    return {p.id: GONE if p.left_at else p.name or p.external_id for p in people}


def _of_meeting(session: Session, meeting: Meeting) -> Seed:
    a, b = (session.get_one(Attendee, side) for side in (meeting.a_id, meeting.b_id))
    names = {person.id: person.name or person.external_id for person in (a, b)}
    answers = session.scalars(
        select(Feedback)
        .where(Feedback.meeting_id == meeting.id, Feedback.happened)
        .order_by(Feedback.created_at, Feedback.attendee_id)
    )
    steps = [Step(names[answer.attendee_id], answer.next_step) for answer in answers]
    links = []
    for reason in why_they_met(session, meeting):
        if reason.kind == "need":
            other = b.id if reason.for_id == a.id else a.id
            links.append(
                Link(names[reason.for_id], reason.need, names[other], reason.offer, reason.role)
            )
    return seed_of_meeting(names[a.id], names[b.id], links, steps)


def _of_group(session: Session, thread: Thread) -> Seed:
    niche = session.scalar(select(FoundNiche).where(FoundNiche.thread_id == thread.id))
    if niche is not None:
        return of_niche(session, niche)
    # Its niche is no more; it goes on under its old words, as far as its members say them.
    visible = Visible.of(session, (person.id for person in queries.members(session, thread.id)))
    words = [word for word in thread.title.split(", ") if visible.anybody_says(word)]
    return Seed(title_by(words), "What would each of you like to learn from the others?")


def title_by(words: Sequence[str]) -> str:
    """Call a group by its words."""
    topic = ", ".join(words)
    return topic[:1].upper() + topic[1:] if topic else "Something in common"
