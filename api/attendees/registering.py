"""Registering by oneself: who may, who has asked, and being taken in or declined."""

from __future__ import annotations

import datetime as dt
import hmac
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.accounts.arrival import waits_for
from api.accounts.models import Account
from api.attendees.badge_code import new_badge
from api.attendees.models import Attendee, Invitation, JoinRequest
from api.clock import now
from api.db.rows import HOLD
from api.events import log
from api.events.file_registration import Registration
from api.events.models import Event
from api.events.phase import phase_of
from api.events.queries import by_slug

JOINED = log.declare("person-registered", "Somebody registered")
ACCEPTED = log.declare("registrations-accepted", "{count} of those waiting accepted")
DECLINED = log.declare("registrations-declined", "{count} of those waiting declined")
Hindrance = Literal["", "closed", "over", "full"]
_PATH = re.compile(r"/e/([a-z0-9-]+)/join")
_FORGOTTEN = dt.timedelta(days=30)
"""Who asked so long ago and never signed in is forgotten when the next one asks."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """How an event can be entered now, by whoever is not in it."""

    settings: Registration
    coming: int
    hindrance: Hindrance

    @property
    def is_open(self) -> bool:
        """Whether one can register."""
        return not self.hindrance

    def opens_to(self, code: str) -> bool:
        """Whether a code is the right one, or none is needed."""
        if self.settings.how != "code":
            return True
        wanted = self.settings.code.casefold().encode()
        return hmac.compare_digest(code.strip().casefold().encode(), wanted)


def entrance_of(session: Session, event: Event) -> Entrance:
    """Say how an event can be entered."""
    settings = Registration.model_validate(event.registration or {})
    coming = session.scalar(
        select(func.count())
        .select_from(Attendee)
        .where(Attendee.event_id == event.id, Attendee.left_at.is_(None), Attendee.coming != "no")
    )
    return Entrance(settings, coming or 0, _hindrance(event, settings, coming or 0))


def _hindrance(event: Event, settings: Registration, coming: int) -> Hindrance:
    if settings.how == "closed":
        return "closed"
    if phase_of(event, now()) == "after":
        return "over"
    full = settings.places is not None and coming >= settings.places
    return "full" if full else ""


def request_of(session: Session, event_id: str, account_id: str) -> JoinRequest | None:
    """Find what somebody who is not in the event has asked for."""
    return session.get(JoinRequest, (event_id, account_id))


def attendee_of(session: Session, event_id: str, account_id: str) -> Attendee | None:
    """Find somebody in an event, or who has left it."""
    return session.scalar(
        select(Attendee).where(Attendee.event_id == event_id, Attendee.account_id == account_id)
    )


def ask(session: Session, event: Event, account: Account, name: str) -> None:
    """Note that somebody asked for an address; nobody has shown yet that it is theirs.

    The caller holds the event.
    """
    old = JoinRequest.asked_at < now() - _FORGOTTEN
    session.execute(
        delete(JoinRequest).where(
            JoinRequest.event_id == event.id, JoinRequest.state == "asked", old
        )
    )
    row = request_of(session, event.id, account.id)
    if row is None:
        asked = JoinRequest(event_id=event.id, account_id=account.id, name=name, state="asked")
        session.add(asked)
    elif row.state == "asked":
        row.name, row.asked_at = name, now()
    session.flush()


@waits_for
def come_in(session: Session, account_id: str, path: str) -> str:
    """Take in whoever has asked and now signs in by the mail; say where they are led."""
    found = _PATH.fullmatch(path)
    event = by_slug(session, found[1]) if found else None
    if event is None:
        return path
    hold(session, event)
    attendee = attendee_of(session, event.id, account_id)
    row = request_of(session, event.id, account_id)
    if attendee is None and row is not None and row.state == "asked":
        entrance = entrance_of(session, event)
        if entrance.is_open and entrance.settings.how == "approval":
            row.state, row.asked_at = "waiting", now()
        elif entrance.is_open:
            attendee = _take_in(session, event, row)
            # Not by their account: guests are not named among those who act for the team.
            log.record(session, JOINED, event.id, about=attendee.id)
    if attendee is None:
        return path
    if row is not None and attendee.left_at is None:
        session.delete(row)
    return place_of(attendee, event.slug)


def place_of(attendee: Attendee, slug: str) -> str:
    """Say where somebody begins who is in an event, or was."""
    if attendee.left_at is not None:
        return f"/e/{slug}/back"
    return f"/e/{slug}" if attendee.sent_at else f"/e/{slug}/profile"


def waiting(session: Session, event_id: str, after: int, most: int) -> Sequence[WaitingPerson]:
    """List who waits for the organiser, longest first."""
    rows = session.execute(
        select(JoinRequest, Account)
        .join(Account)
        .where(JoinRequest.event_id == event_id, JoinRequest.state == "waiting")
        .order_by(JoinRequest.asked_at, JoinRequest.account_id)
        .offset(after)
        .limit(most)
    )
    return [WaitingPerson(a.id, row.name, a.email, row.asked_at) for row, a in rows]


def number_waiting(session: Session, event_id: str) -> int:
    """Count who waits for the organiser."""
    counted = select(func.count()).select_from(JoinRequest)
    here = JoinRequest.event_id == event_id, JoinRequest.state == "waiting"
    return session.scalar(counted.where(*here)) or 0


@dataclass(frozen=True, slots=True)
class WaitingPerson:
    """Somebody who waits for the organiser."""

    account_id: str
    name: str
    address: str
    asked_at: dt.datetime


def decide(
    session: Session, event: Event, accounts: Collection[str], by: str, *, accept: bool
) -> list[str]:
    """Take in or decline those of some accounts who wait still; give their ids.

    The caller holds the event.
    """
    rows = session.scalars(
        select(JoinRequest)
        .where(
            JoinRequest.event_id == event.id,
            JoinRequest.account_id.in_(accounts),
            JoinRequest.state == "waiting",
        )
        .order_by(JoinRequest.asked_at)
        .with_for_update()
    ).all()
    for row in rows:
        if not accept:
            row.state = "declined"
            continue
        if attendee_of(session, event.id, row.account_id) is None:
            _take_in(session, event, row)
        session.delete(row)
    if rows:
        kind = ACCEPTED if accept else DECLINED
        log.record(session, kind, event.id, by, count=len(rows))
    session.flush()
    return [row.account_id for row in rows]


def _take_in(session: Session, event: Event, row: JoinRequest) -> Attendee:
    account = session.get_one(Account, row.account_id)
    account.name = account.name or row.name
    badge = new_badge()
    # Drawn by lot as the badge is: no list numbers its people so.
    attendee = Attendee(
        event_id=event.id,
        account_id=account.id,
        external_id=f"joined-{badge.lower()}",
        name=row.name,
        email=account.email,
        badge=badge,
        coming="yes",
        joined_at=row.asked_at,
    )
    try:
        # A list that is brought in at this moment may have them, too.
        with session.begin_nested():
            session.add(attendee)
    except IntegrityError:
        return session.scalars(
            select(Attendee).where(Attendee.event_id == event.id, Attendee.account_id == account.id)
        ).one()
    # Who came by themselves is not invited afterwards, nor reminded the next minute.
    session.add(Invitation(event_id=event.id, attendee_id=attendee.id, stage="new"))
    session.flush()
    return attendee


def hold(session: Session, event: Event) -> None:
    """Let nobody else come in until the transaction ends.

    Of two who take the last place at once the second finds it taken.
    """
    session.execute(select(Event.id).where(Event.id == event.id).with_for_update(**HOLD))
