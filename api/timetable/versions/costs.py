"""What versions would change against one that people have, beside what they are worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.timetable import queries
from api.timetable.models import ScheduleVersion
from api.timetable.versions.held import compared, held
from api.timetable.versions.origin import label_of


class _Told(NamedTuple):
    objective: float | None
    gap: float | None
    status: str | None
    short: int | None
    promised: float | None
    there: int | None


@dataclass(frozen=True, slots=True)
class Cost:
    """One version beside another.

    Attributes
    ----------
    share, worth
        Of what is possible, 0..1; and in itself, promises left out.
    there, short
        People to whom something is promised, and those of them with fewer meetings.
    stay, moved, gone, new
        Meetings of the other version that this one has at the same time and table, at another,
        or no more; and those that it has beside them.
    people
        Whose agenda differs.
    """

    number: int
    label: str
    made_at: dt.datetime
    published: bool
    shown: bool
    meetings: int
    share: float
    worth: float
    optimal: bool
    there: int
    short: int
    stay: int
    moved: int
    gone: int
    new: int
    people: int

    @property
    def kept(self) -> int:
        """People who have all that they are promised."""
        return max(0, self.there - self.short)


def costs(
    session: Session, base: ScheduleVersion, versions: Sequence[ScheduleVersion]
) -> tuple[Cost, ...]:
    """Compare versions with the one that people have, or with any other."""
    before = held(session, base)
    shown = queries.published(session, base.event_id)
    said = _certificates(session, [version.id for version in versions])
    found = []
    for version in versions:
        after = held(session, version)
        change = compared(before, after)
        told = said[version.id]
        found.append(
            Cost(
                version.number,
                label_of(session, version),
                version.created_at,
                version.published_at is not None,
                shown is not None and shown.id == version.id,
                len(after),
                max(0.0, 1.0 - (told.gap or 0.0)),
                (told.objective or 0.0) - (told.promised or 0.0),
                told.status == "optimal",
                told.there or 0,
                told.short or 0,
                len(before) - change.moved - change.dropped,
                change.moved,
                change.dropped,
                change.added,
                len(change.people),
            )
        )
    return tuple(found)


def _certificates(session: Session, ids: Sequence[str]) -> dict[str, _Told]:
    """Read, of certificates that may be megabytes of prices, only what is told."""
    certificate = ScheduleVersion.certificate
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    length = func.json_array_length if on_sqlite else func.jsonb_array_length
    rows = session.execute(
        select(
            ScheduleVersion.id,
            certificate["objective"].as_float(),
            certificate["gap"].as_float(),
            certificate["status"].as_string(),
            length(certificate["unmet"]),
            certificate[("promise", "value")].as_float(),
            certificate[("promise", "people")].as_integer(),
        ).where(ScheduleVersion.id.in_(ids))
    )
    return {key: _Told(*told) for key, *told in rows}
