"""The mail with a person's agenda: days, meetings, what changed, and a calendar file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.clock import now
from api.events.models import Event, LogEntry
from api.mail.composing import ParcelComposer, Source, Verdict, compose_parcels, composer
from api.mail.foot import Foot, foot_of
from api.mail.kinds import AGENDA
from api.mail.outbox import Mail
from api.settings import Settings
from api.timetable import queries
from api.timetable.agenda.days import Day, agenda_days
from api.timetable.agenda.delayed import Delay, delay_words
from api.timetable.agenda.spare_time import SpareTime, left_over_words, spare_times
from api.timetable.exports.ics import CalendarWriter
from api.timetable.versions.causes import causes_of
from api.timetable.versions.changes import changes_for
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
    delay
        What was delayed; where that was taken back, nobody is told.
    """

    event_id: str
    key: str
    before: int | None = None
    line: str = ""
    delay: Delay | None = None


def agenda_mail(
    calendars: CalendarWriter,
    spare: SpareTime,
    person: Attendee,
    changes: Sequence[str],
    occasion: Occasion,
    site: Settings,
) -> Mail:
    """Write a person's agenda; one occasion is told to the same person once."""
    view = calendars.view
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
        calendar=calendars.write(person.id).decode() if view.of(person.id) else "",
        source=asdict(occasion) | {"attendee": person.id, "version": view.version},
    )


def domain_of(site: Settings) -> str:
    """Give what entries of calendars are named by; see `api.timetable.exports.ics`."""
    return urlsplit(site.base_url).hostname or "localhost"


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
    session: Session, source: Source, since: dt.datetime | None, site: Settings
) -> Mail | Verdict:
    """Write an agenda as it is now, if anything in the event has changed since."""
    if since is not None:
        person = session.get(Attendee, source["attendee"])
        version = queries.published(session, source["event_id"])
        if person is not None and person.left_at is None and person.email:
            same = version is None or source["version"] == version.number
            if version is None or (same and not _changed(session, source["event_id"], since)):
                return Verdict.AS_IT_IS
    (mail,) = agendas_now(session, [source], site)
    return mail


def agendas_now(
    session: Session, sources: Sequence[Source], site: Settings
) -> list[Mail | Verdict]:
    """Write agendas as they are now, in the order of their sources.

    What those of one occasion share is read once.
    """
    occasions: dict[Occasion, list[str]] = {}
    for source in sources:
        occasions.setdefault(_occasion(source), []).append(source["attendee"])
    told = {
        (occasion, person): mail
        for occasion, people in occasions.items()
        for person, mail in _told(session, occasion, people, site)
    }
    keys = ((_occasion(source), source["attendee"]) for source in sources)
    return [told.get(key, Verdict.NOT_NEEDED) for key in keys]


def _occasion(source: Source) -> Occasion:
    given = {k: v for k, v in source.items() if k not in ("attendee", "version", "delay")}
    delay = source.get("delay")
    return Occasion(**given, delay=Delay(**delay) if delay else None)


def _told(
    session: Session, occasion: Occasion, people: Collection[str], site: Settings
) -> Iterator[tuple[str, Mail]]:
    """Tell those of some people who are to be told and can be."""
    version = queries.published(session, occasion.event_id)
    known = select(Attendee).where(
        Attendee.id.in_(people), Attendee.left_at.is_(None), Attendee.email != ""
    )
    here = {person.id: person for person in session.scalars(known)}
    if version is None or not here:
        return
    event = session.get_one(Event, occasion.event_id)
    view = queries.view(session, event, version, of=here.keys())
    old = shown = None
    if occasion.before is not None:
        old = queries.version(session, occasion.event_id, occasion.before)
    if old is not None:
        shown = queries.view(session, event, old, of=here.keys(), bare=True)
    causes = causes_of(session, version)
    calendars = CalendarWriter(view, domain_of(site))
    times = ((person.id, person.available) for person in here.values())
    spare = spare_times(session, event, version, view, times)
    for key, person in here.items():
        if occasion.delay:
            changes = delay_words(event, view, occasion.delay, (key, person.available))
        elif occasion.line:
            changes = [occasion.line]
        else:
            changes = changes_for(shown, view, key, causes)
        if occasion.delay and not changes:
            continue
        yield key, agenda_mail(calendars, spare[key], person, changes, occasion, site)


_NEWEST = select(
    select(func.max(Attendee.changed_at))
    .where(Attendee.event_id == bindparam("event"))
    .scalar_subquery(),
    select(func.max(LogEntry.id)).where(LogEntry.event_id == bindparam("event")).scalar_subquery(),
)


def _stamp(session: Session, source: Source) -> object:
    """Give what is another once a profile or anything of the event has changed."""
    return session.execute(_NEWEST, {"event": source["event_id"]}).one()


compose_parcels(AGENDA, ParcelComposer(agendas_now, _stamp))


def _changed(session: Session, event_id: str, since: dt.datetime) -> bool:
    """Whether anybody's profile or anything of the event has changed since."""
    people = exists().where(
        Attendee.event_id == event_id, or_(Attendee.changed_at > since, Attendee.left_at > since)
    )
    done = exists().where(LogEntry.event_id == event_id, LogEntry.at > since)
    return bool(session.scalar(select(or_(people, done))))
