"""The parts a problem is made of: slots, tables, people, teams, wishes, given meetings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Mode = Literal["select", "all_meetings"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A time for meetings.

    Attributes
    ----------
    start, end
        Minutes since any origin common to the problem's slots; ``end > start``. Slots may
        differ in length but not overlap.
    day
        Slots of one day share it; per-day limits and runs in a row never cross days.
    """

    id: str
    start: float
    end: float
    day: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A place for one meeting at a time.

    Attributes
    ----------
    zone
        Part of the room; walking is counted between tables, more between zones.
    available
        Slots in which it is open; None means all.
    """

    id: str
    zone: str = ""
    available: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person and their limits.

    Attributes
    ----------
    min_meetings
        The guarantee: soft, each missing meeting costs `Objective.shortfall_price`.
    max_meetings
        Hard; None means one in every slot.
    available
        Slots the person can meet in; None means all.
    groups
        Labels that others' caps refer to.
    group_caps
        Group -> most meetings this person has with its members; hard.
    max_consecutive
        Most meetings in a row; hard. Slots are in a row when nothing but the planned gap of
        less than ten minutes lies between them and they are of one day.
    max_per_day, min_per_day
        Hard most, and soft least (counted as shortfall), on each day.
    side
        People of one side never meet each other; "" means no side.
    table
        A host: all their meetings are at this table, and nobody else's are.
    zones
        Tables the person can use must be in one of these; empty means any. A pair's zones
        are the zones both can use.
    """

    id: str
    min_meetings: int = 0
    max_meetings: int | None = None
    available: tuple[str, ...] | None = None
    groups: tuple[str, ...] = ()
    group_caps: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    max_consecutive: int | None = None
    max_per_day: int | None = None
    min_per_day: int = 0
    side: str = ""
    table: str | None = None
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Team:
    """A delegation: pairs, wishes and locks may name it instead of a person.

    A meeting of the team is sat by one member who is free; with ``together`` by all of them
    (each is then busy). Two members never sit in one meeting otherwise.

    Attributes
    ----------
    members
        Attendee ids; nobody is in two teams.
    max_meetings, min_meetings
        Of the whole team, like `Attendee`'s.
    spread
        Most by which two members' numbers of team meetings may differ, as far as their
        limits and availability allow; None means any. Soft: split as evenly as can be
        (`scheduling.explain.team_balance`), reported where that is not enough, never refused.
    """

    id: str
    members: tuple[str, ...]
    max_meetings: int | None = None
    min_meetings: int = 0
    together: bool = False
    spread: int | None = 1


@dataclass(frozen=True, slots=True)
class MustMeet:
    """Two parties that meet.

    ``priority`` None is a hard rule. A number above 0 is a wish of that rank (a bought
    meeting, an accepted request): placed before any score counts, higher ones first; what
    cannot be placed is reported with its reason.
    """

    a: str
    b: str
    priority: float | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """A meeting that stays: the pair, and its slot and table where they are given. Hard."""

    a: str
    b: str
    slot: str | None = None
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """If both pairs meet, ``first`` meets in an earlier slot than ``then``. Hard."""

    first: tuple[str, str]
    then: tuple[str, str]


@dataclass(frozen=True, slots=True)
class GivenMeeting:
    """A meeting that is to be placed (mode ``all_meetings``).

    Attributes
    ----------
    slots
        Allowed slots; None means all.
    after
        Ids of meetings that must be strictly earlier.
    priority
        Counts when not all can be placed and `Objective.partial` is set; above 0.
    """

    id: str
    a: str
    b: str
    slots: tuple[str, ...] | None = None
    after: tuple[str, ...] = ()
    priority: float = 1.0


@dataclass(frozen=True, slots=True)
class Objective:
    """What a good schedule is; see `scheduling.problem.problem` for the formula.

    Attributes
    ----------
    mode
        ``select``: who meets is sought too; ``all_meetings``: only when.
    fairness
        0 (plain sum of scores) .. 1 (worst-off first).
    shortfall_price
        Cost of each meeting missing from a guarantee, in units of score; None takes ten
        times the most one meeting can be worth, so that a guarantee goes before value.
    break_spread
        ``all_meetings``: nobody has more than this many breaks above anybody else; None
        means any number.
    partial
        ``all_meetings``: place as many as possible by priority where all cannot be.
    """

    mode: Mode = "select"
    fairness: float = 0.0
    shortfall_price: float | None = None
    break_spread: int | None = None
    partial: bool = False
