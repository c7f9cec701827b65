"""The mail that invites somebody to the team of an event."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from api.accounts.models import Account
from api.db.rows import new_id
from api.events.queries import EventCard
from api.events.roles import CALLED, MAY, TeamRole
from api.events.team import mail_key
from api.mail.foot import Foot, foot_of
from api.mail.kinds import TEAM
from api.mail.outbox import Mail
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
    card: EventCard, account: Account, role: TeamRole, by: str, settings: Settings
) -> Mail:
    """Write an invitation; each call writes another mail."""
    called = f"{'an' if CALLED[role][0] in 'aeiou' else 'a'} {CALLED[role]}"
    context = TeamMail(
        settings.base_url,
        f"You get this mail because {by} invited you to the team of {card.name}.",
        by,
        card.name,
        card.place,
        card.zone,
        card.starts,
        called,
        MAY[role],
        f"{settings.base_url}/organise/{card.slug}",
        foot_of(TEAM, settings),
    )
    text, html = render_mail("mails/team", context)
    return Mail(
        dedupe_key=mail_key(card.id, account.id) + new_id(),
        kind=TEAM,
        to_address=account.email,
        to_name=account.name,
        subject=f"{by} invites you to the team of {card.name}",
        text=text,
        html=html,
    )
