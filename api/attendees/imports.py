"""The record of a list that was brought in: what it takes to take it back, for a month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from api.attendees.imported_rows import ImportedList, ImportedPerson
from api.attendees.list_values import differences, values_of
from api.attendees.models import Attendee
from api.clock import now
from api.db.rows import insert_rows

_KEPT = dt.timedelta(days=30)
"""After which nobody takes a list back any more, and what people were before is forgotten."""


def keep_import(
    session: Session,
    event_id: str,
    by: str | None,
    file: str,
    before: Mapping[str, Mapping[str, Any]],
    added: Mapping[str, str | None],
    made: Collection[str],
) -> None:
    """Keep what a list has just done.

    Parameters
    ----------
    before
        Attendee id to all values as they were, of everybody it may have changed.
    added
        Whom it added: attendee id to account.
    made
        Accounts that it made.
    """
    session.execute(delete(ImportedList).where(ImportedList.brought_at < now() - _KEPT))
    session.flush()
    changed: list[dict[str, Any]] = []
    for attendee_id, earlier in before.items():
        attendee = session.get_one(Attendee, attendee_id)
        if values := differences(earlier, values_of(attendee)):
            account = attendee.account_id if attendee.account_id in made else None
            changed.append(_person(attendee_id, False, account, values))
    rows = [*changed]
    rows += [
        _person(attendee_id, True, account if account in made else None, {})
        for attendee_id, account in added.items()
    ]
    if not rows:
        return
    kept = ImportedList(event_id=event_id, account_id=by, file=file[:200], brought_at=now())
    session.add(kept)
    session.flush()
    insert_rows(session, ImportedPerson, [{"list_id": kept.id, **row} for row in rows])


def last_import(session: Session, event_id: str) -> ImportedList | None:
    """Find the list that was brought in last and not taken back."""
    query = select(ImportedList).where(
        ImportedList.event_id == event_id, ImportedList.brought_at >= now() - _KEPT
    )
    return session.scalars(query.order_by(ImportedList.brought_at.desc()).limit(1)).first()


def forget_what_was(session: Session, attendee_id: str) -> None:
    """Forget what somebody was before lists changed it: nobody takes part by this row any more."""
    told = update(ImportedPerson).where(ImportedPerson.attendee_id == attendee_id)
    session.execute(told.values(values={}))


def _person(
    attendee_id: str, added: bool, account: str | None, values: dict[str, Any]
) -> dict[str, Any]:
    return {
        "attendee_id": attendee_id, "added": added, "account_id": account, "values": values
    }  # fmt: skip
