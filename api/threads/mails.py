"""The mail that says a thread has begun, or that somebody wrote in it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.events.heading import Heading
from api.events.models import Event
from api.mail.outbox import Mail
from api.settings import Settings
from api.threads.models import Post, Thread
from api.web.templating import render_mail


@dataclass(frozen=True, slots=True)
class ThreadMail:
    """Context of mails/thread.txt and .html; no author means that the thread has begun."""

    site: str
    reason_sent: str
    author: str
    title: str
    event: Heading
    body: str
    link: str


def thread_mail(
    session: Session, thread: Thread, post: Post, author: str, to: Attendee, settings: Settings
) -> Mail:
    """Write to one member about one post."""
    event = session.get_one(Event, thread.event_id)
    context = ThreadMail(
        site=settings.base_url,
        reason_sent=f"You get this mail because you are in this thread of {event.name}.",
        author=author,
        title=thread.title,
        event=Heading(event.slug, event.name, event.timezone),
        body=post.body,
        link=f"{settings.base_url}/e/{event.slug}/threads/{thread.id}",
    )
    text, html = render_mail("mails/thread", context)
    subject = f"{author} wrote to you" if author else "You both want to go on"
    return Mail(
        dedupe_key=f"post:{post.id}:{to.id}",
        kind="thread",
        to_address=to.email,
        to_name=to.name,
        subject=f"{subject}: {event.name}",
        text=text,
        html=html,
    )
