"""The mail with a person's agenda, sent when a version is published."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from api.mail.outbox import Mail
from api.settings import Settings
from api.timetable.agenda import Entry, agenda_days
from api.timetable.view import TimetableView
from api.web.templating import render_mail


@dataclass(frozen=True, slots=True)
class _Event:
    name: str
    place: str
    zone: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whose agenda it is: row id, name, e-mail address."""

    id: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class AgendaMail:
    """Context of mails/agenda.txt and .html."""

    site: str
    reason_sent: str
    name: str
    event: _Event
    link: str
    entries: tuple[Entry, ...]
    changes: tuple[str, ...]


def agenda_mail(
    view: TimetableView,
    person: Addressee,
    changes: list[str],
    publication: str,
    now: dt.datetime,
    settings: Settings,
) -> Mail:
    """Write a person's agenda; one publication is sent to the same person once."""
    context = AgendaMail(
        site=settings.base_url,
        reason_sent=f"You get this mail because you take part in {view.event}.",
        name=person.name,
        event=_Event(view.event, view.place, view.timezone),
        link=f"{settings.base_url}/e/{view.slug}/agenda",
        entries=tuple(e for day in agenda_days(view, person.id, now, ()) for e in day.entries),
        changes=tuple(changes),
    )
    text, html = render_mail("mails/agenda", context)
    subject = "Your agenda has changed" if changes else "Your agenda"
    return Mail(
        dedupe_key=f"agenda:{publication}:{person.id}",
        kind="agenda",
        to_address=person.address,
        to_name=person.name,
        subject=f"{subject}: {view.event}",
        text=text,
        html=html,
    )
