"""Notes of the team on its people: read by the team, and by nothing and nobody else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.attendees.models import Invitation
from api.attendees.team_rows import PersonLabel, TeamNote
from api.events.models import LogEntry

LONGEST, MOST = 2000, 50
"""Letters of one, and how many a person may have."""


@dataclass(frozen=True, slots=True)
class NoteShown:
    """A note, who of the team wrote it (empty where they are gone), and when."""

    id: str
    text: str
    by: str
    at: dt.datetime


def notes_on(session: Session, attendee_id: str) -> tuple[NoteShown, ...]:
    """List the notes on somebody, newest first."""
    rows = session.execute(
        select(TeamNote, Account)
        .join(Account, Account.id == TeamNote.account_id, isouter=True)
        .where(TeamNote.attendee_id == attendee_id)
        .order_by(TeamNote.id.desc())
        .limit(MOST)
    )
    return tuple(
        NoteShown(note.id, note.text, (by.name or by.email) if by else "", note.written_at)
        for note, by in rows
    )


def write_note(session: Session, attendee_id: str, account_id: str, text: str) -> None:
    """Keep a note.

    Raises
    ------
    ValueError
        In words for the one who typed it.
    """
    text = text.strip()
    if not text:
        raise ValueError("Type the note.")
    if len(text) > LONGEST:
        raise ValueError(f"A note has at most {LONGEST:,} letters.")
    if len(notes_on(session, attendee_id)) >= MOST:
        raise ValueError(f"There are {MOST} notes already. Delete one.")
    session.add(TeamNote(attendee_id=attendee_id, account_id=account_id, text=text))


def delete_note(session: Session, attendee_id: str, note_id: str) -> None:
    """Delete a note on somebody, if it is there."""
    of = (TeamNote.id == note_id, TeamNote.attendee_id == attendee_id)
    session.execute(delete(TeamNote).where(*of))


def forget_kept(session: Session, attendee_id: str) -> None:
    """Forget notes and labels of somebody who has left by their own act."""
    for row in (TeamNote, PersonLabel):
        session.execute(delete(row).where(row.attendee_id == attendee_id))


def kept_follows(session: Session, old: str, new: str) -> None:
    """Give what the team keeps of one row to another that is the same person."""
    carried = select(PersonLabel.label).where(PersonLabel.attendee_id == new)
    both = (PersonLabel.attendee_id == old, PersonLabel.label.in_(carried))
    session.execute(delete(PersonLabel).where(*both).execution_options(synchronize_session=False))
    for row in (TeamNote, PersonLabel, Invitation):
        session.execute(update(row).where(row.attendee_id == old).values(attendee_id=new))
    session.execute(update(LogEntry).where(LogEntry.person_id == old).values(person_id=new))
