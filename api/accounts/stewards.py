"""Stewards of the site: they may make events and say who else may."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.accounts.queries import SignedIn
from api.accounts.service import account_of
from api.settings import Settings


def may_make_events(account: SignedIn, settings: Settings) -> bool:
    """Whether somebody may make events here."""
    return account.steward or settings.event_makers == "signed-in"


def stewards(session: Session) -> Sequence[Account]:
    """List the stewards, the first one first."""
    return session.scalars(select(Account).where(Account.steward).order_by(Account.id)).all()


def name_steward(session: Session, email: str) -> bool:
    """Make the account of a normalised address a steward's; False where it is one already."""
    account = account_of(session, email)
    new, account.steward = not account.steward, True
    return new


def dismiss(session: Session, account_id: str) -> bool:
    """See that somebody is no steward; False where no other steward has ever signed in."""
    known = session.scalars(select(Account).where(Account.steward).with_for_update()).all()
    if not any(each.signed_in_at for each in known if each.id != account_id):
        return False
    for each in known:
        each.steward = each.steward and each.id != account_id
    return True
