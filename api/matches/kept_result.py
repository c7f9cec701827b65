"""The last match result of a few events, kept in the worker's memory to go on from."""

from __future__ import annotations

from dataclasses import dataclass

from api.matches.match_input import MatchInput
from api.matches.models import MatchRun
from matcher import MatchResult, Profile

MOST_EVENTS = 4
MOST_PEOPLE = 10_000
"""Of all kept results together."""
MOST_CHANGED = 0.05
"""Share of the people who may change one by one until all are matched again: `matcher.update`
does not measure again how alike texts are on average and how rare words are."""


@dataclass(frozen=True, slots=True, eq=False)
class KeptResult:
    """A match result and the run it is stored as.

    Attributes
    ----------
    digest
        Of the input that the result is of.
    fingerprint
        The encoder's.
    matched
        How many people were there when all were matched.
    updates
        Profiles brought in one by one since.
    """

    run_id: str
    digest: str
    fingerprint: str
    result: MatchResult
    matched: int
    updates: int = 0

    def changed(self, asked: MatchInput) -> tuple[Profile, ...] | None:
        """Profiles that are new or edited in ``asked``, if it is enough to bring in these.

        None if anything else differs, somebody is gone, or too many have changed by now.
        """
        scorer = self.result.scorer
        known = {profile.id: profile for profile in self.result.people.profiles}
        if (
            self.fingerprint != asked.fingerprint
            or scorer.policy != asked.policy
            or scorer.parameters != asked.parameters
            or scorer.weights != asked.weights
            or not known.keys() <= {profile.id for profile in asked.profiles}
        ):
            return None
        changed = tuple(p for p in asked.profiles if known.get(p.id) != p)
        if self.updates + len(changed) > MOST_CHANGED * self.matched:
            return None
        return changed


class KeptResults:
    """The results kept by event, the least lately used given up first; for one thread at a time."""

    def __init__(self, most_events: int = MOST_EVENTS, most_people: int = MOST_PEOPLE) -> None:
        self._most_events = most_events
        self._most_people = most_people
        self._kept: dict[str, KeptResult] = {}

    def take(self, event_id: str, run: MatchRun) -> KeptResult | None:
        """Give the event's result and keep it no longer; None if it is not that of the run."""
        kept = self._kept.pop(event_id, None)
        stored = (run.id, run.parameters.get("digest"))
        return kept if kept is not None and (kept.run_id, kept.digest) == stored else None

    def keep(self, event_id: str, kept: KeptResult) -> None:
        """Keep the event's result; one with more people than there is room for is not kept."""
        self._kept.pop(event_id, None)
        if len(kept.result.people) > self._most_people:
            return
        self._kept[event_id] = kept
        while len(self._kept) > self._most_events or self._people() > self._most_people:
            del self._kept[next(iter(self._kept))]

    def __len__(self) -> int:
        """Count the events."""
        return len(self._kept)

    def _people(self) -> int:
        return sum(len(kept.result.people) for kept in self._kept.values())
