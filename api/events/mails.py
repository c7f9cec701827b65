"""The mail that invites somebody to the team of an event."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.db.rows import new_id
from api.events.queries import EventCard, card, role_of
from api.events.roles import CALLED, MAY, TeamRole
from api.events.team import mail_key
from api.mail.composing import Mail, Verdict, composer
from api.mail.foot import Foot, foot_of
from api.mail.kinds import TEAM
from api.settings import Settings
from api.web.templating import render_mail


@dataclass(frozen=True, slots=True)
class TeamMail:
    """Context of mails/team.txt and .html."""

    site: str
    reason_sent: str
    by: str
    """Who invites."""
    event: str
    place: str
    zone: str
    starts: dt.datetime
    called: str
    """What they are to be, with its article: "an editor"."""
    may: str
    link: str
    foot: Foot


def team_mail(
    event: EventCard, account: Account, role: TeamRole, by: str, settings: Settings
) -> Mail:
    """Write an invitation; each call writes another mail."""
    called = f"{'an' if CALLED[role][0] in 'aeiou' else 'a'} {CALLED[role]}"
    context = TeamMail(
        settings.base_url,
        f"You get this mail because {by} invited you to the team of {event.name}.",
        by,
        event.name,
        event.place,
        event.zone,
        event.starts,
        called,
        MAY[role],
        f"{settings.base_url}/organise/{event.slug}",
        foot_of(TEAM, settings),
    )
    text, html = render_mail("mails/team", context)
    return Mail(
        dedupe_key=mail_key(event.id, account.id) + new_id(),
        kind=TEAM,
        to_address=account.email,
        to_name=account.name,
        subject=f"{by} invites you to the team of {event.name}",
        text=text,
        html=html,
        source={"event": event.id, "account": account.id, "by": by},
    )


@composer(TEAM)
def team_mail_anew(
    session: Session, source: dict[str, Any], since: dt.datetime | None, site: Settings
) -> Mail | Verdict:
    """Invite once more in today's words; whoever was taken out of the team again is not told."""
    role = role_of(session, source["event"], source["account"])
    if role is None:
        return Verdict.NOT_NEEDED
    account = session.get_one(Account, source["account"])
    return team_mail(card(session, source["event"]), account, role, source["by"], site)
