"""How a version falls on people: how many have how many meetings, how evenly, who has fewest."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.attendees.lookup import CALLED, names_of
from api.attendees.models import Attendee
from api.attendees.queries import count, last_change
from api.db.json_lists import values_of
from api.kept import Kept
from api.timetable.models import ScheduleVersion
from api.timetable.versions.held import held
from matcher.ranking.exposure import gini

_spreads: Kept[Spread] = Kept(64, dt.timedelta(minutes=1))
_NAMED = 20
_TENTHS = 10


@dataclass(frozen=True, slots=True)
class Few:
    """Somebody with few meetings, and in how many slots they are there; None for all."""

    key: str
    name: str
    meetings: int
    there: int | None


@dataclass(frozen=True, slots=True)
class Spread:
    """Meetings over everybody who takes part.

    Attributes
    ----------
    counts
        (meetings, people), rising; every number from the least to the most.
    lorenz
        (share of people, share of meetings), 0..1, from those with fewest on; both begin at 0.
    gini
        0 where all have as many, near 1 where one has all.
    fewest
        Those with fewest, by name where they have as many; ``more`` have as few as the last.
    """

    people: int
    counts: tuple[tuple[int, int], ...]
    lorenz: tuple[tuple[float, float], ...]
    gini: float
    fewest: tuple[Few, ...]
    more: int


def spread_of(session: Session, version: ScheduleVersion) -> Spread:
    """Count each one's meetings; whoever has declined or left does not count.

    Kept until somebody of the event changes.
    """
    stamp = last_change(session, version.event_id), count(session, version.event_id)
    return _spreads.get(version.id, stamp, lambda: _count(session, version))


def _count(session: Session, version: ScheduleVersion) -> Spread:
    query = select(Attendee.id).where(
        Attendee.event_id == version.event_id, Attendee.left_at.is_(None), Attendee.coming != "no"
    )
    own = dict.fromkeys(session.scalars(query), 0)
    for seat in held(session, version).values():
        for side in (seat.a, seat.b):
            if side in own:
                own[side] += 1
    rising = sorted(own.values())
    if not rising:
        return Spread(0, (), (), 0.0, (), 0)
    often = Counter(rising)
    fewest, more = _fewest(session, version, own, rising)
    return Spread(
        len(rising),
        tuple((number, often[number]) for number in range(rising[0], rising[-1] + 1)),
        _lorenz(rising),
        gini(rising),
        fewest,
        more,
    )


def _lorenz(rising: Sequence[int]) -> tuple[tuple[float, float], ...]:
    """Give the share of all meetings that each tenth of the people and those below have."""
    whole, people = sum(rising), len(rising)
    points = [(0.0, 0.0)]
    for tenth in range(1, _TENTHS + 1):
        # Part of a person counts by that part, so that few people make no steps.
        reached = people * tenth / _TENTHS
        full = int(reached)
        part = (reached - full) * rising[full] if full < people else 0.0
        points.append((tenth / _TENTHS, (sum(rising[:full]) + part) / whole if whole else 0.0))
    return tuple(points)


def _fewest(
    session: Session, version: ScheduleVersion, own: dict[str, int], rising: Sequence[int]
) -> tuple[tuple[Few, ...], int]:
    most = rising[min(_NAMED, len(rising)) - 1]
    ids = [who for who, number in own.items() if number <= most]
    query = (
        select(Attendee.id, Attendee.key, Attendee.available)
        .where(Attendee.id.in_(select(values_of(session, json.dumps(ids)))))
        .order_by(func.lower(CALLED), Attendee.key)
    )
    rows = sorted(session.execute(query), key=lambda row: own[row.id])
    names = names_of(session, version.event_id, {row.key for row in rows[:_NAMED]})
    named = tuple(
        Few(
            row.key,
            names.get(row.key, row.key),
            own[row.id],
            None if row.available is None else len(row.available),
        )
        for row in rows[:_NAMED]
    )
    return named, len(rows) - len(named)
