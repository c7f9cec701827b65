"""Pages of threads: an attendee's list, and one thread to read and write in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees.access import AttendeeHere, Attending
from api.attendees.models import Attendee
from api.attendees.visibility import GONE
from api.clock import now
from api.events.heading import Heading
from api.matches.reason_pairs import ReasonPair, reason_pairs
from api.threads import queries, service
from api.threads.beginning import body_of, title_of, why_they_met
from api.threads.groups import GroupOffer, join, leave, offers_to
from api.threads.models import Post, Thread
from api.threads.queries import ThreadSummary
from api.threads.schemas import NewPost
from api.timetable.models import Meeting
from api.web.access import not_found
from api.web.forms import SentFields, check
from api.web.pace import POSTS, is_too_fast
from api.web.page import go_to, page
from api.web.running import site_of
from api.web.transaction import Reading, Writing

router = APIRouter()
_POSTS, _NAMED = 50, 12
"""On a page of a thread: posts, and people named."""


@dataclass(frozen=True, slots=True)
class ThreadsPage:
    """Context of threads/threads.html."""

    event: Heading
    now: dt.datetime
    threads: tuple[ThreadSummary, ...]
    groups: tuple[GroupOffer, ...]


@dataclass(frozen=True, slots=True)
class ThreadHead:
    """What a thread is called and who else is in it."""

    id: str
    title: str
    kind: str
    others: tuple[str, ...]
    more: int
    """How many others there are beside those named."""


@dataclass(frozen=True, slots=True)
class PostView:
    """One post as the reader sees it."""

    id: str
    author: str
    body: str
    by_host: bool
    mine: bool
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """Context of threads/thread.html."""

    event: Heading
    now: dt.datetime
    thread: ThreadHead
    reasons: tuple[ReasonPair, ...]
    posts: tuple[PostView, ...]
    earlier: bool
    """Whether there are posts before these; and after them:"""
    later: bool
    body: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """Which posts of a thread are shown: those before or after a post, by id; else the last."""

    before: str = ""
    after: str = ""


LAST = Part()


@router.get("/e/{slug}/threads")
def show_threads(request: Request, here: Attending, session: Reading) -> Response:
    """List the attendee's threads."""
    found = tuple(
        replace(thread, title=title_of(session, session.get_one(Thread, thread.id)))
        for thread in queries.of_attendee(session, here.attendee_id)
    )
    groups = offers_to(session, session.get_one(Attendee, here.attendee_id))
    context = ThreadsPage(Heading.of(here), now(), found, groups)
    return page(request, "threads/threads.html", context)


@router.post("/e/{slug}/threads")
def join_group(request: Request, here: Attending, sent: SentFields, session: Writing) -> Response:
    """Join a group; from then on its members see the attendee's name."""
    me = session.get_one(Attendee, here.attendee_id)
    thread = join(session, sent.one("group"), me)
    if thread is None:
        raise not_found()
    return go_to(request, f"/e/{here.slug}/threads/{thread.id}")


@router.get("/e/{slug}/threads/{thread_id}")
def show_thread(
    request: Request,
    thread_id: str,
    here: Attending,
    session: Reading,
    writing: Writing,
    before: str = "",
    after: str = "",
) -> Response:
    """Show a thread's last posts, or those next to a post; seeing the last marks it as read."""
    moment = now()
    thread = _thread(session, here, thread_id)
    context = _context(session, here, thread, Part(before, after))
    is_new = not context.later and queries.is_unread(session, thread.id, here.attendee_id)
    answer = page(request, "threads/thread.html", context)
    # Who waits to write holds no second connection: enough such waiters, and nobody has one.
    session.close()
    if is_new:
        service.mark_read(writing, thread_id, here.attendee_id, moment)
    return answer


@router.post("/e/{slug}/threads/{thread_id}")
def write(
    request: Request, thread_id: str, here: Attending, sent: SentFields, session: Writing
) -> Response:
    """Post into a thread."""
    thread = _thread(session, here, thread_id)
    given = check(NewPost, sent.plain())
    too_fast = is_too_fast(request, POSTS)
    if isinstance(given, dict) or too_fast:
        wrong = {"body": POSTS.words} if too_fast or not isinstance(given, dict) else given
        context = _context(session, here, thread, LAST, sent.one("body"), wrong)
        return page(request, "threads/thread.html", context, 429 if too_fast else 422)
    author = session.get_one(Attendee, here.attendee_id)
    post = service.add_post(session, thread, author, given, site_of(request).settings)
    return go_to(request, f"/e/{here.slug}/threads/{thread.id}#post-{post.id}")


@router.post("/e/{slug}/threads/{thread_id}/leave")
def leave_group(request: Request, thread_id: str, here: Attending, session: Writing) -> Response:
    """Leave a group's thread."""
    thread = _thread(session, here, thread_id)
    if thread.kind != "niche":
        said = "A thread of two stays open; you need not write in it."
        return go_to(request, f"/e/{here.slug}/threads/{thread.id}", said, "problem")
    title = title_of(session, thread)
    leave(session, thread, here.attendee_id)
    return go_to(request, f"/e/{here.slug}/threads", f"You have left “{title}”.")


def _thread(session: Session, here: AttendeeHere, thread_id: str) -> Thread:
    thread = session.get(Thread, thread_id)
    member = queries.membership(session, thread_id, here.attendee_id)
    if thread is None or member is None or thread.event_id != here.event_id:
        raise not_found()
    return thread


def _context(
    session: Session,
    here: AttendeeHere,
    thread: Thread,
    part: Part,
    body: str = "",
    errors: dict[str, str] | None = None,
) -> ThreadPage:
    # Kept until the end: who writes in a thread, or met there, is not read once more.
    people = queries.members(session, thread.id, _NAMED + 1)
    reasons: tuple[ReasonPair, ...] = ()
    if thread.meeting_id is not None:
        meeting = session.get_one(Meeting, thread.meeting_id)
        reasons = reason_pairs(why_they_met(session, meeting), here.attendee_id)
    names = [p.name or p.external_id for p in people if p.id != here.attendee_id][:_NAMED]
    # The reader is one of them.
    more = queries.count_members(session, thread.id) - 1 - len(names)
    posts, earlier, later = _part(session, thread.id, part)
    writers = queries.authors(session, posts)
    return ThreadPage(
        Heading.of(here),
        now(),
        ThreadHead(thread.id, title_of(session, thread), thread.kind, tuple(names), more),
        reasons,
        tuple(
            _post(session, thread, post, writers.get(post.author_id or ""), here) for post in posts
        ),
        earlier,
        later,
        body,
        errors or {},
    )


def _part(session: Session, thread_id: str, part: Part) -> tuple[Sequence[Post], bool, bool]:
    """Give the posts of a part, and whether there are others before and after them."""
    before = queries.post_in(session, thread_id, part.before)
    after = None if before else queries.post_in(session, thread_id, part.after)
    found = queries.posts(session, thread_id, _POSTS + 1, before=before, after=after)
    more = len(found) > _POSTS
    if after is not None:
        return found[:_POSTS], True, more
    return found[-_POSTS:], more, before is not None


def _post(
    session: Session, thread: Thread, post: Post, author: Attendee | None, here: AttendeeHere
) -> PostView:
    known = author is not None and author.left_at is None
    return PostView(
        post.id,
        (author.name or author.external_id) if author is not None and known else GONE,
        body_of(session, thread, post),
        post.by_host,
        post.author_id == here.attendee_id,
        post.created_at,
    )
