"""Stopping a kind of mail: by a link in each mail of it, or on the page of one's mail."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.clock import now
from api.mail.addresses import same_address
from api.mail.kinds import can_be_stopped
from api.mail.models import StopLink, StoppedMail
from api.settings import Settings

PATH = "/mail/stop"
# A year's mail can still be stopped from; nobody looks for the link in an older one.
LIFE = dt.timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Stoppable:
    """What a link stops: a kind of mail to an address."""

    address: str
    kind: str


def stop_page(settings: Settings) -> str:
    """Address that stands in a mail until it leaves, and gets its token then."""
    return f"{settings.base_url}{PATH}"


def new_link(session: Session, address: str, kind: str, settings: Settings) -> str:
    """Make a link for one mail; the token is known only there."""
    token = secrets.token_urlsafe(24)
    session.add(StopLink(token_hash=_hash(token), address=same_address(address), kind=kind))
    return f"{stop_page(settings)}?token={token}"


def find(session: Session, token: str) -> Stoppable | None:
    """Find what a link stops; None when nobody made it or it is too old."""
    row = session.get(StopLink, _hash(token)) if token else None
    if row is None or row.made_at < now() - LIFE:
        return None
    return Stoppable(row.address, row.kind)


def stop(session: Session, address: str, kind: str) -> None:
    """Send no more of a kind to an address; what waits to leave is dropped when its turn comes."""
    if not can_be_stopped(kind):
        raise ValueError(f"mail of the kind {kind} cannot be stopped")
    if not is_stopped(session, address, kind):
        session.add(StoppedMail(address=same_address(address), kind=kind))
        session.flush()


def start(session: Session, address: str, kind: str) -> None:
    """Send a kind again."""
    session.execute(
        delete(StoppedMail).where(
            StoppedMail.address == same_address(address), StoppedMail.kind == kind
        )
    )


def is_stopped(session: Session, address: str, kind: str) -> bool:
    """Whether an address gets no mail of a kind."""
    return session.get(StoppedMail, (same_address(address), kind)) is not None


def stopped_addresses(session: Session, kind: str) -> frozenset[str]:
    """Give all addresses that get no mail of a kind, as `same_address` writes them."""
    return frozenset(session.scalars(select(StoppedMail.address).where(StoppedMail.kind == kind)))


def stopped_kinds(session: Session, address: str) -> frozenset[str]:
    """Kinds that an address has stopped."""
    return frozenset(
        session.scalars(
            select(StoppedMail.kind).where(StoppedMail.address == same_address(address))
        )
    )


def forget_old_links(session: Session) -> None:
    """Delete the links of mails that nobody keeps any more."""
    session.execute(delete(StopLink).where(StopLink.made_at < now() - LIFE))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
