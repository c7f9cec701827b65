"""Find the niches among an event's people; run again, a niche that stayed keeps its thread.

Only the worker imports this: clustering has no place in the web process.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.clock import now
from api.db.rows import HOLD, new_id
from api.events.models import Event
from api.events.queries import rules_of
from api.jobs.registry import JobContext
from api.matches.profiles import profile_of
from api.matches.service import taking_part
from api.matches.vectors import StoredVectors
from api.threads.models import FoundNiche, NicheMember
from api.threads.queries import good_meetings
from embeddings import Encoder, embed
from matcher import People
from matcher.niches import Niche, niches

# Share of all members, old and new, that a niche must have kept to be the same one.
_SAME = 0.5


def find_groups(context: JobContext, event_id: str, encoder: Encoder) -> int:
    """Look for niches among those taking part and keep them; give how many there are."""
    with context.read() as session:
        rules = rules_of(session.get_one(Event, event_id))
        profiles = [profile_of(person, rules) for person in taking_part(session, event_id)]
        met_well = good_meetings(session, event_id)
    people = People.of(profiles)
    vectors = embed(
        people.texts,
        encoder,
        StoredVectors(context.database),
        lambda done, total: context.report("embedding", done / max(total, 1)),
    )
    found = niches(people, vectors, met_well)
    with context.write() as session:
        keep_groups(session, event_id, found)
    context.report("grouping", 1.0, f"{len(found)} groups")
    return len(found)


def keep_groups(session: Session, event_id: str, found: Sequence[Niche]) -> None:
    """Put what was found in place of what was known.

    A niche most of whose members stayed keeps its row and its thread. The thread of one that
    is gone goes on for those who joined it; nobody else is asked into it.
    """
    before = {
        row: set(
            session.scalars(select(NicheMember.attendee_id).where(NicheMember.niche_id == row.id))
        )
        for row in session.scalars(
            select(FoundNiche)
            .where(FoundNiche.event_id == event_id)
            .order_by(FoundNiche.position)
            .with_for_update(**HOLD)
        )
    }
    for place, niche in enumerate(found):
        row = _same(before, set(niche.members))
        if row is None:
            row = FoundNiche(id=new_id(), event_id=event_id)
            session.add(row)
        else:
            del before[row]
        row.position, row.found_at = place, now()
        row.words, row.quotes = list(niche.words), list(niche.quotes)
        session.flush()
        session.execute(delete(NicheMember).where(NicheMember.niche_id == row.id))
        session.add_all(
            NicheMember(niche_id=row.id, attendee_id=person, position=position)
            for position, person in enumerate(niche.members)
        )
    for row in before:
        session.delete(row)
    session.flush()


def _same(before: dict[FoundNiche, set[str]], members: set[str]) -> FoundNiche | None:
    """Find the niche of before that shares most members, if it shares enough."""
    shares = {
        row: len(members & others) / max(len(members | others), 1) for row, others in before.items()
    }
    best = max(shares, key=lambda row: shares[row], default=None)
    return best if best is not None and shares[best] >= _SAME else None
