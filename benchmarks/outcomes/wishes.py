"""What wishes, promises, fairness and caps do for those at the edge, and cost the others.

A simulation on the labelled sample events: what people do is made up (`benchmarks.wishing`), what
a meeting is worth to whom is what a reader of all profiles said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple
from functools import partial

import numpy as np
from numpy.typing import NDArray

from benchmarks.outcomes.labelled_events import EVENTS
from benchmarks.outcomes.tables import Table
from benchmarks.outcomes.vectors import Vectors
from benchmarks.wishing.behaviour import Behaviour, Crowd
from benchmarks.wishing.sample import SampleEvent
from benchmarks.wishing.shares import Shares, middle
from benchmarks.wishing.ways import UNCAPPED, AnyWay, MostWantedFirst, RankAndFill, Way
from matcher.ranking.exposure import Exposure

BESIDE = "rank and fill: best pair first"
WAYS: Mapping[str, AnyWay] = {
    BESIDE: RankAndFill(),
    "rank and fill, wishes counted": RankAndFill(wishes=True),
    "the most wanted first": MostWantedFirst(),
    "Confab, plain sum of scores": Way(0.0, wishes=False, promises=False),
    "and wishes": Way(0.0, promises=False),
    "and guarantee, caps on groups": Way(0.0),
    "and fairness 0.25": Way(0.25),
    "and fairness 0.5 (default)": Way(0.5),
    "and fairness 0.75": Way(0.75),
    "and fairness 1": Way(1.0),
    "fairness 0.5, no wishes": Way(0.5, wishes=False),
}
CAPS = (1.0, 1.5, 2.0, UNCAPPED)
BEHAVIOURS = {
    "people see what fits (noise 0.25)": Behaviour(noise=0.25),
    "people hardly see it (noise 1)": Behaviour(noise=1.0),
    "fame decides (0.75)": Behaviour(fame=0.75),
    "everybody stars 6": Behaviour(starring=1.0, newcomers_starring=1.0, stars=6),
}
_COLUMNS = ("at the edge", "newcomers", "others", "everybody", "poorest tenth", "Gini", "none")
# A busy machine gives half a timetable of 150 people and many wishes in 1.5 s.
_SEEDS, _FEW_SEEDS, _SECONDS = 5, 3, 4.0
QUICK_EVENT, _QUICK_SEEDS = "research-day", 2


def run(vectors: Vectors, quick: bool) -> list[Table]:
    """Simulate the samples; a small slice leaves out caps and other behaviours."""
    if quick:
        event = SampleEvent.read(QUICK_EVENT, vectors)
        draws = drawn_shares([event], WAYS, _QUICK_SEEDS)
        return [table_of(event.name, draws, _QUICK_SEEDS)]
    events = [SampleEvent.read(name, vectors) for name in EVENTS]
    draws = drawn_shares(events, WAYS, _SEEDS)
    tables = [table_of("mean of six events", draws, _SEEDS)]
    for at, event in enumerate(events):
        alone = {name: [[row[at]] for row in drawn] for name, drawn in draws.items()}
        tables.append(table_of(event.name, alone, _SEEDS))
    return [*tables, _caps(events, _FEW_SEEDS), _others(events, _FEW_SEEDS)]


def gained(sample: SampleEvent, way: AnyWay, seed: int) -> NDArray[np.float64]:
    """Sum of what each person who was judged gains, for a picture; float64, shape (k,)."""
    crowd = Crowd.of(sample.gains, seed)
    return way.gained(sample, crowd, _SECONDS)[sample.judged]


def _shares(sample: SampleEvent, way: AnyWay, behaviour: Behaviour, seed: int) -> Shares:
    crowd = Crowd.of(sample.gains, seed, behaviour)
    gains = way.gained(sample, crowd, _SECONDS)
    return Shares.of(gains, crowd.at_the_edge(), crowd.newcomers, sample.judged)


def drawn_shares(
    events: list[SampleEvent],
    ways: Mapping[str, AnyWay],
    seeds: int,
    behaviour: Behaviour | None = None,
) -> dict[str, list[list[Shares]]]:
    """Give the shares of each way, draw by draw, event by event."""
    one = partial(_shares, behaviour=behaviour or Behaviour())
    return {
        name: [[one(event, way, seed=seed) for event in events] for seed in range(seeds)]
        for name, way in ways.items()
    }


def table_of(where: str, draws: dict[str, list[list[Shares]]], seeds: int) -> Table:
    """Print each way's median over the draws, beside `BESIDE`."""
    table = Table(
        f"Wishes and fairness, {where}: what people gain beside rank and fill",
        _COLUMNS,
        notes=[
            f"Median of {seeds} draws of who stars whom. First four columns: how much more people "
            "gain than by rank and fill of the same draw (0.1: a tenth more).",
            "Poorest tenth: their mean, a very useful meeting as 1, one useful in part as 1/2. "
            "None: share of people without any useful meeting.",
            "At the edge: the fifth of whom others would gain least, and a tenth drawn as new.",
        ],
    )
    for name, drawn in draws.items():
        table.add(name, *_cells(drawn, draws[BESIDE]))
    return table


def _cells(
    drawn: list[list[Shares]], beside: list[list[Shares]]
) -> tuple[float, float, float, float, float, float, float]:
    """Give one line of a table, in the order of `_COLUMNS`."""
    return astuple(
        middle(
            [
                [own.beside(base) for own, base in zip(row, bases, strict=True)]
                for row, bases in zip(drawn, beside, strict=True)
            ]
        )
    )


def _caps(events: list[SampleEvent], seeds: int) -> Table:
    """Compare caps on how often one person is shown: lists, and timetables at fairness 0.5."""
    table = Table(
        "Wishes and fairness: nobody in more lists than so many times the mean",
        ("shown, Gini", "shown, most", "list's worth", *_COLUMNS),
        notes=[
            "Means over events. Most: lists the most shown person is in, as a multiple of the "
            "mean. List's worth: mean gain of a meeting with somebody on the list. The rest as "
            "above, at fairness 0.5 with all promises.",
        ],
    )
    base = drawn_shares(events, {BESIDE: WAYS[BESIDE]}, seeds)[BESIDE]
    for cap in CAPS:
        drawn = drawn_shares(events, {"": Way(0.5, exposure_cap=cap)}, seeds)[""]
        lists = np.mean([_lists(event, cap) for event in events], axis=0).tolist()
        table.add("no cap" if cap == UNCAPPED else f"{cap:g}", *lists, *_cells(drawn, base))
    return table


def _lists(sample: SampleEvent, cap: float) -> tuple[float, float, float]:
    lists = sample.shown(cap)
    person, place = np.nonzero(lists >= 0)
    other = lists[person, place]
    counts = np.bincount(other, minlength=len(lists))
    exposure = Exposure.of(counts)
    worth = float(sample.gains[person, other].mean())
    return exposure.gini, exposure.most / float(counts.mean()), worth


def _others(events: list[SampleEvent], seeds: int) -> Table:
    """See whether it hangs on the constants of what people do."""
    table = Table(
        "Wishes and fairness: if people did otherwise",
        _COLUMNS,
        notes=[f"As above, {seeds} draws; each line beside rank and fill of the same behaviour."],
    )
    shown: dict[str, AnyWay] = {
        "most wanted first": MostWantedFirst(),
        "fairness 0": Way(0.0),
        "fairness 0.5": Way(0.5),
    }
    for words, behaviour in BEHAVIOURS.items():
        draws = drawn_shares(events, {BESIDE: WAYS[BESIDE], **shown}, seeds, behaviour)
        for name in shown:
            table.add(f"{words}: {name}", *_cells(draws[name], draws[BESIDE]))
    return table
