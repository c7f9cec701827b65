"""How many agendas of a publication have left, as its organiser sees it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.jobs import queries as jobs
from api.mail import outbox
from api.timetable.models import ScheduleVersion
from api.web.wording import counted


@dataclass(frozen=True, slots=True)
class Departures:
    """What the part `departures` of timetable/timetable.html shows.

    Attributes
    ----------
    fraction
        Of those that are to leave, 0..1.
    moving
        Whether to look again: some have not left yet.
    """

    sentence: str
    fraction: float
    moving: bool


def departures_of(session: Session, version: ScheduleVersion) -> Departures | None:
    """Say how far the agendas of a version's last showing are; None where there are none."""
    job = jobs.find(session, version.sending_id) if version.sending_id else None
    if job is None:
        return None
    if not job.over:
        return Departures("The agendas are being put together.", 0.0, True)
    states = outbox.departures(session, job.id)
    # Whoever has stopped such mail or withdrawn since is sent none.
    whole = sum(number for state, number in states.items() if state != "dropped")
    if not whole:
        return None
    left, waiting = states.get("sent", 0) + states.get("kept", 0), states.get("waiting", 0)
    if left < whole:
        said = f"{left:,} of {counted(whole, 'agenda')} have left."
    else:
        said = "The agenda has left." if whole == 1 else f"All {whole:,} agendas have left."
    return Departures(said, left / whole, waiting > 0)
