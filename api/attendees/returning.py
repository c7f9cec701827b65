"""Coming back to an event one has left: by one's own act, as a new person who was never seated."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.attendees.models import Attendee, Block
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
    external_id, account_id, email = old.external_id, old.account_id, old.email
    if account_id is None:
        return None
    account = session.get_one(Account, account_id)
    name = account.name or old.listed_name
    old.external_id, old.account_id, old.email, old.listed_name = f"~{old.id}", None, "", ""
    session.flush()
    fresh = Attendee(
        event_id=old.event_id, external_id=external_id, key=_free_key(session, old), name=name,
        listed_name=name, email=email, account_id=account_id, facets=[],
    )  # fmt: skip
    session.add(fresh)
    session.flush()
    for side in (Block.attendee_id, Block.other_id):
        session.execute(update(Block).where(side == old.id).values({side: fresh.id}))
    log.record(session, PERSON_BACK, old.event_id, person=external_id)
    ask_for_matches(session, old.event_id)
    return fresh


def _free_key(session: Session, old: Attendee) -> str:
    """Find a key that is nobody's: timetables made before know the old one."""
    taken = set(session.scalars(select(Attendee.key).where(Attendee.event_id == old.event_id)))
    tries = (f"{old.key[:190]}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in tries if key not in taken)
