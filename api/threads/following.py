"""What matches, timetables and threads know of a person follows them to another row."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from api.matches.returning import wishes_follow
from api.threads.models import NicheMember, Post, ThreadMember
from api.timetable.versions.pair_rules import rules_follow


def wishes_and_rules_follow(session: Session, old: str, new: str) -> None:
    """Give wishes, and what the team has settled about pairs, to whoever is restored."""
    wishes_follow(session, old, new)
    rules_follow(session, old, new)


def all_follows(session: Session, old: str, new: str) -> None:
    """Give all that, groups, threads and what was written in them to the row a merge keeps."""
    wishes_and_rules_follow(session, old, new)
    for row, place in ((ThreadMember, ThreadMember.thread_id), (NicheMember, NicheMember.niche_id)):
        there = select(place).where(row.attendee_id == new)
        twice = delete(row).where(row.attendee_id == old, place.in_(there))
        session.execute(twice.execution_options(synchronize_session=False))
        session.execute(update(row).where(row.attendee_id == old).values(attendee_id=new))
    session.execute(update(Post).where(Post.author_id == old).values(author_id=new))
