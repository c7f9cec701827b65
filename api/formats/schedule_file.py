"""Shape of schedule.json: meetings and the certificate, every field with its meaning."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from scheduling.certificate import Certificate, Dual
from scheduling.problem import Meeting, Mode
from scheduling.result import Result


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MeetingOut(_Part):
    """One meeting, in order of slots."""

    id: str = Field("", description="Only where the problem gave one (mode all_meetings).")
    a: str = Field(description="Attendee; for a team the member who sits.")
    b: str = Field(description="Attendee; for a team the member who sits.")
    slot: str
    table: str | None = Field(description="null where the problem has no tables.")
    team_a: str = Field("", description="The team that a sits for; only if there is one.")
    team_b: str = Field("", description="The team that b sits for; only if there is one.")


class UnmetOut(_Part):
    """A guarantee that is not kept."""

    attendee: str
    wanted: int
    got: int
    reason: str


class UnevenOut(_Part):
    """A team whose members' numbers of its meetings are further apart than its spread."""

    team: str
    spread: int
    apart: int
    reason: str


class UnplacedOut(_Part):
    """A wished or given meeting without a place."""

    id: str = Field("", description="Only where the problem gave one.")
    a: str
    b: str
    reason: str


class GroupPriceOut(_Part):
    """Price of one attendee's cap on one group."""

    attendee: int = Field(description="Position in the problem's attendees.")
    group: str
    price: float


class OddSetOut(_Part):
    """Price of a group of whom not all can meet at once, with pairs that lead out of it."""

    members: list[int] = Field(description="Positions in the problem's attendees.")
    pairs: list[tuple[int, int]] = Field([], description="Pairs of positions, one in the group.")
    price: float


class DualOut(_Part):
    """Prices that prove the upper bound by weak duality; docs/scheduling.md says how.

    Attendees stand in the problem's order, slots in order of time.
    """

    utility: list[float]
    guarantee: list[float]
    worst: list[float]
    cap: list[float]
    person_slot: list[list[float]] = Field(description="One row an attendee; [] if all are 0.")
    slot: list[float]
    group: list[GroupPriceOut]
    team: dict[str, float]
    team_guarantee: dict[str, float]
    day: list[list[float]] = Field(
        [], description="Of limits a day: one row an attendee, a column a day; [] if all are 0."
    )
    row: list[list[float]] = Field(
        [], description="Of limits in a row: one row an attendee; [] if all are 0."
    )
    odd: list[OddSetOut] = Field([], description="Of groups of whom not all can meet at once.")


class PromiseOut(_Part):
    """What is promised to attendees, beside the room it is promised in."""

    people: int = Field(description="Attendees with a guarantee.")
    needed: int = Field(description="Meetings that all guarantees take at least.")
    places: int = Field(description="Meetings that room and people can hold at most.")
    value: float = Field(
        description="Part of value and upper bound that must-meets held and guarantees missed "
        "make; without it they say what the meetings are worth."
    )


class CertificateOut(_Part):
    """What is known of the schedule."""

    objective: float | None = Field(
        description="Value (select) or number of breaks (all_meetings); null if infeasible."
    )
    upper_bound: float | None = Field(None, description="select: no schedule is worth more.")
    lower_bound: float | None = Field(None, description="all_meetings: none has fewer breaks.")
    gap: float | None = Field(description="|bound - objective| / |bound|; 0 when equal.")
    status: Literal["optimal", "feasible", "infeasible"]
    bound_by: str = Field(description="How the bound was found.")
    unmet: list[UnmetOut]
    unplaced: list[UnplacedOut]
    uneven: list[UnevenOut] = Field([], description="Teams not split as evenly as asked.")
    clash: list[str] = Field(description="If infeasible: rules that cannot hold together.")
    checks: list[str] = Field(description="Rules that verification tested.")
    verified: bool
    promise: PromiseOut | None = Field(None, description="select: what is guaranteed.")
    worst_off: float | None = Field(None, description="Value of the worst-off attendee.")
    worst_off_bound: float | None = Field(None, description="With fairness 1: its bound.")
    dual: DualOut | None = None


class ScheduleFile(_Part):
    """What `confab solve` writes."""

    meetings: list[MeetingOut]
    certificate: CertificateOut
    seconds: float = Field(ge=0, description="Wall time.")
    seed: int


def result_document(result: Result, mode: Mode = "select") -> dict[str, Any]:
    """Write a result as schedule.json has it."""
    return {
        "meetings": [meeting_document(meeting) for meeting in result.schedule.meetings],
        "certificate": certificate_document(result.certificate, mode),
        "seconds": round(result.seconds, 3),
        "seed": result.seed,
    }


def meeting_document(meeting: Meeting) -> dict[str, Any]:
    """Write one meeting; the table is null where there are none."""
    named = {"id": meeting.id, "team_a": meeting.team_a, "team_b": meeting.team_b}
    return {
        "a": meeting.a,
        "b": meeting.b,
        "slot": meeting.slot,
        "table": meeting.table or None,
        **{key: value for key, value in named.items() if value},
    }


def certificate_document(certificate: Certificate, mode: Mode = "select") -> dict[str, Any]:
    """Write a certificate; its bound is ``upper_bound`` or, in all_meetings, ``lower_bound``."""
    bound = "upper_bound" if mode == "select" else "lower_bound"
    document: dict[str, Any] = {
        "objective": _number(certificate.objective),
        bound: _number(certificate.bound),
        "gap": _number(certificate.gap),
        "status": certificate.status,
        "bound_by": certificate.bound_by,
        "unmet": [
            {"attendee": u.attendee, "wanted": u.wanted, "got": u.got, "reason": u.reason}
            for u in certificate.unmet
        ],
        "unplaced": [
            {**({"id": u.id} if u.id else {}), "a": u.a, "b": u.b, "reason": u.reason}
            for u in certificate.unplaced
        ],
        "uneven": [
            {"team": u.team, "spread": u.spread, "apart": u.apart, "reason": u.reason}
            for u in certificate.uneven
        ],
        "clash": list(certificate.clash),
        "checks": list(certificate.checks),
        "verified": certificate.verified,
    }
    if certificate.promise is not None:
        document["promise"] = dataclasses.asdict(certificate.promise)
    for name in ("worst_off", "worst_off_bound"):
        if getattr(certificate, name) is not None:
            document[name] = _number(getattr(certificate, name))
    if certificate.dual is not None:
        document["dual"] = _dual_document(certificate.dual)
    return document


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _dual_document(dual: Dual) -> dict[str, Any]:
    return {
        "utility": dual.utility.tolist(),
        "guarantee": dual.guarantee.tolist(),
        "worst": dual.worst.tolist(),
        "cap": dual.cap.tolist(),
        "person_slot": dual.person_slot.tolist() if dual.person_slot.any() else [],
        "slot": dual.slot.tolist(),
        "group": [
            {"attendee": person, "group": group, "price": price}
            for (person, group), price in dual.group.items()
        ],
        "team": dict(dual.team),
        "team_guarantee": dict(dual.team_guarantee),
        **{
            name: prices.tolist()
            for name, prices in (("day", dual.day), ("row", dual.row))
            if prices is not None and prices.any()
        },
        "odd": [
            {"members": list(odd.members), "pairs": list(odd.pairs), "price": odd.price}
            for odd in dual.odd
        ],
    }
