"""Certificate: what a schedule is worth, the bound, who is short and why, what was checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from scheduling.problem.array_types import Float64

Status = Literal["optimal", "feasible", "infeasible"]


@dataclass(frozen=True, slots=True)
class Unmet:
    """A guarantee that is not kept: wanted, got, and the binding reason in words."""

    attendee: str
    wanted: int
    got: int
    reason: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A must-meet with priority, or a given meeting, that has no place, and why."""

    a: str
    b: str
    reason: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Uneven:
    """A team whose members' numbers of its meetings are further apart than its spread, and why."""

    team: str
    spread: int
    apart: int
    reason: str


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised to attendees, beside the room it is promised in.

    Attributes
    ----------
    people
        Attendees with a guarantee; who is known not to come has none.
    needed
        Meetings that keeping all guarantees takes at least: half of their sum, rounded up.
    places
        Meetings that can be held at all: in each slot as many as there are open tables, at most
        half of the attendees who can be there.
    value
        Part of F that is not the meetings' own worth: P x priority of each must-meet held, less P
        for each meeting missing from a guarantee. Take it away from objective and bound, and they
        say what the meetings are worth and could be at most with no more promises broken.
    """

    people: int
    needed: int
    places: int
    value: float


@dataclass(frozen=True, slots=True)
class OddSet:
    """A group of attendees of whom not all can meet at once, with the price of that.

    Attributes
    ----------
    members
        Positions of attendees, each once.
    pairs
        Pairs of positions that lead out of the group, one end in it, each once.
    price
        0 or more.
    """

    members: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...] = ()
    price: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Dual:
    """Prices that prove an upper bound by weak duality; every price 0 or more.

    With them each pair e = (i, j) has the reduced worth::

        omega(e) = s(e) (p(i) + p(j) + w(i) + w(j)) + q(i) + q(j) + bonus(e)
                   - y(i) - y(j) - sum of the group prices it touches - team prices
                   - prices of the odd sets that it lies in or leads out of

    and for every feasible schedule (see `scheduling.problem.problem` for F)::

        F <= sum_e max(0, max over common slots t of omega(e) - alpha(i,t) - alpha(j,t) - beta(t))
             + sum alpha over available (i, t) + sum_t capacity(t) beta(t) + sum y(i) cap(i)
             + sum of group and team prices times their caps
             + sum_i max_v (u(v)/2 - p(i) v) - sum_i q(i) min_meetings(i)
             + sum delta(i,k) max_per_day(i) + sum rho(i,t) max_consecutive(i)
             + sum of the odd sets' prices times their limits

    In the first line alpha(i,t) also holds delta(i,k) of t's day k and every rho(i,t') whose run,
    the max_consecutive(i) + 1 slots from t' on, contains t. Such a run lies in a row.
    where sum_i w(i) = n over those who have a possible pair if fairness = 1 (else w = 0),
    0 <= q <= P, 0 <= v <= i's c(i) best scores, cap(i) = c(i), capacity(t) = the open tables or
    half of those available, rounded down, if fewer. A pair of a team is taken at the best of its
    members; one of a team that sits ``together`` sums q, y, alpha and the group prices over the
    k members and averages p and w.

    Attributes
    ----------
    utility, guarantee, worst, cap
        p, q, w, y: float64, shape (n,).
    person_slot
        alpha: float64, shape (n, slots).
    slot
        beta: float64, shape (slots,).
    day
        delta: float64, shape (n, days), days numbered as they first come; None for all 0.
    row
        rho: float64, shape (n, slots); None for all 0.
    group
        (attendee, group) -> price of that group cap.
    team, team_guarantee
        Team id -> price of its max_meetings; of its min_meetings (at most P).
    odd
        Odd sets of members S with pairs F out of them, in problems without teams. The limit is
        min(floor((sum of c(i) over S + |F|) / 2), sum over slots of floor(|S there| / 2) + |F|).
    """

    utility: Float64
    guarantee: Float64
    worst: Float64
    cap: Float64
    person_slot: Float64
    slot: Float64
    group: dict[tuple[int, str], float] = field(default_factory=dict)
    team: dict[str, float] = field(default_factory=dict)
    team_guarantee: dict[str, float] = field(default_factory=dict)
    day: Float64 | None = None
    row: Float64 | None = None
    odd: tuple[OddSet, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is known of a schedule.

    Attributes
    ----------
    objective
        F (mode ``select``) or the number of breaks (``all_meetings``); None if infeasible.
    bound
        Valid upper (``select``) or lower bound; None if there is none.
    gap
        ``|bound - objective| / max(|bound|, 1e-9)`` (0 when equal); None if infeasible.
    status
        ``optimal`` only if the bound proves it.
    bound_by
        Name of the bound: "selection LP", "time-indexed LP", "exact", ...
    unmet, unplaced, uneven
        Who is short, what was left out, which team is unevenly split, each with its reason.
    clash
        If infeasible: rules, by name, that cannot hold together; none of them can be spared.
    checks
        Names of the rules that verification tested.
    verified
        Whether `scheduling.verify.verification` passed schedule, objective and bound.
    dual
        Prices behind the bound, mode ``select``.
    promise
        Mode ``select``: what the guarantees ask of the room, and what they make of F.
    worst_off
        Smallest v(i) over those who have a possible pair; its bound where fairness is 1.
    """

    objective: float | None
    bound: float | None
    gap: float | None
    status: Status
    bound_by: str = ""
    unmet: tuple[Unmet, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    uneven: tuple[Uneven, ...] = ()
    clash: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    verified: bool = False
    dual: Dual | None = None
    promise: Promise | None = None
    worst_off: float | None = None
    worst_off_bound: float | None = None

    @property
    def share(self) -> float | None:
        """Worth of the meetings as a share of what they could be worth; None if unknown."""
        promised = 0.0 if self.promise is None else self.promise.value
        if self.objective is None or self.bound is None:
            return None
        return share(self.objective - promised, self.bound - promised)

    @classmethod
    def claim(
        cls,
        bound: float | None,
        bound_by: str = "",
        *,
        unmet: tuple[Unmet, ...] = (),
        unplaced: tuple[Unplaced, ...] = (),
        uneven: tuple[Uneven, ...] = (),
        dual: Dual | None = None,
    ) -> Certificate:
        """State what verification shall check and complete; ``bound`` is None beside a dual."""
        return cls(
            objective=None,
            bound=bound,
            gap=None,
            status="feasible",
            bound_by=bound_by,
            unmet=unmet,
            unplaced=unplaced,
            uneven=uneven,
            dual=dual,
        )

    @classmethod
    def infeasible(cls, clash: tuple[str, ...], bound_by: str = "") -> Certificate:
        """Say that there is no schedule, and by which rules."""
        return cls(None, None, None, "infeasible", bound_by, clash=clash)


def share(worth: float, bound: float) -> float:
    """Return a worth as a share of its upper bound, 0..1; 1 where they are equal."""
    if worth >= bound:
        return 1.0
    return max(0.0, min(1.0, 1 - (bound - worth) / max(abs(bound), 1e-9)))
