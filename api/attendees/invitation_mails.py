"""The mail of a wave: an organiser's words, filled in for one person when it leaves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.attendees.invitation_text import Words, kind_of, words_of
from api.attendees.inviting import stage_of
from api.attendees.models import Attendee
from api.events.queries import EventCard, card
from api.mail.composing import Mail, Verdict, composer
from api.mail.foot import Foot, foot_of
from api.mail.kinds import INVITATION
from api.settings import Settings
from api.web.templating import render_mail
from api.web.wording import day

_ORDER = ("new", "invited", "opened", "begun", "sent")


@dataclass(frozen=True, slots=True)
class InvitationMail:
    """Context of mails/invitation.txt and .html."""

    site: str
    reason_sent: str
    subject: str
    body: str
    paragraphs: tuple[tuple[str, ...], ...]
    link: str
    foot: Foot


def filled_for(words: Words, name: str, event: EventCard, site: Settings) -> Words:
    """Fill an organiser's words in for a person."""
    return words.filled(
        {
            "name": name or "there",
            "event": event.name,
            "date": day(event.starts, event.zone),
            "place": event.place,
            "link": link_of(event, site),
        }
    )


def link_of(event: EventCard, site: Settings) -> str:
    """Where an invitation leads."""
    return f"{site.base_url}/e/{event.slug}/profile"


@composer(INVITATION)
def invitation_mail(
    session: Session, source: dict[str, Any], since: dt.datetime | None, site: Settings
) -> Mail | Verdict:
    """Put it in words; whoever has gone on meanwhile, or left, needs none."""
    attendee = session.get(Attendee, source["attendee"])
    if attendee is None or attendee.left_at is not None or attendee.coming == "no":
        return Verdict.NOT_NEEDED
    account = session.get(Account, attendee.account_id) if attendee.account_id else None
    came = _ORDER.index(stage_of(session, attendee))
    # Being sent the mail is what makes somebody invited.
    if account is None or came > max(_ORDER.index(source["stage"]), 1):
        return Verdict.NOT_NEEDED
    event = card(session, attendee.event_id)
    words = words_of(session, event.id, kind_of(source["stage"]))
    filled = filled_for(words, attendee.name, event, site)
    reason = f"You get this mail because the organisers of {event.name} have you in their list."
    context = InvitationMail(
        site.base_url,
        reason,
        filled.subject,
        filled.body,
        filled.paragraphs,
        link_of(event, site),
        foot_of(INVITATION, site),
    )
    text, html = render_mail("mails/invitation", context)
    return Mail(
        dedupe_key="",
        kind=INVITATION,
        to_address=account.email,
        to_name=attendee.name,
        subject=filled.subject,
        text=text,
        html=html,
        event_id=event.id,
        attendee_id=attendee.id,
        source=source,
    )
