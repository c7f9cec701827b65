"""The mail that says what is new in a thread: its beginning, one post, or several at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.attendees.visibility import GONE
from api.events.heading import Heading
from api.events.models import Event
from api.mail.composing import Verdict, composer
from api.mail.foot import Foot, foot_of
from api.mail.kinds import THREAD
from api.mail.outbox import Mail
from api.settings import Settings
from api.threads import queries
from api.threads.beginning import body_of, taken_along, title_of
from api.threads.models import Post, Thread
from api.web.templating import render_mail


@dataclass(frozen=True, slots=True)
class PostInMail:
    """A post; no author means that it is the host's, with which the thread begins."""

    author: str
    body: str


@dataclass(frozen=True, slots=True)
class ThreadMail:
    """Context of mails/thread.txt and .html."""

    site: str
    reason_sent: str
    foot: Foot
    heading: str
    """What has happened: "Ana wrote to you"."""
    title: str
    event: Heading
    posts: tuple[PostInMail, ...]
    link: str


def thread_mail(
    session: Session, thread: Thread, first: Post, to: Attendee, site: Settings
) -> Mail:
    """Write to one member about a post and what comes after it, until the mail leaves."""
    source = {"thread": thread.id, "attendee": to.id, "first": first.id, "last": None}
    return _written(session, thread, [first], to, source, site)


@composer(THREAD)
def thread_anew(
    session: Session, source: dict[str, Any], since: dt.datetime | None, site: Settings
) -> Mail | Verdict:
    """Gather what a mail is about: posts of others that its reader has not read.

    The first time it is to leave settles which is its last; later ones are another mail's.
    """
    thread = session.get(Thread, source["thread"])
    to = session.get(Attendee, source["attendee"])
    if thread is None or to is None or to.left_at is not None or not to.email:
        return Verdict.NOT_NEEDED
    posts = _unread(session, source, to)
    if not posts:
        return Verdict.NOT_NEEDED
    last = source["last"] or posts[-1].id
    return _written(session, thread, posts, to, source | {"last": last}, site)


def _unread(session: Session, source: dict[str, Any], to: Attendee) -> Sequence[Post]:
    member = queries.membership(session, source["thread"], to.id)
    if member is None:
        return ()
    # Ids of posts sort by the time they were written.
    query = select(Post).where(
        Post.thread_id == source["thread"],
        Post.id >= source["first"],
        or_(Post.author_id.is_(None), Post.author_id != to.id),
    )
    if source["last"] is not None:
        query = query.where(Post.id <= source["last"])
    if member.read_at is not None:
        query = query.where(Post.created_at > member.read_at)
    found = session.scalars(query.order_by(Post.id)).all()
    return [post for post in found if not taken_along(session, post)]


def _written(
    session: Session,
    thread: Thread,
    posts: Sequence[Post],
    to: Attendee,
    source: dict[str, Any],
    site: Settings,
) -> Mail:
    event = session.get_one(Event, thread.event_id)
    shown = tuple(
        PostInMail(_author(session, post), body_of(session, thread, post)) for post in posts
    )
    authors = tuple(dict.fromkeys(post.author for post in shown if post.author))
    heading = _heading(thread, authors, len(shown))
    context = ThreadMail(
        site=site.base_url,
        reason_sent=f"You get this mail because you are in this thread of {event.name}.",
        foot=foot_of(THREAD, site),
        heading=heading,
        title=title_of(session, thread),
        event=Heading(event.slug, event.name, event.timezone),
        posts=shown,
        link=f"{site.base_url}/e/{event.slug}/threads/{thread.id}",
    )
    text, html = render_mail("mails/thread", context)
    return Mail(
        dedupe_key=f"post:{source['first']}:{to.id}",
        kind=THREAD,
        to_address=to.email,
        to_name=to.name,
        subject=f"{heading}: {event.name}",
        text=text,
        html=html,
        event_id=event.id,
        attendee_id=to.id,
        conversation=f"thread.{thread.id}",
        source=source,
        growing=source["last"] is None,
    )


def _heading(thread: Thread, authors: tuple[str, ...], posts: int) -> str:
    if not authors:
        return "You both want to go on"
    where = "to you" if thread.kind == "meeting" else "in your group"
    if len(authors) > 2:
        return f"{posts} new posts {where}"
    return f"{' and '.join(authors)} wrote {where}"


def _author(session: Session, post: Post) -> str:
    if post.by_host:
        return ""
    author = session.get(Attendee, post.author_id) if post.author_id else None
    if author is None or author.left_at is not None:
        return GONE
    return author.name or author.external_id
