"""The mail that tells whoever registered whether they are in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.attendees.registering import attendee_of, request_of
from api.db.rows import new_id
from api.events.queries import EventCard, card
from api.mail.composing import Mail, Verdict, composer
from api.mail.foot import Foot, foot_of
from api.mail.kinds import REGISTRATION
from api.settings import Settings
from api.web.templating import render_mail


@dataclass(frozen=True, slots=True)
class RegistrationMail:
    """Context of mails/registration.txt and .html."""

    site: str
    reason_sent: str
    event: str
    place: str
    zone: str
    starts: dt.datetime
    accepted: bool
    link: str
    foot: Foot


def registration_mail(
    event: EventCard, account: Account, settings: Settings, *, accepted: bool
) -> Mail:
    """Write it; each call writes another mail."""
    context = RegistrationMail(
        settings.base_url,
        f"You get this mail because you registered for {event.name}.",
        event.name,
        event.place,
        event.zone,
        event.starts,
        accepted,
        f"{settings.base_url}/e/{event.slug}/profile",
        foot_of(REGISTRATION, settings),
    )
    text, html = render_mail("mails/registration", context)
    said = f"You are in: {event.name}" if accepted else f"No place for you at {event.name}"
    return Mail(
        dedupe_key=f"registration:{event.id}:{account.id}:{new_id()}",
        kind=REGISTRATION,
        to_address=account.email,
        to_name=account.name,
        subject=said,
        text=text,
        html=html,
        event_id=event.id,
        source={"event": event.id, "account": account.id},
    )


@composer(REGISTRATION)
def registration_mail_anew(
    session: Session, source: dict[str, Any], since: dt.datetime | None, site: Settings
) -> Mail | Verdict:
    """Say what is so when it leaves; who has left the event meanwhile is told nothing."""
    event_id, account_id = source["event"], source["account"]
    attendee = attendee_of(session, event_id, account_id)
    row = request_of(session, event_id, account_id)
    declined = row is not None and row.state == "declined"
    if (attendee is None or attendee.left_at is not None) and not declined:
        return Verdict.NOT_NEEDED
    account = session.get_one(Account, account_id)
    return registration_mail(card(session, event_id), account, site, accepted=attendee is not None)
