"""The labelled sample events: rankings on the held-out half, one idea taken off at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.outcomes.baselines import (
    both_sides,
    needs_by_offers,
    plain_maxsim,
    whole_profiles,
)
from benchmarks.outcomes.labelled_events import EVENTS, Sample, read
from benchmarks.outcomes.mixes import mixes
from benchmarks.outcomes.rankings import engine, quality
from benchmarks.outcomes.tables import Table
from benchmarks.outcomes.vectors import Vectors
from matcher import People
from matcher.scoring.calibration import Calibration, probability
from matcher.scoring.scorer import Scorer

Floats = NDArray[np.float64]
_IDEAS = ("whole", "words", "said_words", "role", "statement", "circumstance")


def run(vectors: Vectors, quick: bool) -> list[Table]:
    """Judge the samples, each in tables of its own."""
    samples = [read(name) for name in EVENTS[: 1 if quick else None]]
    return [table for sample in samples for table in judged(sample, vectors)]


def judged(sample: Sample, vectors: Vectors) -> list[Table]:
    """Print ours, the popularity baseline, plain cosine, and ours with one idea taken off."""
    return [make(sample, vectors) for make in (_table, mixes, _pools, _strengths)]


def _table(sample: Sample, vectors: Vectors) -> Table:
    labelled = int((~np.isnan(sample.grades)).any(axis=1).sum())
    table = Table(
        f"{sample.name}: by its labels",
        ("nDCG@10", "recall@10", "mutual AP", "nDCG@10, own gain"),
        notes=[
            f"{labelled} people labelled and held out, of {len(sample.people)}. Ranked by the "
            "score of the pair; last column: by what the person alone gains.",
            "Mutual AP: pairs of two labelled people, right where both have a grade above 0.",
        ],
    )
    for name, (score, own) in _ways(sample, vectors).items():
        table.add(name, *quality(sample, score, own))
    return table


def _pools(sample: Sample, vectors: Vectors) -> Table:
    """Compare ways to make one score of what both sides gain."""
    score, own = engine(sample, vectors)
    # What the event's own fields add to the pair stands apart from what either side gains.
    fit = score - (own + own.T) / 2
    mine = probability(own + fit).astype(float)
    theirs = mine.T
    table = Table(
        f"{sample.name}: one score of both sides' gains",
        ("nDCG@10", "recall@10", "mutual AP"),
        notes=[
            "All from the same two probabilities; the product ranks as the geometric mean does."
        ],
    )
    for name, pooled in {
        "what the person alone gains": mine,
        "what the other alone gains": theirs,
        "minimum": np.minimum(mine, theirs),
        "harmonic mean": 2 * mine * theirs / np.maximum(mine + theirs, 1e-12),
        "geometric mean, product": np.sqrt(mine * theirs),
        "arithmetic mean": (mine + theirs) / 2,
        "mean of log-odds (Confab)": score,
    }.items():
        table.add(name, *quality(sample, pooled, own)[:3])
    return table


def _strengths(sample: Sample, vectors: Vectors) -> Table:
    """Compare how large a benefit, or what is shared, comes out with the grades."""
    scorer = Scorer.of(
        sample.people, vectors.of(sample.people.texts), sample.policy, sample.parameters
    )
    n = len(sample.people)
    factors = scorer.pairs(*(place.ravel() for place in np.indices((n, n))))
    grades = sample.grades.ravel()
    known = ~np.isnan(grades)
    table = Table(
        f"{sample.name}: what the size of a benefit means",
        ("pairs", "useful", "very useful"),
        notes=[
            "Held-out pairs by the size (0..1) of what one gains from the other, and of what both "
            "share; useful: graded 1 or 2 by the reader, very useful: 2.",
            "A pair that the reader did not name counts as useless.",
        ],
    )
    for kind, odds in (("need", factors.benefit.gain), ("interest", factors.shared.items.value)):
        size = probability(odds)[known]
        for low, high, band in (
            (0.5, 2.0, "from .5"),
            (0.2, 0.5, ".2 to .5"),
            (-1, 0.2, "below .2"),
        ):
            found = grades[known][(low <= size) & (size < high)]
            if len(found):
                useful, very = float((found > 0).mean()), float((found == 2).mean())
                table.add(f"{kind}, {band}", len(found), useful, very)
    table.add("any two people", int(known.sum()), float((grades[known] > 0).mean()),
              float((grades[known] == 2).mean()))  # fmt: skip
    return table


def _ways(sample: Sample, vectors: Vectors) -> dict[str, tuple[Floats, Floats]]:
    plain = Calibration()
    people, mix = sample.people, sample.parameters.mix
    near = whole_profiles(people, vectors)
    unsplit, best = needs_by_offers(people, vectors, mix), plain_maxsim(people, vectors, mix)
    return {
        "popularity: mean score with everybody": _popular(sample, vectors),
        "cosine of whole profiles": (near, near),
        "needs x offers, not split into items": (both_sides(unsplit), unsplit),
        "items, MaxSim of plain cosines": (both_sides(best), best),
        "items, calibrated MaxSim alone": engine(
            sample,
            vectors,
            calibration=replace(plain, **dict.fromkeys(_IDEAS, 0.0)),
        ),
        "Confab": engine(sample, vectors),
        "- rare words": engine(
            sample, vectors, calibration=replace(plain, words=0.0, said_words=0.0)
        ),
        "- whole needs and offers": engine(sample, vectors, calibration=replace(plain, whole=0.0)),
        "- role in the offers": engine(sample, vectors, calibration=replace(plain, role=0.0)),
        "- statement around a list's part": engine(
            sample, vectors, calibration=replace(plain, statement=0.0)
        ),
        "- times, pursuits and levels in words": engine(
            sample, vectors, calibration=replace(plain, circumstance=0.0)
        ),
        "- negation (exclusions read as wishes)": engine(
            sample, vectors, people=_without_negation(people)
        ),
    }


def _popular(sample: Sample, vectors: Vectors) -> tuple[Floats, Floats]:
    """Rank everybody alike: by how well each person would suit all the others."""
    score, own = engine(sample, vectors)
    n = len(score)
    suits = np.broadcast_to(own.mean(axis=0), (n, n))
    return (suits + suits.T) / 2, suits


def _without_negation(people: People) -> People:
    items = tuple(replace(item, polarity=1) for item in people.items)
    return replace(people, items=items)
