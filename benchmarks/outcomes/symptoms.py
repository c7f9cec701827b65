"""Needs told by their symptom: how often the one who can cure it is among the first ten.

Two fictional evenings in `symptom_events`, at which some say what is wrong ("the lights flicker
whenever the mixer starts") and somebody else knows what to do (an electrician for workshops).
Everybody who tells a symptom has one right helper, grade 2, and at most three who would help in
part. Hall was written before any bridge from needs to offers was tried, and used to choose among
bridges; mill was written later and looked at once (decision 0032). Neither has chosen a setting
of the matcher.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.outcomes.baselines import (
    both_sides,
    needs_by_offers,
    plain_maxsim,
    whole_profiles,
)
from benchmarks.outcomes.labelled_events import Sample, sample_of
from benchmarks.outcomes.rankings import engine, quality
from benchmarks.outcomes.tables import Table
from benchmarks.outcomes.vectors import Vectors
from matcher import Parameters

Floats = NDArray[np.float64]
HOME = Path(__file__).with_name("symptom_events")
EVENTS = ("hall", "mill")
_MIX = 0.8
_TOP = 10


def run(vectors: Vectors, quick: bool) -> list[Table]:
    """Judge both evenings, each in a table of its own."""
    return [judged(read(name), vectors) for name in EVENTS[: 1 if quick else None]]


def read(name: str) -> Sample:
    """Read the people of an evening, and who cures what."""
    home = HOME / name
    sample = sample_of(f"Symptoms, {name}", home / "people.csv", home / "labels.csv", None)
    return replace(sample, parameters=Parameters(mix=_MIX))


def judged(sample: Sample, vectors: Vectors) -> Table:
    """Compare ours with simple ways, by the pair and by what the one with the symptom gains."""
    near = whole_profiles(sample.people, vectors)
    unsplit, best = (way(sample.people, vectors, _MIX) for way in (needs_by_offers, plain_maxsim))
    ways = {
        "cosine of whole profiles": (near, near),
        "needs x offers, not split into items": (both_sides(unsplit), unsplit),
        "items, MaxSim of plain cosines": (both_sides(best), best),
        "Confab": engine(sample, vectors),
    }
    told = len(helper_ranks(sample, near))
    table = Table(
        f"{sample.name}: is the right helper found?",
        (
            "nDCG@10",
            "first",
            "among ten",
            "median rank",
            "nDCG@10, own gain",
            "among ten, own gain",
        ),
        notes=[
            f"{told} needs told by their symptom, of {len(sample.people)} people; mix {_MIX:g}.",
            "First, among ten: for how many of them the one right helper is. Last two columns: "
            "ranked by what the person alone gains.",
        ],
    )
    for name, (score, own) in ways.items():
        gain, _, _, alone = quality(sample, score, own)
        ranks, own_ranks = helper_ranks(sample, score), helper_ranks(sample, own)
        first = int((ranks == 1).sum())
        among, own_among = (int((found <= _TOP).sum()) for found in (ranks, own_ranks))
        table.add(name, gain, first, among, float(np.median(ranks)), alone, own_among)
    return table


def helper_ranks(sample: Sample, score: Floats) -> NDArray[np.int64]:
    """Find where the right helper stands on the list of each who tells a symptom.

    Parameters
    ----------
    score
        float64, shape (n, n): by which the others are ranked in each row.

    Returns
    -------
    numpy.ndarray
        int64, one a person with labels, in the order of the people: 1 is the first.
    """
    ranks = []
    for grades, own in zip(sample.grades, score, strict=True):
        known = ~np.isnan(grades)
        if known.any():
            ranks.append(1 + int((own[known] > own[grades == 2].max()).sum()))
    return np.array(ranks, dtype=np.int64)
