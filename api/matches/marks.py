"""Marks: a number for each candidate pair that is another one when anything kept of it differs."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from matcher import MatchResult
from matcher.scoring.calibration import shown

Index = NDArray[np.int64]
_BYTES = 8


def marks_of(result: MatchResult) -> Index:
    """Mark the pairs of a result's graph: int64, shape (p,).

    Of a pair its figures are kept, as shown, and the words of its reasons. What nobody may read
    counts as no words.
    """
    graph = result.graph
    said = [b"" if item.private else item.quote.encode() for item in result.people.items]
    # A pair without a link of a kind has -1 there: the last place.
    words = _hashes([*said, b""])
    told = (result.evidence.a_gains, result.evidence.b_gains, result.evidence.shared)
    figures = [graph.score, graph.benefit_ab, graph.benefit_ba, graph.affinity]
    parts = [shown(figure).view(np.int64) for figure in figures]
    # Strengths are rounded already.
    parts += [each.strength.view(np.int64) for each in told]
    parts += [words[side] for each in told for side in (each.near, each.far)]
    rows = np.stack(parts, axis=1)
    return _hashes(memoryview(row) for row in rows)


def _hashes(contents: Iterable[bytes | memoryview]) -> Index:
    digests = b"".join(blake2b(each, digest_size=_BYTES).digest() for each in contents)
    return np.frombuffer(digests, "<i8").astype(np.int64)
