"""Changes of the day: what people report at the door, as values."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.problem import Attendee


@dataclass(frozen=True, slots=True)
class NoShow:
    """Somebody does not come; with ``from_slot`` they have left and are there no more.

    Their guarantee falls away; a host who never came gives the table free, and a team that
    sits together goes on without the member.
    """

    attendee: str
    from_slot: str | None = None


@dataclass(frozen=True, slots=True)
class LateArrival:
    """Somebody is there only from ``from_slot`` on."""

    attendee: str
    from_slot: str


@dataclass(frozen=True, slots=True)
class EarlyLeave:
    """Somebody is gone from ``from_slot`` on, and keeps the guarantee as far as it goes."""

    attendee: str
    from_slot: str


@dataclass(frozen=True, slots=True)
class TableClosed:
    """A table cannot be used in some slots; None means all that have not begun."""

    table: str
    slots: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Delayed:
    """All slots of the day from ``from_slot`` on start and end later.

    Attributes
    ----------
    minutes
        Above 0.
    closing
        When the house closes, in the slots' minutes: slots that would end later are lost.
    """

    minutes: float
    from_slot: str
    closing: float | None = None


@dataclass(frozen=True, slots=True)
class SlotsLost:
    """Nobody can meet in these slots: the programme overran."""

    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WalkIn:
    """Somebody new, with the pairs they may form: ids of others and scores."""

    attendee: Attendee
    pairs: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Two who shall not meet after all; the pair is not placed again."""

    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """A request that was accepted: the two shall meet, as a wish of that priority.

    ``score`` counts if the pair is not yet listed.
    """

    a: str
    b: str
    priority: float = 1.0
    score: float = 0.0


DayChange = (
    NoShow
    | LateArrival
    | EarlyLeave
    | TableClosed
    | Delayed
    | SlotsLost
    | WalkIn
    | Cancelled
    | Accepted
)


class ChangeRefused(ValueError):
    """Raised when a change names what the problem does not have, or contradicts it."""
