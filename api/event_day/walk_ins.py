"""People who came after the timetable was made, as walk-ins with the pairs they may form.

Who has said little, or nothing but a name, fits nobody by words. Rather than standing about they
meet whoever is free: anybody whom the rules allow counts a little, and more who is here.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.events.models import Event
from api.events.queries import rules_of
from api.matches import queries as matches
from api.matches.allowed import allowed_for
from api.timetable.making.acquaintance import met_before
from api.timetable.making.problem import WISH_FACTOR, Wishes, attendee_entry
from api.timetable.making.stored_problem import StoredProblem
from scheduling.repair.changes import WalkIn

_ANYBODY, _IS_HERE = 0.01, 0.02
"""What a meeting is worth for which no words speak; the poorest match is worth more."""
_OTHERS = 60
"""Of those who are free, so many."""


def walk_ins(
    session: Session,
    event: Event,
    base: StoredProblem,
    run_id: str | None,
    new: Sequence[str],
    open_from: float,
) -> list[WalkIn]:
    """Translate newcomers, by key, who are there from ``open_from`` (minutes) on.

    Their pairs are those of the match run with people of the version and with each other, and
    those of whoever is free then and may be met; a refusal of either side leaves a pair out, a
    wish makes it count for more.
    """
    known = {person.id for person in base.problem.attendees}
    free = {table.id for table in base.problem.tables}
    free -= {person.table for person in base.problem.attendees if person.table}
    fresh = list(dict.fromkeys(key for key in new if key not in known))
    rows = session.scalars(
        select(Attendee).where(Attendee.event_id == event.id, Attendee.left_at.is_(None))
    )
    people = {row.key: row for row in rows}
    fresh = [key for key in fresh if key in people]
    scores = _scores(session, event.id, run_id, people, fresh)
    anybody = _anybody(session, event.id, base, people, fresh, open_from)
    rules = rules_of(event)
    to_come = tuple(slot.id for slot in base.problem.slots if slot.start >= open_from)
    found = []
    for key in fresh:
        entry = attendee_entry(people[key], rules, event)
        here = tuple(s for s in to_come if entry.available is None or s in entry.available)
        pairs = anybody[key] | {
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
    session: Session,
    event_id: str,
    run_id: str | None,
    people: Mapping[str, Attendee],
    fresh: Sequence[str],
) -> dict[frozenset[str], float]:
    if run_id is None:
        return {}
    wishes = Wishes.of(matches.all_wishes(session, event_id), matches.all_blocks(session, event_id))
    key_of = {row.id: key for key, row in people.items()}
    ids = [people[key].id for key in fresh]
    return {
        frozenset((key_of[a], key_of[b])): score * WISH_FACTOR ** wishes.votes(a, b)
        for a, b, score in matches.scored_pairs_of(session, run_id, ids)
        if a in key_of and b in key_of and not wishes.refuses(a, b)
    }


def _anybody(
    session: Session,
    event_id: str,
    base: StoredProblem,
    people: Mapping[str, Attendee],
    fresh: Sequence[str],
    open_from: float,
) -> dict[str, dict[str, float]]:
    """Give, for each newcomer, those of the version who are free most and may be met."""
    to_come = {slot.id for slot in base.problem.slots if slot.start >= open_from}
    busy = Counter(who for m in base.schedule.meetings if m.slot in to_come for who in (m.a, m.b))
    idle = {}
    for person in base.problem.attendees:
        there = to_come if person.available is None else to_come & set(person.available)
        if len(there) > busy[person.id] and person.id in people:
            is_here = people[person.id].checked_in_at is not None
            idle[person.id] = (not is_here, busy[person.id] - len(there), person.id)
    allowed = allowed_for(session, event_id, fresh, met_before) if fresh else {}
    found = {}
    for key in fresh:
        may = [
            other
            for other in allowed.get(key, ())
            if other in idle and frozenset((key, other)) not in base.refused
        ]
        may.sort(key=idle.__getitem__)
        found[key] = {other: _ANYBODY if idle[other][0] else _IS_HERE for other in may[:_OTHERS]}
    return found
