"""Violation: a rule that a schedule breaks, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule.

    Attributes
    ----------
    rule
        Its name, one of `scheduling.verify.verification.RULES`.
    what
        The whole story in words, with ids.
    people
        Ids of the attendees or teams concerned.
    slot
        Id of the slot concerned; "" where it is not about one.
    """

    rule: str
    what: str
    people: tuple[str, ...] = ()
    slot: str = ""
