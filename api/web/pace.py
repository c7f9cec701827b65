"""How often one person may do what costs others something: posts, mails, previews, long answers.

Far above what anybody does by hand; who comes to it is asked to wait, and loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import HTTPException, Request

from api.web.access import actor
from api.web.running import site_of


@dataclass(frozen=True, slots=True)
class Pace:
    """So many within so many minutes, by one account."""

    what: str
    """What there are so many of, for the person: "posts"."""
    most: int
    minutes: int = 10

    @property
    def words(self) -> str:
        """Say what to do."""
        many = f"{self.most} {self.what} within {self.minutes} minutes"
        return f"That is {many}. Wait a little, then go on; nothing is lost."


POSTS = Pace("posts", 40)
MAILS = Pace("presses of “Send again”", 60)
DRAFTS = Pace("savings of one form", 600)
LISTS = Pace("lists", 40)
LOOKS = Pace("looks at a list", 120)
FILES = Pace("files", 120)
QUESTIONS = Pace("questions why", 240)
INVITATIONS = Pace("invitations", 40, 60)
REPORTS = Pace("reports of the day", 60)


def is_too_fast(request: Request, pace: Pace) -> bool:
    """Count one; tell whether it is one too many."""
    key = f"{pace.what}:{actor(request)}"
    return not site_of(request).limits.allow(key, pace.most, pace.minutes)


def keep_pace(request: Request, pace: Pace) -> None:
    """Count one.

    Raises
    ------
    HTTPException
        429, saying so, when it is one too many.
    """
    if is_too_fast(request, pace):
        raise HTTPException(429, pace.words)
