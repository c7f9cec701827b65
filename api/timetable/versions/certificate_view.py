"""A stored certificate as people read it: a share, a guarantee, who is short and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.attendees.queries import count
from api.events.models import Event
from api.timetable.models import ScheduleVersion
from api.timetable.versions.held import held_by_slot
from api.timetable.versions.open_words import open_reason
from api.timetable.view import TimetableView
from scheduling.certificate import share

# How the bound was found, in words.
BOUNDS = {
    "": "prices that anybody can add up again",
    "selection LP": "the selection's linear programme",
    "time-indexed LP": "a linear programme over people and times",
    "exact": "a complete search",
}
# The rules of `scheduling.verify.verification`, as an organiser would say them.
CHECKS = {
    "known ids": "only people, times and tables of this event",
    "present": "everybody is there when they meet",
    "one meeting at a time": "nobody is in two places at once",
    "most meetings": "nobody has more meetings than allowed",
    "most per day": "nor more on one day",
    "most in a row": "nobody goes too long without a pause",
    "group caps": "nobody meets too many of one group",
    "never meet": "who must not meet does not",
    "sides": "people who may only meet the other side do",
    "teams": "nobody meets their own team",
    "team spread": "a team's meetings are shared among its members, or it is said why not",
    "must meet": "who must meet does",
    "locked": "what was fixed stays",
    "before": "what comes first is first",
    "tables": "one meeting at a table, none at a closed one",
    "hosts": "who has a table of their own sits there",
    "zones": "seats that are step-free or quiet for those who need them",
    "listed pairs": "only pairs worth considering",
    "once a pair": "no two people meet twice",
    "objective": "the worth, added up anew",
    "bound": "the most that is possible, worked out anew",
    "guarantees": "who has fewer than promised is named",
    "left out": "who must meet and cannot is named",
}
MOST_NAMED = 100


@dataclass(frozen=True, slots=True)
class Short:
    """Somebody with fewer meetings than guaranteed, and why."""

    name: str
    wanted: int
    got: int
    reason: str


@dataclass(frozen=True, slots=True)
class CertificateView:
    """What `templates/_macros/certificate.html` draws.

    Attributes
    ----------
    share
        Worth of the meetings as a share of its bound, 0..1.
    value, bound
        What the meetings are worth, and could be at most with no more promises broken. Prices
        that the solver sets on broken promises are in neither.
    there
        People to whom something is promised: all but those known not to come.
    needed, places
        Meetings that the promise takes at least, and that room and people can hold at most; 0 and
        0 where a version of an older release does not say.
    """

    share: float
    value: float
    bound: float
    bound_by: str
    optimal: bool
    people: int
    there: int
    needed: int
    places: int
    meetings: int
    guarantee: int
    short: int
    """People with fewer meetings than promised; ``unmet`` names them, or the first of them."""
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
    names = {person.key: person.name for person in timetable.people}
    counts = len(timetable.people), len(timetable.held())
    return _view(version, guarantee, names, counts, version.certificate.get("unmet", ()))


def certificate_on_page(
    session: Session, event: Event, version: ScheduleVersion, guarantee: int
) -> CertificateView:
    """Read the certificate of a version for a page, which names the first `MOST_NAMED`."""
    unmet = version.certificate.get("unmet", ())[:MOST_NAMED]
    asked = {short["attendee"] for short in unmet}
    people = session.execute(
        select(Attendee.key, Attendee.name, Attendee.external_id).where(
            Attendee.event_id == event.id, Attendee.key.in_(asked), Attendee.left_at.is_(None)
        )
    )
    names = {key: name or listed for key, name, listed in people}
    meetings = sum(held_by_slot(session, version).values())
    return _view(version, guarantee, names, (count(session, event.id), meetings), unmet)


def _view(
    version: ScheduleVersion,
    guarantee: int,
    names: Mapping[str, str],
    counts: tuple[int, int],
    unmet: Sequence[Mapping[str, Any]],
) -> CertificateView:
    stored = version.certificate
    promise = stored.get("promise") or {}
    people, meetings = counts
    objective = stored.get("objective") or 0.0
    bound = stored.get("upper_bound")
    # Must-meets and broken promises have prices beside which no meeting's worth could be seen.
    priced = promise.get("value", 0.0)
    value = objective - priced
    most = value if bound is None else bound - priced
    return CertificateView(
        share=share(value, most),
        value=value,
        bound=most,
        bound_by=BOUNDS.get(stored.get("bound_by", ""), stored.get("bound_by", "")),
        optimal=stored.get("status") == "optimal",
        people=people,
        there=promise.get("people") or people,
        needed=promise.get("needed", 0),
        places=promise.get("places", 0),
        meetings=meetings,
        guarantee=guarantee,
        short=len(stored.get("unmet", ())),
        unmet=tuple(
            Short(
                names.get(u["attendee"], u["attendee"]),
                u["wanted"],
                u["got"],
                _clause(open_reason(u["reason"])),
            )
            for u in unmet
        ),
        verified=bool(stored.get("verified")),
        checks=tuple(CHECKS.get(check, check) for check in stored.get("checks", ())),
        seconds=version.seconds,
    )


def _clause(reason: str) -> str:
    """Put a reason as a clause that follows "because"."""
    return reason[:1].lower() + reason[1:].rstrip(".")
