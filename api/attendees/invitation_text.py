"""What an invitation says: the organiser's words with places for name, event, date, place, link."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.attendees.inviting import Stage
from api.attendees.models import InvitationText

PLACES = ("name", "event", "date", "place", "link")
MOST_SUBJECT, MOST_BODY = 200, 5000
_PLACE = re.compile(r"\{(\w*)\}")
_USUAL = {
    "invite": (
        "You are invited: {event}",
        "Hello {name},\n\nwe would be glad to have you at {event} on {date}.\n\n"
        "Say what you need and what you offer, and you meet the people who fit. "
        "It takes ten minutes:\n\n{link}\n\nSign in with this address; there is no password.",
    ),
    "remind": (
        "{event}: what do you need, what do you offer?",
        "Hello {name},\n\n{event} is on {date}, and your profile is not with us yet. "
        "Without it nobody can be found for you.\n\n{link}\n\nIt takes ten minutes.",
    ),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and body, places as they are written: ``{name}``."""

    subject: str
    body: str

    def filled(self, values: Mapping[str, str]) -> Words:
        """Put what stands for each place; what is put in is not read again."""

        def fill(text: str) -> str:
            return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)

        return Words(" ".join(fill(self.subject).split()), fill(self.body))

    @property
    def paragraphs(self) -> tuple[tuple[str, ...], ...]:
        """Paragraphs of lines, for HTML."""
        parts = re.split(r"\n\s*\n", self.body.strip())
        return tuple(tuple(part.splitlines()) for part in parts)


def kind_of(stage: Stage | str) -> str:
    """Say which words a stage gets."""
    return "invite" if stage == "new" else "remind"


def words_of(session: Session, event_id: str, kind: str) -> Words:
    """Give an event's words."""
    row = session.get(InvitationText, (event_id, kind))
    return Words(row.subject, row.body) if row else Words(*_USUAL[kind])


def faults_of(words: Words) -> dict[str, str]:
    """Say by field what is wrong with words."""
    found = {}
    for name, text, most in (
        ("subject", words.subject, MOST_SUBJECT),
        ("body", words.body, MOST_BODY),
    ):
        strange = [each for each in _PLACE.findall(text) if each not in PLACES]
        if not text.strip():
            found[name] = "Fill this in."
        elif len(text) > most:
            found[name] = f"Use at most {most} characters."
        elif strange:
            known = ", ".join(f"{{{each}}}" for each in PLACES)
            found[name] = f"There is no {{{strange[0]}}}; there are {known}."
    if "body" not in found and "{link}" not in words.body:
        found["body"] = "Say with {link} where the way in stands."
    return found


def keep(session: Session, event_id: str, kind: str, words: Words) -> None:
    """Store an event's words; what waits to leave takes them, too."""
    row = session.get(InvitationText, (event_id, kind))
    if row is None:
        row = InvitationText(event_id=event_id, kind=kind)
        session.add(row)
    row.subject, row.body = " ".join(words.subject.split()), words.body
    session.flush()
