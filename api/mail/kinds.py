"""Kinds of mail that a person can stop, each for itself; sign-in mails and answers are not."""

from __future__ import annotations

from dataclasses import dataclass

AGENDA, THREAD, SIGN_IN, TEAM = "agenda", "thread", "sign-in", "team"
REGISTRATION, INVITATION = "registration", "invitation"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mail: its id, what it is called in a sentence, and when it is sent."""

    id: str
    label: str
    """As in "Stop mails about LABEL"."""
    about: str


KINDS = (
    Kind(
        AGENDA,
        "agendas and their changes",
        "When a timetable is published, and whenever your own meetings change.",
    ),
    Kind(
        INVITATION,
        "invitations to events and reminders",
        "When an organiser invites you, or waits for your profile. At most one in three days.",
    ),
    Kind(
        THREAD,
        "posts in your threads",
        "When somebody writes to you. Posts of a few minutes come as one mail, and what you have "
        "read by then is left out.",
    ),
)
_LABELS = {kind.id: kind.label for kind in KINDS} | {
    SIGN_IN: "signing in",
    TEAM: "an invitation to a team",
    REGISTRATION: "the answer to a registration",
}


def can_be_stopped(kind: str) -> bool:
    """Whether it is a kind that a person may stop."""
    return any(kind == known.id for known in KINDS)


def label_of(kind: str) -> str:
    """Name a kind in words; one that nobody knows by its id."""
    return _LABELS.get(kind, kind)
