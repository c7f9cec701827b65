"""All that a match of an event depends on, as read from the database at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from api.matches.digest import digest_of
from matcher import Parameters, Policy, Profile, Weights


@dataclass(frozen=True)
class MatchInput:
    """What `matcher.match` is given for an event.

    Attributes
    ----------
    fingerprint
        The encoder's.
    lesson_id
        The lesson that ``weights`` come from; None for the plain score.
    languages
        The event's, main one first; they change what is said of two people, not the match.
    """

    fingerprint: str
    profiles: tuple[Profile, ...]
    policy: Policy
    parameters: Parameters
    weights: Weights | None
    lesson_id: str | None
    languages: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """The same for the same input to the same release; see `digest_of`."""
        return digest_of(
            self.fingerprint, self.profiles, self.policy, self.parameters, self.weights
        )
