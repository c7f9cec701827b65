"""Who gains, loses or moves between two versions, people first and a page at a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.attendees.lookup import CALLED, names_of
from api.attendees.models import Attendee
from api.db.json_lists import values_of
from api.events.models import Event
from api.timetable.models import ScheduleVersion
from api.timetable.versions.day_choices import labels_of
from api.timetable.versions.held import Seat, held
from api.web.paging import Pages

_PEOPLE = 40
Kind = Literal["all", "fewer", "more", "other", "moved"]


@dataclass(frozen=True, slots=True)
class PersonChange:
    """One person between two versions: how many meetings before and after, and what differs."""

    key: str
    name: str
    before: int
    after: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """People by what a version does to them; each is in one of the groups.

    Attributes
    ----------
    fewer, more
        With fewer or more meetings than before.
    other
        With as many, but not all with the same people.
    moved
        With the same people, at another time or table.
    """

    fewer: int = 0
    more: int = 0
    other: int = 0
    moved: int = 0

    @property
    def all(self) -> int:
        """Everybody whose agenda differs."""
        return self.fewer + self.more + self.other + self.moved


class PeopleChanges:
    """People whose agenda differs between two versions.

    Whoever has left the event is not among them.
    """

    def __init__(
        self, session: Session, event: Event, before: ScheduleVersion, after: ScheduleVersion
    ) -> None:
        self._session, self._event = session, event
        self._before, self._after = held(session, before), held(session, after)
        self._kind = _kinds(self._before, self._after)

    def counts(self) -> Counts:
        """Count people by what happens to them."""
        return Counts(**Counter(self._kind.values()))

    def listed(self, kind: Kind, page: int) -> tuple[tuple[PersonChange, ...], Pages]:
        """List those of a kind by name, with what changes for each."""
        ids = sorted(who for who, what in self._kind.items() if kind in ("all", what))
        pages = Pages.of(page, len(ids), _PEOPLE)
        rows = self._page(ids, pages)
        return tuple(self._changes(rows)), pages

    def _page(self, ids: list[str], pages: Pages) -> list[tuple[str, str, str]]:
        """Give row id, key and name of the people of a page."""
        query = (
            select(Attendee.id, Attendee.key, CALLED)
            .where(
                Attendee.id.in_(select(values_of(self._session, json.dumps(ids)))),
                Attendee.left_at.is_(None),
            )
            .order_by(func.lower(CALLED), Attendee.key)
            .offset(pages.before)
            .limit(pages.a_page)
        )
        return [(row, key, name) for row, key, name in self._session.execute(query)]

    def _changes(self, people: list[tuple[str, str, str]]) -> list[PersonChange]:
        own = {row for row, _, _ in people}
        before, after = (_of(seats, own) for seats in (self._before, self._after))
        others = {
            side
            for each in (before, after)
            for meetings in each.values()
            for seat in meetings.values()
            for side in (seat.a, seat.b)
        }
        query = select(Attendee.id, Attendee.key).where(Attendee.id.in_(others))
        keys = dict(self._session.execute(query).all())
        names = names_of(self._session, self._event.id, keys.values())
        called = {row: names.get(key, "somebody who has left") for row, key in keys.items()}
        times = labels_of(self._event)
        return [
            PersonChange(
                key,
                called.get(row, name),
                len(before.get(row, ())),
                len(after.get(row, ())),
                _lines(row, before.get(row, {}), after.get(row, {}), called, times),
            )
            for row, key, name in people
        ]


def _kinds(before: Mapping[str, Seat], after: Mapping[str, Seat]) -> dict[str, str]:
    """Say what happens to each whose agenda differs, by row id."""
    lost: Counter[str] = Counter()
    won: Counter[str] = Counter()
    moved: set[str] = set()
    for key in before.keys() | after.keys():
        one, two = before.get(key), after.get(key)
        if one == two:
            continue
        seat = two or one
        assert seat is not None
        sides = (seat.a, seat.b)
        if two is None:
            lost.update(sides)
        elif one is None:
            won.update(sides)
        else:
            moved.update(sides)
    found = {}
    for who in {*lost, *won, *moved}:
        if won[who] != lost[who]:
            found[who] = "more" if won[who] > lost[who] else "fewer"
        else:
            found[who] = "other" if won[who] else "moved"
    return found


def _of(seats: Mapping[str, Seat], people: set[str]) -> dict[str, dict[str, Seat]]:
    """Give the meetings of some people, each by id."""
    found: dict[str, dict[str, Seat]] = {}
    for key, seat in seats.items():
        for side in (seat.a, seat.b):
            if side in people:
                found.setdefault(side, {})[key] = seat
    return found


def _lines(
    who: str,
    before: Mapping[str, Seat],
    after: Mapping[str, Seat],
    called: Mapping[str, str],
    times: Mapping[str, str],
) -> tuple[str, ...]:
    """Say what changes for one, lost meetings first."""

    def other(seat: Seat) -> str:
        return called.get(seat.b if seat.a == who else seat.a, "somebody")

    def at(seat: Seat) -> str:
        return ", ".join(filter(None, (times.get(seat.slot, seat.slot), seat.table)))

    lines = [
        f"no longer {other(seat)} ({at(seat)})" for key, seat in before.items() if key not in after
    ]
    for key, seat in after.items():
        old = before.get(key)
        if old is None:
            lines.append(f"new: {other(seat)} ({at(seat)})")
        elif old != seat:
            lines.append(f"{other(seat)}: {at(seat)} instead of {at(old)}")
    return tuple(lines)
