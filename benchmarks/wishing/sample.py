"""A sample event for the simulation: what was matched, what meetings are worth, its room."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from api.attendees.models import Attendee
from api.events.event_file import EventFile, Rules
from api.events.event_reading import read_event
from api.events.models import Event, RoomTable, Slot, Zone
from api.timetable.making.problem import Wishes, build_problem
from benchmarks.outcomes.data import ROOT
from benchmarks.outcomes.labelled_events import read
from benchmarks.outcomes.labels import read_labels
from benchmarks.outcomes.vectors import Vectors
from benchmarks.wishing.behaviour import Crowd
from matcher import match
from matcher.match import MatchResult
from matcher.ranking.suggestions import suggest
from scheduling.problem import Problem

_HIGHEST = 2.0


@dataclass(frozen=True, eq=False)
class SampleEvent:
    """People as matched, in the order of their ids.

    Attributes
    ----------
    judged
        bool, shape (n,): of whom a reader said what they would gain. The others meet people, but
        press no stars and are not counted.
    gains
        float64, shape (n, n): 0, 1/2, 1; 0 in the rows of who was not judged.
    """

    name: str
    file: EventFile
    result: MatchResult
    judged: NDArray[np.bool_]
    gains: NDArray[np.float64]

    @classmethod
    def read(cls, name: str, vectors: Vectors) -> SampleEvent:
        """Match a sample event's people.

        Raises
        ------
        Absent
            If the sample or its labels are not in this checkout.
        """
        sample, home = read(name), ROOT / "examples" / name
        people = sample.people
        ids = [profile.id for profile in people.profiles]
        grades = read_labels(home / "relevance.csv", ids, all_splits=True)
        result = match(people, vectors.of(people.texts), sample.policy, sample.parameters)
        return cls(
            name,
            read_event(home / "event.toml"),
            result,
            np.asarray(np.isfinite(grades).any(axis=1)),
            np.nan_to_num(grades) / _HIGHEST,
        )

    def shown(self, exposure_cap: float) -> NDArray[np.int64]:
        """Give lists of suggestions under a cap on how often one is shown; -1 for none.

        Whom nobody judged is shown to others, but sees nothing and so presses no star.
        """
        scorer = self.result.scorer
        parameters = replace(scorer.parameters, exposure_cap=exposure_cap)
        lists = suggest(replace(scorer, parameters=parameters), self.result.graph)[0]
        lists[~self.judged] = -1
        return lists

    def wishes(self, crowd: Crowd, exposure_cap: float) -> Wishes:
        """Gather what people ask for after they saw their lists."""
        wanted, refused = crowd.wishes(self.shown(exposure_cap))
        return Wishes(self._named(wanted), self._named(refused))

    def problem(self, rules: Rules, wishes: Wishes) -> Problem:
        """Translate as the site does; `Problem.attendees` are in the order of ``ids``."""
        graph, ids = self.result.graph, self.ids
        scored = (
            (ids[a], ids[b], score)
            for a, b, score in zip(
                graph.a.tolist(), graph.b.tolist(), graph.score.tolist(), strict=True
            )
        )
        event = self._event
        event.rules = rules.model_dump(mode="json")
        return build_problem(event, self._people, scored, wishes)

    @cached_property
    def ids(self) -> list[str]:
        """Ids of the people, as matched."""
        return [profile.id for profile in self.result.people.profiles]

    def _named(self, pairs: NDArray[np.bool_]) -> frozenset[tuple[str, str]]:
        return frozenset((self.ids[a], self.ids[b]) for a, b in np.argwhere(pairs).tolist())

    @cached_property
    def _event(self) -> Event:
        file = self.file
        return Event(
            slug=file.event.slug,
            timezone=file.event.timezone,
            mix=file.event.mix,
            slots=[
                Slot(key=key, position=at, starts_at=start, ends_at=end)
                for at, (key, start, end) in enumerate(file.slot_times())
            ],
            zones=[
                Zone(name=zone.name, position=at, quiet=zone.quiet, step_free=zone.step_free)
                for at, zone in enumerate(file.zones)
            ],
            tables=[
                RoomTable(key=key, zone=zone.name, position=at, closed=[])
                for at, (key, zone) in enumerate(file.table_keys())
            ],
        )

    @cached_property
    def _people(self) -> list[Attendee]:
        return [
            Attendee(
                id=profile.id,
                key=profile.id,
                sector=profile.sector,
                role=profile.role,
                groups=list(profile.groups),
                available=None if profile.available is None else list(profile.available),
            )
            for profile in self.result.people.profiles
        ]
