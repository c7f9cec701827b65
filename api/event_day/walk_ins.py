"""People who came after the timetable was made, as walk-ins with the pairs they may form."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.events.models import Event
from api.events.queries import rules_of
from api.matches import queries as matches
from api.timetable.making.problem import WISH_FACTOR, Wishes, attendee_entry
from api.timetable.making.stored_problem import StoredProblem
from scheduling.repair.changes import WalkIn


def walk_ins(
    session: Session,
    event: Event,
    base: StoredProblem,
    run_id: str,
    new: Sequence[str],
    open_from: float,
) -> list[WalkIn]:
    """Translate newcomers, by key, who are there from ``open_from`` (minutes) on.

    Their pairs are those of the match run with people of the version and with each other; a
    refusal of either side leaves a pair out, a wish makes it count for more.
    """
    known = {person.id for person in base.problem.attendees}
    free = {table.id for table in base.problem.tables}
    free -= {person.table for person in base.problem.attendees if person.table}
    fresh = list(dict.fromkeys(key for key in new if key not in known))
    rows = session.scalars(
        select(Attendee).where(Attendee.event_id == event.id, Attendee.left_at.is_(None))
    )
    people = {row.key: row for row in rows}
    key_of = {row.id: key for key, row in people.items()}
    scores = _scores(session, event.id, run_id, key_of)
    rules = rules_of(event)
    to_come = tuple(slot.id for slot in base.problem.slots if slot.start >= open_from)
    found = []
    for key in fresh:
        if key not in people:
            continue
        entry = attendee_entry(people[key], rules, event)
        here = tuple(s for s in to_come if entry.available is None or s in entry.available)
        pairs = {
            other: score
            for pair, score in scores.items()
            if key in pair
            for other in pair - {key}
            if other in known
        }
        own = entry.table if entry.table in free else None
        entry = dataclasses.replace(entry, available=here, table=own)
        found.append(WalkIn(entry, tuple(pairs.items())))
        known.add(key)
    return found


def _scores(
    session: Session, event_id: str, run_id: str, key_of: dict[str, str]
) -> dict[frozenset[str], float]:
    wishes = Wishes.of(matches.all_wishes(session, event_id), matches.all_blocks(session, event_id))
    return {
        frozenset((key_of[a], key_of[b])): score * WISH_FACTOR ** wishes.votes(a, b)
        for a, b, score in matches.scored_pairs(session, run_id)
        if a in key_of and b in key_of and not wishes.refuses(a, b)
    }
