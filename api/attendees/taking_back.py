"""Taking back the last list: exactly what would happen beforehand, then that and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.attendees.imported_rows import ImportedList, ImportedPerson
from api.attendees.imports import last_import
from api.attendees.list_values import ADDRESS, ID, TEAMS, put_back, values_of
from api.attendees.models import Attendee, SentList
from api.attendees.renewal import ask_for_matches
from api.attendees.since_import import parts, reasons_to_stay
from api.clock import now
from api.events import log
from api.events.models import Event, Organiser

TAKEN_BACK = log.declare(
    "list-taken-back", "People list taken back: {removed} removed, {restored} changed back"
)


@dataclass(frozen=True, slots=True)
class Way:
    """One person: what goes back, and what stays with the reason."""

    attendee_id: str
    name: str
    values: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class WayBack:
    """What taking a list back would do.

    Attributes
    ----------
    removed
        Whom the list added, and nothing has happened with since.
    staying
        Whom it added, and why they stay.
    restored
        Whom it changed: values that return, values that stay because they were changed since.
    """

    list_id: str
    file: str
    removed: tuple[Way, ...] = ()
    staying: tuple[Way, ...] = ()
    restored: tuple[Way, ...] = ()
    rows: Mapping[str, ImportedPerson] = field(default_factory=dict)
    people: Mapping[str, Attendee] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Another one whenever anything of it is another."""
        ways = [
            [one.attendee_id, one.name, one.values, one.stays, one.why]
            for one in (*self.removed, *self.staying, *self.restored)
        ]
        seen = json.dumps([self.list_id, len(self.removed), ways])
        return hashlib.sha256(seen.encode()).hexdigest()[:32]


def way_back(session: Session, event: Event, *, lock: bool = False) -> WayBack | None:
    """Say what taking back the last list of an event would do; None where there is none.

    Parameters
    ----------
    lock
        Whether nobody may change these people until the transaction ends.
    """
    kept = last_import(session, event.id)
    if kept is None:
        return None
    query = select(Attendee, ImportedPerson).join(
        ImportedPerson, ImportedPerson.attendee_id == Attendee.id
    )
    query = query.where(ImportedPerson.list_id == kept.id).order_by(Attendee.id)
    # Whoever is to be removed must not come to stand in a timetable or a thread meanwhile.
    found = session.execute(query.with_for_update(of=Attendee) if lock else query).all()
    added = [one for one, row in found if row.added]
    reasons = reasons_to_stay(session, event, added, kept.brought_at)
    people = {one.id: one for one, _ in found}
    rows = {row.attendee_id: row for _, row in found}
    gone = {one.id for one in added if one.id not in reasons}
    taken = _Taken.of(session, event.id, gone, rows)
    return WayBack(
        kept.id,
        kept.file,
        tuple(Way(one.id, _name(one)) for one in added if one.id in gone),
        tuple(Way(one.id, _name(one), why=reasons[one.id]) for one in added if one.id in reasons),
        tuple(_restored(one, row, kept, taken) for one, row in found if not row.added),
        rows,
        people,
    )


def take_back(session: Session, event: Event, by: str, seen: str) -> WayBack | None:
    """Take back the last list, if that still does what was seen.

    Parameters
    ----------
    by
        Account of whoever does it.
    seen
        Mark of what they were shown.

    Returns
    -------
    WayBack or None
        What was done; None where something else would have been.
    """
    way = way_back(session, event, lock=True)
    if way is None or way.mark != seen:
        return None
    gone = [one.attendee_id for one in way.removed]
    for some in parts(gone):
        session.execute(delete(Attendee).where(Attendee.id.in_(some)))
    _restore(session, way)
    made = [way.rows[one.attendee_id].account_id for one in (*way.removed, *way.restored)]
    _forget_accounts(session, [account for account in made if account])
    kept = session.get_one(ImportedList, way.list_id)
    done = [one for one in way.restored if one.values]
    session.execute(
        delete(SentList).where(
            SentList.event_id == event.id,
            SentList.account_id == kept.account_id,
            SentList.content.is_(None),
        )
    )
    session.execute(delete(ImportedList).where(ImportedList.id == way.list_id))
    log.record(session, TAKEN_BACK, event.id, by, removed=len(gone), restored=len(done))
    if gone or done:
        ask_for_matches(session, event.id)
    return way


def _restore(session: Session, way: WayBack) -> None:
    """Put the values back; ids and accounts in two steps, for two may swap."""
    for one in way.restored:
        if ID in one.values:
            way.people[one.attendee_id].external_id = f"~{one.attendee_id}"
        if ADDRESS in one.values:
            way.people[one.attendee_id].account_id = None
    session.flush()
    for one in way.restored:
        attendee, row = way.people[one.attendee_id], way.rows[one.attendee_id]
        for name in one.values:
            if name == ID:
                attendee.external_id = row.values[ID][0]
            else:
                put_back(attendee, name, row.values[name][0])
        if one.values:
            attendee.changed_at = now()
    session.flush()


def _restored(
    attendee: Attendee,
    row: ImportedPerson,
    kept: ImportedList,
    taken: _Taken,
) -> Way:
    """Say which values of one person return."""
    name = _name(attendee)
    if attendee.left_at is not None:
        return Way(attendee.id, name, (), tuple(row.values), "has withdrawn")
    current = values_of(attendee)
    sent = attendee.sent_at is not None and attendee.sent_at > kept.brought_at
    back: list[str] = []
    stays: list[str] = []
    # PostgreSQL keeps keys in an order of its own.
    for value in (value for value in current if value in row.values):
        before, after = row.values[value]
        fits = current[value] == after and (value in TEAMS or not sent)
        fits = fits and not (value == ID and before in taken.ids)
        fits = fits and not (value == ADDRESS and taken.bars(attendee, before[1]))
        (back if fits else stays).append(value)
    why = "has sent their profile since" if sent else "changed since, or given to somebody else"
    return Way(attendee.id, name, tuple(back), tuple(stays), why if stays else "")


@dataclass(frozen=True, slots=True)
class _Taken:
    """What somebody keeps who neither goes nor gets another, so that nobody can have it back.

    Attributes
    ----------
    ids, accounts
        Of these people.
    used
        Accounts that somebody has signed in with.
    there
        Accounts that there are, of those before the list.
    """

    ids: frozenset[str]
    accounts: frozenset[str]
    used: frozenset[str]
    there: frozenset[str]

    @classmethod
    def of(
        cls, session: Session, event_id: str, gone: set[str], rows: Mapping[str, ImportedPerson]
    ) -> _Taken:
        """Look at everybody of the event, and at the accounts that the list gave or took."""
        query = select(Attendee.id, Attendee.external_id, Attendee.account_id)
        here = session.execute(query.where(Attendee.event_id == event_id)).all()
        keeps = [each for each in here if each[0] not in gone]
        values = {one: row.values for one, row in rows.items()}
        pairs = [changed[ADDRESS] for changed in values.values() if ADDRESS in changed]
        accounts = {account for pair in pairs for _, account in pair if account}
        used: set[str] = set()
        there: set[str] = set()
        for some in parts(sorted(accounts)):
            found = select(Account.id, Account.signed_in_at).where(Account.id.in_(some))
            for account, signed_in_at in session.execute(found):
                there.add(account)
                if signed_in_at is not None:
                    used.add(account)
        return cls(
            frozenset(ex for one, ex, _ in keeps if ID not in values.get(one, ())),
            frozenset(ac for one, _, ac in keeps if ac and ADDRESS not in values.get(one, ())),
            frozenset(used),
            frozenset(there),
        )

    def bars(self, attendee: Attendee, before: str | None) -> bool:
        """Tell whether somebody cannot go back to the account they had."""
        if attendee.account_id in self.used:
            return True
        return before is not None and (before in self.accounts or before not in self.there)


def _forget_accounts(session: Session, made: Sequence[str]) -> None:
    """Delete accounts that the list made, nobody has used and nothing needs."""
    session.flush()
    for some in parts(made):
        session.execute(
            delete(Account).where(
                Account.id.in_(some),
                Account.signed_in_at.is_(None),
                Account.steward.is_(False),
                ~exists().where(Attendee.account_id == Account.id),
                ~exists().where(Organiser.account_id == Account.id),
            )
        )


def _name(attendee: Attendee) -> str:
    if attendee.left_at is not None:
        # Of who has left the team reads the list's id, and nothing more.
        return attendee.external_id
    return attendee.name or attendee.listed_name or attendee.external_id
