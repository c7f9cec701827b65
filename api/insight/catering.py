"""Ordered against came: what an event had, and what earlier ones teach about the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.events import log
from api.events.models import Event, Organiser, Slot
from api.events.series import earlier_of_same_organisers
from api.insight.heads import USUAL, Shares
from api.insight.models import Catering
from api.web.wording import counted, number, percent

SAID = log.declare(
    "food-said", "Plates: ordered {ordered}, came {came}, left over {left_over} (before: {before})"
)
# As much as that many expected people weigh the usual shares against what came.
_PRIOR = 25.0
_MOST = 12
"""Earlier events that are looked at: the last ones."""


@dataclass(frozen=True, slots=True)
class Plates:
    """What was said of an event's plates; ``checked_in`` is counted at the door."""

    ordered: int | None = None
    came: int | None = None
    left_over: int | None = None
    checked_in: int = 0

    @property
    def heads(self) -> int | None:
        """How many came: as counted by hand, else at the door; None where nobody counted."""
        return self.came if self.came is not None else self.checked_in or None


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier event of the same organisers; ``usual`` is what the usual shares would say."""

    event_id: str
    name: str
    at: dt.datetime
    zone: str
    usual: float
    plates: Plates


def plates_of(session: Session, event_id: str) -> Plates:
    """Read what is known of an event's plates."""
    row = session.get(Catering, event_id)
    here = session.scalar(
        select(func.count(Attendee.id)).where(
            Attendee.event_id == event_id,
            Attendee.left_at.is_(None),
            Attendee.checked_in_at.is_not(None),
        )
    )
    if row is None:
        return Plates(checked_in=here or 0)
    return Plates(row.ordered, row.came, row.left_over, here or 0)


def keep_plates(session: Session, event_id: str, account_id: str, plates: Plates) -> None:
    """Store what was ordered and what came."""
    row = session.get(Catering, event_id)
    before = "nothing" if row is None else _said(Plates(row.ordered, row.came, row.left_over))
    if row is None:
        session.add(row := Catering(event_id=event_id))
    row.ordered, row.came, row.left_over = plates.ordered, plates.came, plates.left_over
    log.record(
        session,
        SAID,
        event_id,
        account_id,
        ordered=_word(plates.ordered),
        came=_word(plates.came),
        left_over=_word(plates.left_over),
        before=before,
    )


def earlier_events(session: Session, event_id: str) -> tuple[Earlier, ...]:
    """Give the last earlier events of the same organisers, the newest first."""
    ids = earlier_of_same_organisers(session, event_id)
    ends = func.max(Slot.ends_at)
    events = session.execute(
        select(Event.id, Event.name, Event.timezone, ends)
        .join(Slot, Slot.event_id == Event.id)
        .where(Event.id.in_(ids[-500:]))
        .group_by(Event.id, Event.name, Event.timezone)
        .order_by(ends.desc())
        .limit(_MOST)
    ).all()
    usual = _usual(session, [row[0] for row in events])
    return tuple(
        Earlier(key, name, at, zone, usual.get(key, 0.0), plates_of(session, key))
        for key, name, zone, at in events
    )


def seen_by(session: Session, account_id: str, events: Collection[str]) -> frozenset[str]:
    """Give those of some events whose pages an account may read: others stay without a name."""
    reads = Organiser.role.in_(("owner", "editor", "viewer"))
    query = select(Organiser.event_id).where(Organiser.event_id.in_(events), reads)
    return frozenset(session.scalars(query.where(Organiser.account_id == account_id)))


def shares_from(earlier: tuple[Earlier, ...]) -> Shares:
    """Learn from earlier events how the usual shares are off; little from few people."""
    taught = _taught(earlier)
    came = sum(each.plates.heads or 0 for each in taught)
    usual = sum(each.usual for each in taught)
    return USUAL.times((came + _PRIOR) / (usual + _PRIOR))


def basis(earlier: tuple[Earlier, ...], shares: Shares, times: bool) -> tuple[str, ...]:
    """Say in words what a forecast rests on."""
    taught = _taught(earlier)
    lines = [
        f"Answers: of those who said yes {percent(shares.yes)} are counted on, of those who have "
        f"said nothing {percent(shares.silent)}, of those who said no nobody."
    ]
    if taught:
        came = sum(each.plates.heads or 0 for each in taught)
        usual = round(sum(each.usual for each in taught))
        off = abs(came - usual) / max(1, usual)
        way = (
            "as many" if came == usual else f"{percent(off)} {'more' if came > usual else 'fewer'}"
        )
        events = counted(len(taught), "earlier event")
        lines.append(
            f"History: at {events} of yours {number(came)} came where the usual shares say "
            f"{number(usual)}, {way}. The shares above count that in, the more the more people it "
            "rests on."
        )
    else:
        lines.append(
            "History: no earlier event of yours has check-ins or a count yet, so these are the "
            "usual shares. Say below what came, and the next forecast knows better."
        )
    lines.append("Check-ins: whoever is checked in counts in full.")
    if times:
        lines.append("By hour: from the times that people said they are there.")
    return tuple(lines)


def _taught(earlier: tuple[Earlier, ...]) -> list[Earlier]:
    return [each for each in earlier if each.plates.heads is not None and each.usual > 0]


def _usual(session: Session, ids: list[str]) -> dict[str, float]:
    """Say how many the usual shares expect at each of some events."""
    share = case(
        (Attendee.coming == "yes", USUAL.yes),
        (Attendee.coming == "unknown", USUAL.silent),
        else_=0.0,
    )
    rows = session.execute(
        select(Attendee.event_id, func.sum(share))
        .where(Attendee.event_id.in_(ids), Attendee.left_at.is_(None))
        .group_by(Attendee.event_id)
    )
    return {key: float(total or 0) for key, total in rows}


def _word(count: int | None) -> str:
    return "unsaid" if count is None else str(count)


def _said(plates: Plates) -> str:
    return ", ".join(_word(each) for each in (plates.ordered, plates.came, plates.left_over))
