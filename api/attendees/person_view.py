"""One person as the team may see them: profile without what is private, state, log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.attendees.edits import LABELS
from api.attendees.form_shown import times_shown
from api.attendees.models import Attendee
from api.attendees.queries import draft_of
from api.attendees.withdrawing import withdrawn
from api.events import log
from api.events.models import LogEntry
from api.events.stored import StoredEvent

_ENTRIES = 30
_FACETS = ("offer", "need", "interest")


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """A meeting of the published timetable, in short."""

    at: dt.datetime
    other: str
    other_id: str
    """Empty where the other has left."""
    table: str
    off: bool


MeetingsOf = Callable[[Session, str, str], tuple[MeetingShown, ...] | None]
"""(session, event id, attendee id) -> meetings people see; None before there is a timetable."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done with a person, when, and by whom of the team."""

    at: dt.datetime
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class StateShown:
    """One thing that is so of a person: the words, the moment where there is one."""

    text: str
    at: dt.datetime | None = None


def name_of(session: Session, attendee: Attendee) -> str:
    """Call a person as the team knows them, also whom it has withdrawn."""
    if attendee.left_at is not None and (kept := withdrawn(session, attendee.id)):
        return kept.name
    return attendee.name or attendee.external_id


def states_of(session: Session, attendee: Attendee) -> tuple[StateShown, ...]:
    """Say how far somebody has come, in order."""
    account = session.get(Account, attendee.account_id) if attendee.account_id else None
    if attendee.left_at is not None:
        kept = withdrawn(session, attendee.id)
        said = "Withdrawn by the team" if kept else "Left by their own act"
        return (StateShown(said, attendee.left_at),)
    found = [StateShown("In the event", attendee.joined_at)]
    if account is None:
        found.append(StateShown("No address: they cannot sign in"))
    elif account.signed_in_at is None:
        found.append(StateShown("Has not signed in"))
    else:
        found.append(StateShown("Has signed in", account.signed_in_at))
    if attendee.sent_at is not None:
        found.append(StateShown("Has sent their profile", attendee.sent_at))
    elif account is not None and (draft := draft_of(session, attendee.event_id, account.id)):
        found.append(StateShown("Has begun their profile", draft.saved_at))
    coming = {"yes": "Comes", "no": "Does not come", "unknown": "Has not said whether they come"}
    found.append(StateShown(coming[attendee.coming]))
    if attendee.checked_in_at is not None:
        found.append(StateShown("Checked in", attendee.checked_in_at))
    return tuple(found)


def facts_of(attendee: Attendee, event: StoredEvent) -> tuple[tuple[str, str], ...]:
    """List what is known of somebody, label and words; what they keep private is not told."""
    own = {field.id: field.label for field in event.fields}
    times = dict(times_shown(event))
    here = attendee.available
    when = "always" if here is None else ", ".join(times[key] for key in here if key in times)
    columns = [
        ("organisation", attendee.organisation),
        ("role", attendee.role),
        ("sector", attendee.sector),
        ("languages", ", ".join(attendee.languages or ())),
        ("groups", ", ".join(attendee.groups or ())),
        ("diet", attendee.diet),
        ("when", when or "at none of the times"),
    ]
    answers = [(own[k], ", ".join(said)) for k, said in attendee.answers.items() if k in own]
    return tuple((LABELS.get(k, k), text) for k, text in [*columns, *answers] if text)


def words_of_facets(attendee: Attendee) -> tuple[tuple[str, str, bool], ...]:
    """List offers, needs and interests: label, text, and whether it is kept private.

    What is private comes without its text.
    """
    facets = {facet.kind: facet for facet in attendee.facets}
    return tuple(
        (LABELS[kind], "" if facets[kind].private else facets[kind].text, facets[kind].private)
        for kind in _FACETS
        if kind in facets and facets[kind].text.strip()
    )


def kept_private(attendee: Attendee) -> tuple[str, ...]:
    """Name the texts that a person keeps to the matcher, by the form's field."""
    return tuple(facet.kind for facet in attendee.facets if facet.private)


def entries_about(session: Session, attendee: Attendee) -> tuple[Entry, ...]:
    """List what the log has of a person, newest first."""
    rows = session.execute(
        select(LogEntry, Account)
        .join(Account, Account.id == LogEntry.account_id, isouter=True)
        .where(LogEntry.person_id == attendee.id)
        .order_by(LogEntry.id.desc())
        .limit(_ENTRIES)
    )
    return tuple(
        Entry(entry.at, log.sentence(entry), (by.name or by.email) if by else "")
        for entry, by in rows
    )
