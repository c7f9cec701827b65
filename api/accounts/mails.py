"""The sign-in mail."""

from __future__ import annotations

from dataclasses import dataclass

from api.accounts.service import LIFE, Invitation
from api.mail.foot import Foot, foot_of
from api.mail.kinds import SIGN_IN
from api.mail.outbox import Mail
from api.settings import Settings
from api.web.templating import render_mail


@dataclass(frozen=True, slots=True)
class SignInMail:
    """Context of mails/sign_in.txt and .html."""

    site: str
    """The site's address."""
    to: str
    """What it is for: "to take part in Cork Exchange"; empty for none in particular."""
    reason_sent: str
    link: str
    code: str
    """Six digits, in two groups of three: ``"123 456"``."""
    minutes: int
    foot: Foot


def link_of(invitation: Invitation, settings: Settings) -> str:
    """Address that signs the person in, after a click on the page's button."""
    return f"{settings.base_url}/sign-in/code?token={invitation.token}"


def sign_in_mail(invitation: Invitation, settings: Settings, to: str = "") -> Mail:
    """Write the mail with link and code; ``to`` says what for, as in "to take part in Cork"."""
    code = f"{invitation.code[:3]} {invitation.code[3:]}"
    minutes = round(LIFE.total_seconds() / 60)
    reason = "You get this mail because somebody, most likely you, asked to sign in."
    context = SignInMail(
        settings.base_url,
        to,
        reason,
        link_of(invitation, settings),
        code,
        minutes,
        foot_of(SIGN_IN, settings),
    )
    text, html = render_mail("mails/sign_in", context)
    return Mail(
        dedupe_key=f"sign-in:{invitation.sign_in_id}",
        kind=SIGN_IN,
        to_address=invitation.email,
        to_name=invitation.name,
        subject=f"{code} is your code for Confab",
        text=text,
        html=html,
        secret=True,
    )
