"""A stored certificate as people read it: a share, a guarantee, who is short and why."""

from __future__ import annotations

from dataclasses import dataclass

from api.timetable.models import ScheduleVersion
from api.timetable.view import TimetableView

# How the bound was found, in words.
BOUNDS = {
    "selection LP": "the selection's linear programme",
    "time-indexed LP": "a linear programme over people and times",
    "exact": "a complete search",
}


@dataclass(frozen=True, slots=True)
class Short:
    """Somebody with fewer meetings than guaranteed, and why."""

    name: str
    wanted: int
    got: int
    reason: str


@dataclass(frozen=True, slots=True)
class CertificateView:
    """What `templates/_macros/certificate.html` draws; ``share`` is value / bound, 0..1."""

    share: float
    value: float
    bound: float
    bound_by: str
    optimal: bool
    people: int
    meetings: int
    guarantee: int
    unmet: tuple[Short, ...]
    verified: bool
    checks: tuple[str, ...]
    seconds: float


def certificate_view(
    version: ScheduleVersion, timetable: TimetableView, guarantee: int
) -> CertificateView:
    """Read the certificate of a version.

    Parameters
    ----------
    guarantee
        Meetings promised to each, by the event's rules.
    """
    stored = version.certificate
    gap = stored.get("gap") or 0.0
    names = {person.key: person.name for person in timetable.people}
    value = stored.get("objective") or 0.0
    return CertificateView(
        share=max(0.0, min(1.0, 1.0 - gap)),
        value=value,
        bound=stored.get("upper_bound") or value,
        bound_by=BOUNDS.get(stored.get("bound_by", ""), stored.get("bound_by", "")),
        optimal=stored.get("status") == "optimal",
        people=len(timetable.people),
        meetings=len(timetable.held()),
        guarantee=guarantee,
        unmet=tuple(
            Short(names.get(u["attendee"], u["attendee"]), u["wanted"], u["got"], u["reason"])
            for u in stored.get("unmet", ())
        ),
        verified=bool(stored.get("verified")),
        checks=tuple(stored.get("checks", ())),
        seconds=version.seconds,
    )
