"""The mail with a person's agenda: days, meetings, what changed, and a calendar file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.clock import now
from api.events.models import Event, LogEntry
from api.mail.composing import Verdict, composer
from api.mail.foot import Foot, foot_of
from api.mail.kinds import AGENDA
from api.mail.outbox import Mail
from api.settings import Settings
from api.timetable import queries
from api.timetable.agenda.days import Day, agenda_days
from api.timetable.agenda.spare_time import SpareTime, left_over_words, spare_time
from api.timetable.exports.ics import write_calendar
from api.timetable.versions.causes import causes_of
from api.timetable.versions.changes import changes_for
from api.timetable.view import TimetableView
from api.web.templating import render_mail
from api.web.wording import dates


@dataclass(frozen=True, slots=True)
class _Event:
    name: str
    place: str
    zone: str
    dates: str


@dataclass(frozen=True, slots=True)
class AgendaMail:
    """Context of mails/agenda.txt and .html."""

    site: str
    reason_sent: str
    foot: Foot
    name: str
    event: _Event
    link: str
    profile_link: str
    days: tuple[Day, ...]
    changes: tuple[str, ...]
    left_over: str
    """Why there is no meeting, and what to do; empty where there is one."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is told: one publication, or one delay.

    Attributes
    ----------
    key
        Told again for the same key, nobody gets two mails.
    before
        Number of the version people saw, for what has changed.
    line
        What has changed, where that is the same for all.
    """

    event_id: str
    key: str
    before: int | None = None
    line: str = ""


def agenda_mail(
    view: TimetableView,
    spare: SpareTime,
    person: Attendee,
    changes: Sequence[str],
    occasion: Occasion,
    site: Settings,
) -> Mail:
    """Write a person's agenda; one occasion is told to the same person once."""
    left_over = left_over_words(view, spare, person.id)
    name = person.name or person.external_id
    home = f"{site.base_url}/e/{view.slug}"
    context = AgendaMail(
        site=site.base_url,
        reason_sent=f"You get this mail because you take part in {view.event}.",
        foot=foot_of(AGENDA, site),
        name=name,
        event=_Event(
            view.event,
            view.place,
            view.timezone,
            dates(view.slots[0].starts, view.slots[-1].ends, view.timezone),
        ),
        link=f"{home}/agenda",
        profile_link=f"{home}/profile",
        days=agenda_days(view, person.id, now(), (), spare),
        changes=tuple(changes),
        left_over=left_over,
    )
    text, html = render_mail("mails/agenda", context)
    subject = "Your agenda has changed" if changes else "Your agenda"
    if left_over and not changes:
        subject = "No meeting for you yet"
    domain = urlsplit(site.base_url).hostname or "localhost"
    return Mail(
        dedupe_key=_key(occasion, person.id),
        kind=AGENDA,
        to_address=person.email,
        to_name=name,
        subject=f"{subject}: {view.event}",
        text=text,
        html=html,
        event_id=occasion.event_id,
        attendee_id=person.id,
        calendar=write_calendar(view, person.id, domain).decode() if view.of(person.id) else "",
        source=asdict(occasion) | {"attendee": person.id, "version": view.version},
    )


def unworded(session: Session, people: Collection[str], occasion: Occasion) -> list[Mail]:
    """Give the mails that tell people of an occasion; `agenda_anew` finds their words."""
    known = select(Attendee.id, Attendee.email, Attendee.name, Attendee.external_id).where(
        Attendee.event_id == occasion.event_id
    )
    source = asdict(occasion) | {"version": 0}
    return [
        Mail(
            dedupe_key=_key(occasion, person),
            kind=AGENDA,
            to_address=address,
            to_name=name or listed_id,
            event_id=occasion.event_id,
            attendee_id=person,
            source=source | {"attendee": person},
        )
        for person, address, name, listed_id in session.execute(known)
        if person in people
    ]


def _key(occasion: Occasion, person_id: str) -> str:
    return f"agenda:{occasion.key}:{person_id}"


@composer(AGENDA)
def agenda_anew(
    session: Session, source: dict[str, Any], since: dt.datetime | None, site: Settings
) -> Mail | Verdict:
    """Write an agenda as it is now, if anything in the event has changed since."""
    given = dict(source)
    person = session.get(Attendee, given.pop("attendee"))
    worded = given.pop("version")
    occasion = Occasion(**given)
    version = queries.published(session, occasion.event_id)
    if person is None or person.left_at is not None or not person.email:
        return Verdict.NOT_NEEDED
    if version is None:
        return Verdict.NOT_NEEDED if since is None else Verdict.AS_IT_IS
    same = since is not None and worded == version.number
    if since is not None and same and not _changed(session, occasion.event_id, since):
        return Verdict.AS_IT_IS
    event = session.get_one(Event, occasion.event_id)
    view = queries.view(session, event, version, of=person.id)
    old = None
    if occasion.before is not None:
        old = queries.version(session, occasion.event_id, occasion.before)
    shown = queries.view(session, event, old, of=person.id, bare=True) if old is not None else None
    changes = changes_for(shown, view, person.id, causes_of(session, version))
    if occasion.line:
        changes = [occasion.line]
    spare = spare_time(session, event, version, view, (person.id, person.available))
    mail = agenda_mail(view, spare, person, changes, occasion, site)
    return replace(mail, source=source | {"version": version.number})


def _changed(session: Session, event_id: str, since: dt.datetime) -> bool:
    """Whether anybody's profile or anything of the event has changed since."""
    people = exists().where(
        Attendee.event_id == event_id, or_(Attendee.changed_at > since, Attendee.left_at > since)
    )
    done = exists().where(LogEntry.event_id == event_id, LogEntry.at > since)
    return bool(session.scalar(select(or_(people, done))))
