"""Problem: all that a schedule is made from; checks itself and lists every fault at once.

Objective, mode ``select``. Let s(e) be the score of pair e, v(i) the sum of the scores of
i's meetings, d(i) their number, f the fairness, n the number of attendees, P the price::

    F = 1/2 sum_i u(v(i)) + [f = 1] n min_i v(i) - P sum_i shortfall(i) + sum_placed bonus(e)

    u(v) = integral from 0 to v of slope(x) dx,  slope(x) = (1 - f) + f sigma(x)
    sigma = 16, 8, 4, 2, 1 on the quarters of [0, R] and beyond R
    R = mean over i of the sum of i's max_meetings best scores (i's best timetable alone)
    shortfall(i) = max(0, min_meetings - d(i)) + sum over days max(0, min_per_day - d(i, day))
    bonus(e) = P times priority for a `MustMeet` with a priority that is placed

The minimum runs over the attendees who have at least one possible pair. With f = 0 and every
guarantee kept, F is the plain sum of the scores. Mode ``all_meetings``: the number of breaks
(maximal idle runs between two meetings of a person on one day), to be small.

In detail, so that a solver and a verifier written apart agree to the last digit:

- c(i), the most meetings i can have: the slots i is available in, or ``max_meetings`` if less.
  R takes the c(i) best scores of i's listed pairs; a pair of i's team counts as i's.
- A pair is possible if c is above 0 for both, they have a common slot in which a table that
  suits both is open, and neither ``never_meet``, a side, nor a common team keeps them apart; one
  that is locked to a slot or table must have that.
- P, if not given: 10 s_max (1 - f + 16 f + [f = 1] n), s_max the highest score (1 if that is 0).
- A pair of a `MustMeet` or `Lock` that is not listed has score 0.
- A team's meeting counts, in d and v, for the member who sits; ``together``: in d for all k
  members, in v as s(e) / k each (and in F's sum of scores once). A team's own ``min_meetings``
  adds max(0, min_meetings - its meetings) to the shortfalls.
- ``never_meet``, sides and group caps look at those who sit and at the teams they sit for; two
  of one team never sit opposite each other. A meeting opposite several members of a capped
  group (``together``) counts once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from scheduling.problem.entities import (
    Attendee,
    Before,
    GivenMeeting,
    Lock,
    MustMeet,
    Objective,
    Slot,
    Table,
    Team,
)
from scheduling.problem.fault import Fault
from scheduling.problem.known_ids import KnownIds
from scheduling.problem.pairs import Pairs
from scheduling.problem.validate_meetings import meeting_faults, meeting_lock_faults
from scheduling.problem.validate_objective import mode_faults, objective_faults
from scheduling.problem.validate_people import people_faults, team_faults
from scheduling.problem.validate_room import slot_faults, table_faults
from scheduling.problem.validate_wishes import (
    before_faults,
    lock_faults,
    must_faults,
    never_faults,
    pair_faults,
)


class ProblemFaults(ValueError):
    """Raised when a problem contradicts its own form; carries every fault found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{f.where}: {f.what}" for f in faults))


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """People, room, times, pairs and rules.

    Attributes
    ----------
    slots
        In order of time.
    meetings
        Only in mode ``all_meetings``; ``pairs`` is then empty.
    without_tables
        True when no table was given: the number of meetings at once is not limited and
        `Meeting.table` is "".

    Raises
    ------
    ProblemFaults
        All faults of form: unknown or repeated ids, slots that end before they start or
        overlap, limits out of range, pairs with themselves, locks that name the same person
        and slot twice, ... Rules that merely cannot hold *together* are no fault of form: a
        certificate's clash speaks of them.
    """

    attendees: tuple[Attendee, ...]
    slots: tuple[Slot, ...]
    tables: tuple[Table, ...] = ()
    pairs: Pairs = field(default_factory=Pairs.none)
    must_meet: tuple[MustMeet, ...] = ()
    never_meet: tuple[tuple[str, str], ...] = ()
    locked: tuple[Lock, ...] = ()
    before: tuple[Before, ...] = ()
    teams: tuple[Team, ...] = ()
    meetings: tuple[GivenMeeting, ...] = ()
    objective: Objective = field(default_factory=Objective)

    def __post_init__(self) -> None:
        faults = tuple(self._faults())
        if faults:
            raise ProblemFaults(faults)

    def _faults(self) -> Iterator[Fault]:
        """Every fault of form, in the order of the fields; of `Pairs` at most ten of a kind."""
        known = KnownIds.of(self.attendees, self.teams, self.slots, self.tables)
        yield from people_faults(self.attendees, known)
        yield from slot_faults(self.slots)
        yield from table_faults(self.tables, known)
        yield from pair_faults(self.pairs, self.parties, self.teams)
        yield from must_faults(self.must_meet, known)
        yield from never_faults(self.never_meet, known)
        yield from lock_faults(self.locked, self.never_meet, known)
        yield from before_faults(self.before, known)
        yield from team_faults(self.teams, known)
        yield from meeting_faults(self.meetings, known)
        if self.objective.mode == "all_meetings":
            yield from meeting_lock_faults(self.locked, self.meetings)
        yield from objective_faults(self.objective)
        used = {
            f.name for f in fields(self) if f.name != "objective" and len(getattr(self, f.name))
        }
        yield from mode_faults(self.objective, used)

    @property
    def without_tables(self) -> bool:
        """Whether the room sets no limit."""
        return not self.tables

    @property
    def parties(self) -> tuple[str, ...]:
        """Ids that `Pairs` refers to by position: attendees, then teams."""
        return tuple(a.id for a in self.attendees) + tuple(t.id for t in self.teams)
