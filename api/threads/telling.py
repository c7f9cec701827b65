"""Telling a thread's people by mail: posts of a few minutes are one mail."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from api.mail import outbox
from api.mail.composing import Mail, compose
from api.mail.kinds import THREAD
from api.settings import Settings
from api.threads import queries
from api.threads.mails import thread_mail
from api.threads.models import Post, Thread

WAIT = dt.timedelta(minutes=5)
"""From the first post that is not yet told to the mail that tells it and all that follow."""


def tell(session: Session, thread: Thread, post: Post, settings: Settings) -> None:
    """Let a thread's other people know of a post, by a mail of its own or in one that waits.

    The caller holds the thread, so that two who write at once do not each begin a mail.
    """
    for person in queries.members(session, thread.id):
        if person.id == post.author_id or not person.email:
            continue
        waiting = outbox.growing(session, THREAD, person.id, f"thread.{thread.id}")
        if waiting is None:
            outbox.put(session, thread_mail(session, thread, post, person, settings), WAIT)
            continue
        # It is put in words once more when it leaves; until then the mailbox shows what it says.
        source = dict(waiting.source or {})
        worded = compose(session, THREAD, source, None, settings)
        if isinstance(worded, Mail):
            outbox.word(waiting, worded)
            waiting.source = source
