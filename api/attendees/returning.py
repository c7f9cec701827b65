"""Coming back to an event one has left: by one's own act, as a new person who was never seated."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.attendees.badge_code import new_badge
from api.attendees.models import Attendee, Block
from api.attendees.notes import kept_follows
from api.attendees.renewal import ask_for_matches
from api.db.rows import HOLD
from api.events import log

PERSON_BACK = log.declare("person-back", "Somebody is back who had left: {person} in your list")


def left_by(session: Session, account_id: str) -> list[str]:
    """Give the ids of the events that an account has left."""
    rows = select(Attendee.event_id).where(
        Attendee.account_id == account_id, Attendee.left_at.is_not(None)
    )
    return list(session.scalars(rows))


def come_back(session: Session, attendee_id: str) -> Attendee | None:
    """Take somebody into their event again; their profile is as empty as they left it.

    A new row, with the address, the id and the account of the old one: what was called off when
    they left stays off, in everybody's agenda and calendar, and the old row is nobody's any more.
    Who never wants to meet whom stays as it was. None where the old row is nobody's already: they
    came back on another device at the same moment.
    """
    old = session.get_one(Attendee, attendee_id, with_for_update=HOLD)
    if old.account_id is None:
        return None
    person = old.external_id
    fresh = renew(session, old)
    log.record(session, PERSON_BACK, old.event_id, about=fresh.id, person=person)
    ask_for_matches(session, old.event_id)
    return fresh


def renew(session: Session, old: Attendee) -> Attendee:
    """Make the new row of somebody who had left; the old one, which must be held, is nobody's."""
    external_id, account_id, email = old.external_id, old.account_id, old.email
    badge, old.badge = old.badge, new_badge()
    account = session.get_one(Account, account_id) if account_id else None
    name = (account.name if account else "") or old.listed_name
    old.external_id, old.account_id, old.email, old.listed_name = f"~{old.id}", None, "", ""
    session.flush()
    fresh = Attendee(
        event_id=old.event_id, external_id=external_id, key=_free_key(session, old), name=name,
        listed_name=name, email=email, account_id=account_id, badge=badge, facets=[],
    )  # fmt: skip
    session.add(fresh)
    session.flush()
    for side in (Block.attendee_id, Block.other_id):
        session.execute(update(Block).where(side == old.id).values({side: fresh.id}))
    kept_follows(session, old.id, fresh.id)
    old.merged_into = fresh.id
    return fresh


def _free_key(session: Session, old: Attendee) -> str:
    """Find a key that is nobody's: timetables made before know the old one."""
    begins = f"{old.key[:190]}-"
    alike = Attendee.event_id == old.event_id, Attendee.key.startswith(begins, autoescape=True)
    taken = set(session.scalars(select(Attendee.key).where(*alike)))
    tries = (f"{begins}{number}" for number in range(2, len(taken) + 3))
    return next(key for key in tries if key not in taken)
