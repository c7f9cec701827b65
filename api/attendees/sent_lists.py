"""The list that an organiser has sent: kept while they look at it, then brought in, once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.attendees.importing import carry_out
from api.attendees.list_plan import plan_list
from api.attendees.list_report import ListReport
from api.attendees.models import SentList
from api.attendees.people_file import PeopleList, parse_people
from api.clock import now
from api.events.models import Event
from api.events.stored import StoredEvent
from api.faults import InputFault

_WAITS = dt.timedelta(days=1)
"""After which a list that nobody brought in is forgotten: it is full of people."""


def keep_list(session: Session, event: Event, account_id: str, file: str, content: bytes) -> None:
    """Keep a list to look at, in the place of the last one.

    Raises
    ------
    InputFaults
        The list cannot be brought in; nothing is kept then.
    """
    file = file[:200]
    plan_list(session, event, _read(event, content, file).people, file)
    session.execute(
        delete(SentList).where(SentList.content.is_not(None), SentList.sent_at < now() - _WAITS)
    )
    sent = session.get(SentList, (event.id, account_id))
    if sent is None:
        sent = SentList(event_id=event.id, account_id=account_id)
        session.add(sent)
    sent.file, sent.content, sent.report, sent.sent_at = file, content, None, now()


def last_list(session: Session, event_id: str, account_id: str) -> SentList | None:
    """Find the list that an organiser has sent last."""
    return session.get(SentList, (event_id, account_id))


def report_of(
    session: Session, event: Event, sent: SentList
) -> tuple[ListReport, tuple[InputFault, ...]]:
    """Say what a list would do, or did, and what of the file is worth a look.

    Raises
    ------
    InputFaults
        It can no longer be brought in: the event has changed.
    """
    if sent.content is None:
        return ListReport.of_document(sent.report or ListReport().document()), ()
    listed = _read(event, sent.content, sent.file)
    return plan_list(session, event, listed.people, sent.file).report, listed.notices


def mark_of(report: ListReport) -> str:
    """Give a mark that is another one for every other report."""
    return hashlib.sha256(json.dumps(report.document(), sort_keys=True).encode()).hexdigest()[:32]


def bring_in(session: Session, event: Event, account_id: str, seen: str) -> bool:
    """Bring in the list, once, if it still does what the organiser has seen.

    Parameters
    ----------
    seen
        Mark of the report they were shown.

    Returns
    -------
    bool
        Whether it has been brought in, now or before.

    Raises
    ------
    InputFaults
        It can no longer be brought in.
    """
    key = (event.id, account_id)
    sent = session.get(SentList, key, with_for_update=True, populate_existing=True)
    if sent is None:
        return False
    if sent.content is None:
        return True
    rows = _read(event, sent.content, sent.file).people
    plan = plan_list(session, event, rows, sent.file, lock=True)
    if mark_of(plan.report) != seen:
        return False
    sent.report, sent.content = carry_out(session, event, plan, account_id).document(), None
    return True


def drop_list(session: Session, event_id: str, account_id: str) -> None:
    """Forget a list that has not been brought in."""
    sent = last_list(session, event_id, account_id)
    if sent is not None and sent.content is not None:
        session.delete(sent)


def _read(event: Event, content: bytes, file: str) -> PeopleList:
    return parse_people(content, file, StoredEvent.of(event).fields)
