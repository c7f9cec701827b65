"""The same people ranked at every mix, ours beside the simple ways."""

from __future__ import annotations

from benchmarks.outcomes.baselines import (
    both_sides,
    needs_by_offers,
    plain_maxsim,
    whole_profiles,
)
from benchmarks.outcomes.labelled_events import Sample
from benchmarks.outcomes.rankings import engine, quality
from benchmarks.outcomes.tables import Table
from benchmarks.outcomes.vectors import Vectors

MIXES = (0.0, 0.2, 0.5, 0.8, 1.0)


def mixes(sample: Sample, vectors: Vectors) -> Table:
    """Compare Confab with the best of the simple ways, from shared (mix 0) to needed (mix 1)."""
    table = Table(
        f"{sample.name}: at every mix",
        ("Confab", "whole profiles", "needs x offers", "MaxSim", "ahead by", "mutual AP",
         "of whole profiles"),
        notes=[
            "nDCG@10; ahead by: of the best of the three simple ways. Needs x offers and MaxSim "
            "blend interests in by the mix; at mix 1 they are needs and offers alone.",
            f"The event's own mix is {sample.parameters.mix:g}.",
        ],
    )  # fmt: skip
    near = whole_profiles(sample.people, vectors)
    whole, _, whole_mutual, _ = quality(sample, near, near)
    for mix in MIXES:
        score, own = engine(sample, vectors, mix=mix)
        ours, _, mutual, _ = quality(sample, score, own)
        simple = [
            quality(sample, both_sides(way), way)[0]
            for way in (
                needs_by_offers(sample.people, vectors, mix),
                plain_maxsim(sample.people, vectors, mix),
            )
        ]
        ahead = ours - max(whole, *simple)
        table.add(f"mix {mix:g}", ours, whole, *simple, ahead, mutual, whole_mutual)
    return table
