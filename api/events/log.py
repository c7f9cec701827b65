"""The log of an event: typed entries that say what was done, never what attendees wrote."""

from __future__ import annotations

import string
from typing import Any

from sqlalchemy.orm import Session

from api.events.models import LogEntry

_sentences: dict[str, str] = {}


def declare(kind: str, sentence: str) -> str:
    """Declare a kind of entry and how it reads; the sentence's fields are its data.

    Data are numbers, names of the team, and settings before and after, as the team wrote them. An
    entry forgets its actor when the account is deleted; all of it goes with its event.
    """
    if _sentences.setdefault(kind, sentence) != sentence:
        raise ValueError(f"two log entries called {kind}")
    return kind


def kinds() -> tuple[str, ...]:
    """Give the kinds of entries that were declared."""
    return tuple(_sentences)


def record(
    session: Session,
    kind: str,
    event_id: str,
    account_id: str | None = None,
    *,
    about: str | None = None,
    **data: Any,
) -> None:
    """Write an entry.

    Parameters
    ----------
    about
        Id of the attendee whom it is about, for that person's page.

    Raises
    ------
    KeyError
        The kind was never declared.
    ValueError
        The data are not exactly those that its sentence names.
    """
    wanted = _fields(_sentences[kind])
    if wanted != set(data):
        raise ValueError(f"{kind} takes {sorted(wanted)}, not {sorted(data)}")
    session.add(
        LogEntry(event_id=event_id, kind=kind, account_id=account_id, data=data, person_id=about)
    )


def sentence(entry: LogEntry) -> str:
    """Put an entry in words; one of an unknown kind by its kind alone."""
    template = _sentences.get(entry.kind)
    return entry.kind if template is None else template.format(**entry.data)


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


EVENT_MADE = declare("event-made", "Event made")
EVENT_CHANGED = declare("event-changed", "Event's settings brought up to date")
SETTINGS_CHANGED = declare("settings-changed", "Settings changed: {changes}")
