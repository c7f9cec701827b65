"""What people have done since a list added them, or others with them: who may not be removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, Table, select, union
from sqlalchemy.orm import Session

from api.accounts.models import Account, SignInSession
from api.attendees.models import Attendee, Draft
from api.db.rows import Base
from api.events.models import Event
from api.events.stored import StoredEvent
from api.mail.models import OutboxMail

COMPUTED = frozenset({"facet_text", "candidate", "suggestion", "niche_member", "imported_person"})
"""Tables that refer to people by what the list said or the program found; they go along."""
ALONE = frozenset({"wish", "block"})
"""What is one person's alone about another goes along, too: who stays would tell of it."""
_SAID = {
    "meeting": "stands in a timetable",
    "pair_rule": "stands in a rule about two people",
    "team_note": "the team has a note on them",
    "person_label": "the team has given them a label",
}
# One word for all that is theirs: it tells nobody of a draft or a thread.
_HAPPENED = "something has happened with them since"


def reasons_to_stay(
    session: Session, event: Event, people: Sequence[Attendee], since: dt.datetime
) -> Mapping[str, str]:
    """Give, by id, why somebody stays; with whoever is not in it nothing has happened.

    Parameters
    ----------
    since
        When the list was brought in.
    """
    found: dict[str, str] = {}
    accounts = {one.account_id for one in people if one.account_id}
    active = set(_active(session, event.id, accounts, since))
    hosts = StoredEvent.of(event).rules.hosts
    for one in people:
        if one.account_id in active:
            found[one.id] = _HAPPENED
        if reason := _of_the_row(one, since, hosts):
            found[one.id] = reason
    ids = [one.id for one in people]
    for table in referring_tables():
        reason = _SAID.get(table.name, _HAPPENED)
        for referred in _referred(session, table, ids):
            found.setdefault(referred, reason)
    for some in parts(ids):
        mailed = select(OutboxMail.attendee_id).where(OutboxMail.attendee_id.in_(some))
        for attendee_id in session.scalars(mailed.distinct()):
            found.setdefault(str(attendee_id), "the event has written to them")
    return found


def parts(ids: Iterable[str]) -> Iterator[list[str]]:
    """Give ids a few hundred at a time: as many as one statement takes."""
    every = list(ids)
    return (every[start : start + 500] for start in range(0, len(every), 500))


def referring_tables() -> list[Table]:
    """Give every table whose rows about people keep them in the event."""
    return [
        table
        for table in Base.metadata.sorted_tables
        if table.name not in COMPUTED | ALONE and list(_columns(table))
    ]


def _columns(table: Table) -> Iterator[ColumnElement[str]]:
    for key in table.foreign_keys:
        if key.column.table.name == "attendee":
            yield key.parent


def _referred(session: Session, table: Table, ids: Sequence[str]) -> Iterator[str]:
    for some in parts(ids):
        by_column = [select(column).where(column.in_(some)) for column in _columns(table)]
        yield from session.scalars(union(*by_column))


def _active(
    session: Session, event_id: str, accounts: set[str], since: dt.datetime
) -> Iterator[str]:
    """Give the accounts that have been used since, or have begun a profile."""
    for some in parts(sorted(accounts)):
        first = select(Account.id).where(Account.id.in_(some), Account.signed_in_at > since)
        seen = select(SignInSession.account_id).where(
            SignInSession.account_id.in_(some), SignInSession.seen_at > since
        )
        begun = select(Draft.account_id).where(
            Draft.event_id == event_id, Draft.account_id.in_(some)
        )
        yield from session.scalars(union(first, seen, begun))


def _of_the_row(one: Attendee, since: dt.datetime, hosts: Mapping[str, str]) -> str:
    if one.left_at is not None:
        return "has withdrawn, and a list would bring them back"
    if one.checked_in_at is not None:
        return "was there"
    if one.sent_at is not None:
        return "has sent their profile"
    if one.coming != "unknown":
        return "has said whether they come"
    if one.external_id in hosts or (one.email and one.email.lower() in hosts):
        return "keeps a table"
    return "was changed since" if one.changed_at > since else ""
