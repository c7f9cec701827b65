"""The list that an organiser has sent: kept while they look at it, then brought in, once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.attendees.importing import carry_out
from api.attendees.list_plan import ListPlan, weigh_list
from api.attendees.list_report import ListReport
from api.attendees.models import ListReading, SentList
from api.attendees.people_file import Choices, PeopleList, list_to_mend, read_list
from api.clock import now
from api.db.rows import HOLD
from api.events.models import Event
from api.events.stored import StoredEvent
from api.faults import InputFault

_WAITS = dt.timedelta(days=1)
"""After which a list that nobody brought in is forgotten: it is full of people."""


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """A list as an organiser looks at it.

    Attributes
    ----------
    plan
        None where faults stand against it.
    faults
        All of them; with a plan, those of rows that are left aside.
    mark
        Another one whenever anything of what they look at is another.
    """

    listed: PeopleList
    plan: ListPlan | None
    faults: tuple[InputFault, ...]
    mark: str

    @property
    def report(self) -> ListReport:
        """What it would do."""
        return self.plan.report if self.plan else ListReport()


def keep_list(session: Session, event: Event, account_id: str, file: str, content: bytes) -> None:
    """Keep a list to look at, in the place of the last one.

    Raises
    ------
    InputFaults
        It is no list; nothing is kept then.
    """
    file = file[:200]
    listed = read_list(content, file, StoredEvent.of(event).fields)
    known = session.get(ListReading, (event.id, _heading(listed)))
    session.execute(
        delete(SentList).where(SentList.content.is_not(None), SentList.sent_at < now() - _WAITS)
    )
    sent = session.get(SentList, (event.id, account_id))
    if sent is None:
        sent = SentList(event_id=event.id, account_id=account_id)
        session.add(sent)
    sent.file, sent.content, sent.report, sent.sent_at = file, content, None, now()
    sent.choices = {"columns": known.columns, "remembered": True} if known else {}


def last_list(session: Session, event_id: str, account_id: str) -> SentList | None:
    """Find the list that an organiser has sent last."""
    return session.get(SentList, (event_id, account_id))


def look(session: Session, event: Event, sent: SentList, *, lock: bool = False) -> Looked:
    """Say what a list that was not brought in would do, and how it is read.

    Raises
    ------
    InputFaults
        It can no longer be read: the program has changed.
    """
    listed = _read(event, sent)
    aside = bool(sent.choices.get("aside"))
    weighed = weigh_list(session, event, listed, sent.file, lock=lock, aside=aside)
    document = weighed.plan.report.document() if weighed.plan else list(map(str, weighed.faults))
    seen = [document, sent.choices, sent.sent_at.isoformat()]
    mark = hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:32]
    return Looked(listed, weighed.plan, weighed.faults, mark)


def choose(
    session: Session,
    event: Event,
    sent: SentList,
    columns: Mapping[int, str],
    encoding: str,
) -> None:
    """Have a list read otherwise, and remember it for lists with the same heading.

    Parameters
    ----------
    columns
        What the column at a place holds, of those that were looked at.
    """
    if encoding != sent.choices.get("encoding", ""):
        # Read by other letters the heading may be another one.
        sent.choices = {**sent.choices, "encoding": encoding}
    listed = _read(event, sent)
    held = tuple(column.held for column in listed.columns)
    chosen = tuple(columns.get(place, held[place]) for place in range(len(held)))
    if chosen == held:
        return
    sent.choices = {**sent.choices, "columns": list(chosen), "remembered": False}
    # Two of the team may choose for the same heading for the first time.
    session.get(Event, event.id, with_for_update=HOLD)
    key = (event.id, _heading(listed))
    reading = session.get(ListReading, key)
    if reading is None:
        reading = ListReading(event_id=event.id, heading=key[1])
        session.add(reading)
    reading.columns, reading.chosen_at = list(chosen), now()


def leave_aside(sent: SentList, aside: bool) -> None:
    """Leave the rows with faults out of it, or no longer."""
    sent.choices = {**sent.choices, "aside": aside}


def bring_in(session: Session, event: Event, account_id: str, seen: str) -> bool:
    """Bring in the list, once, if it still does what the organiser has seen.

    Parameters
    ----------
    seen
        Mark of what they looked at.

    Returns
    -------
    bool
        Whether it has been brought in, now or before.
    """
    key = (event.id, account_id)
    sent = session.get(SentList, key, with_for_update=True, populate_existing=True)
    if sent is None:
        return False
    if sent.content is None:
        return True
    looked = look(session, event, sent, lock=True)
    if looked.plan is None or looked.mark != seen:
        return False
    report = carry_out(session, event, looked.plan, account_id, sent.file)
    sent.report, sent.content = report.document(), None
    return True


def drop_list(session: Session, event_id: str, account_id: str) -> None:
    """Forget a list that has not been brought in."""
    sent = last_list(session, event_id, account_id)
    if sent is not None and sent.content is not None:
        session.delete(sent)


def to_mend(session: Session, event: Event, sent: SentList) -> bytes:
    """Write the list as a workbook with what is wrong beside each row."""
    wrong: dict[int, list[str]] = {}
    for fault in look(session, event, sent).faults:
        if fault.row is not None:
            column = fault.where.rpartition(", column ")[2] if ", column " in fault.where else ""
            said = f"{column}: {fault.what}" if column else fault.what
            wrong.setdefault(fault.row, []).append(f"{said} {fault.remedy}")
    fields = StoredEvent.of(event).fields
    return list_to_mend(sent.content or b"", sent.file, fields, _choices(sent.choices), wrong)


def _read(event: Event, sent: SentList) -> PeopleList:
    fields = StoredEvent.of(event).fields
    return read_list(sent.content or b"", sent.file, fields, _choices(sent.choices))


def _choices(stored: Mapping[str, Any]) -> Choices:
    return Choices(stored.get("encoding", ""), tuple(stored.get("columns", ())))


def _heading(listed: PeopleList) -> str:
    names = [column.heading.casefold() for column in listed.columns]
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()
