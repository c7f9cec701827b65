"""Who is in the event, as far as a list has to know them, and rows that cannot be theirs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """A person of the event, as far as a list has to know them.

    Attributes
    ----------
    names
        What they are called: by themselves, by the newest list.
    address
        What they sign in by, in the form accounts are known by; empty where there is none.
    words
        Of the profile, as `others_words.words_of` gives them.
    theirs
        Whether they have sent the profile or signed in: no list then changes the account.
    """

    id: str
    external_id: str
    names: tuple[str, ...]
    address: str
    organisation: str = ""
    words: frozenset[str] = frozenset()
    theirs: bool = False

    @property
    def name(self) -> str:
        """Name for a sentence: the person's own where they have one."""
        return next((name for name in self.names if name), "") or f"the person with id {self.id}"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row of which nobody can say whose it is: why, and what to do."""

    row: int
    column: str
    what: str
    remedy: str
