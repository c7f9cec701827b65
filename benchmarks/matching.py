"""Candidate pairs with reasons: Confab beside other ways to the same, vectors given.

Run with ``python -m benchmarks.matching`` (sizes 1,000 and 10,000) or with ``--full`` (and
50,000, some minutes). The people are made up: three needs, three offers and one interest each,
vectors in clusters; seeds are fixed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.measuring import Timing, peak_megabytes, show, timed, write
from embeddings.ragged import Ragged
from matcher import MatchResult, Parameters, People, Profile, match

DIM, TOPICS, EACH, TOP_K = 384, 400, 3, 40
PROBES = 200
# Beyond these sizes an alternative is left out: it would run for minutes or need gigabytes.
NAIVE_MOST, REDUCEAT_MOST, LIBRARY_MOST = 1_000, 10_000, 10_000

Array = NDArray[np.float32]
Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Row:
    """One way at one size."""

    people: int
    way: str
    seconds: float
    ratio: float
    recall: float | None
    peak_mb: float | None = None


def crowd(n: int, seed: int = 0) -> tuple[People, Array]:
    """Make people and the vectors of their texts."""
    profiles = [
        Profile(
            id=f"p{number:06}",
            organisation=f"firm {number // 2}",
            needs="\n".join(f"need number {number}-{k}" for k in range(EACH)),
            offers="\n".join(f"offer number {number}-{k}" for k in range(EACH)),
            interests=f"hobby number {number}",
        )
        for number in range(n)
    ]
    people = People.of(profiles)
    return people, clustered(len(people.texts), seed)


def clustered(count: int, seed: int) -> Array:
    """Make unit vectors around common topics, about as alike as short texts are."""
    rng = np.random.default_rng(seed)
    topics = np.random.default_rng(0).standard_normal((TOPICS, DIM), dtype=np.float32)
    rows = 0.8 * topics[rng.integers(0, TOPICS, count)]
    rows += rng.standard_normal((count, DIM), dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def top(scores: Array, k: int = TOP_K) -> Index:
    """Find the k best columns of each row, in no order."""
    k = min(k, scores.shape[1] - 1)
    return np.argpartition(scores, -k, axis=1)[:, -k:]


def reduceat_rows(needs: Ragged, offers: Ragged, start: int, stop: int) -> Array:
    """Directed MaxSim of some people with everybody, the usual NumPy way."""
    low, high = needs.starts[start], needs.starts[stop - 1] + needs.sizes[stop - 1]
    best = np.maximum.reduceat(needs.vectors[low:high] @ offers.vectors.T, offers.starts, axis=1)
    return np.maximum.reduceat(best, needs.starts[start:stop] - low, axis=0)


def reduceat_top(needs: Ragged, offers: Ragged) -> Index:
    """Mutual top 40 from both directed MaxSims in blocks, without reasons."""
    n, step = len(needs), 256
    found = []
    for start in range(0, n, step):
        stop = min(start + step, n)
        both = reduceat_rows(needs, offers, start, stop)
        both += reduceat_rows(offers, needs, start, stop)
        found.append(top(both))
    return np.vstack(found)


def naive_top(needs: Ragged, offers: Ragged) -> Index:
    """Mutual top 40 with one small product a pair."""
    n = len(needs)
    gain = np.empty((n, n), dtype=np.float32)
    for i in range(n):
        for j in range(n):
            gain[i, j] = (needs[i] @ offers[j].T).max()
    return top(gain + gain.T)


def library_top(needs: Ragged, offers: Ragged) -> Index:
    """Mutual top 40 with ``sentence_transformers.util.maxsim``."""
    from sentence_transformers.util import maxsim

    left = [needs[i] for i in range(len(needs))]
    right = [offers[j] for j in range(len(offers))]
    # Theirs adds up the best match of each query row, so needs are asked one at a time.
    gain = np.full((len(left), len(right)), -np.inf, dtype=np.float32)
    for rank in range(EACH):
        gain = np.maximum(gain, maxsim([one[rank : rank + 1] for one in left], right).numpy())
    return top(gain + gain.T)


def whole_top(needs: Ragged, offers: Ragged) -> Index:
    """Top 40 by the cosine of whole profiles (mean of all items)."""
    n = len(needs)
    whole = np.stack([np.vstack([needs[i], offers[i]]).mean(axis=0) for i in range(n)])
    whole /= np.linalg.norm(whole, axis=1, keepdims=True)
    return np.vstack([top(whole[start : start + 512] @ whole.T) for start in range(0, n, 512)])


def index_top(needs: Ragged, offers: Ragged) -> Index:
    """Mutual top 40 of what an approximate index of items (usearch) finds either way.

    The index gives the nearest items; the people behind them are then ranked by the exact sum
    of both directed MaxSims, as one would use it.
    """
    from usearch.index import Index as Graph

    n = len(needs)
    near: list[list[Index]] = [[] for _ in range(n)]
    for queries, documents in ((needs, offers), (offers, needs)):
        graph = Graph(ndim=DIM, metric="ip", dtype="f32")
        graph.add(np.arange(len(documents.vectors)), documents.vectors)
        found = documents.owners[graph.search(queries.vectors, 2 * TOP_K).keys.astype(np.int64)]
        for person, row in zip(queries.owners.tolist(), found, strict=True):
            near[person].append(row)
    result = np.full((n, TOP_K), -1, dtype=np.int64)
    for person, rows in enumerate(near):
        others = np.unique(np.concatenate(rows))
        others = others[others != person]
        both = some_maxsims(needs[person], offers, others)
        both += some_maxsims(offers[person], needs, others)
        best = others[np.argsort(-both)[:TOP_K]]
        result[person, : len(best)] = best
    return result


def some_maxsims(queries: Array, documents: Ragged, people: Index) -> Array:
    """Directed MaxSim of one person's items with some people, who have EACH items."""
    rows = (people[:, None] * EACH + np.arange(EACH)).ravel()
    near = queries @ documents.vectors[rows].T
    return np.asarray(near.max(axis=0).reshape(-1, EACH).max(axis=1))


def recall(found: Sequence[Index], exact: Index, probes: Index) -> float:
    """Mean share of the exact best that were found, over some people."""
    shares = [
        len({*found[p].tolist()} & {*row.tolist()}) / len(row)
        for p, row in zip(probes.tolist(), exact, strict=True)
    ]
    return float(np.mean(shares))


def kept_by_ours(result: MatchResult) -> list[Index]:
    """Each person's best partners in the graph, as many as the alternatives may name."""
    a, b = result.graph.a.astype(np.int64), result.graph.b.astype(np.int64)
    person, other = np.concatenate([a, b]), np.concatenate([b, a])
    order = np.lexsort((-np.tile(result.graph.score, 2), person))
    ends = np.cumsum(np.bincount(person, minlength=len(result.people)))[:-1]
    return [partners[:TOP_K] for partners in np.split(other[order], ends)]


def exact_of_ours(result: MatchResult, probes: Index) -> Index:
    """Best by our score, computed row by row apart from the tiles."""
    rows = []
    for probe in probes.tolist():
        scores, codes = result.scorer.row(probe)
        rows.append(np.argsort(-np.where(codes == 0, scores, -np.inf), kind="stable")[:TOP_K])
    return np.stack(rows)


def exact_of_maxsim(needs: Ragged, offers: Ragged, probes: Index) -> Index:
    """Best by the sum of both directed MaxSims, oneself left out, as the alternatives rank."""
    both = np.vstack([reduceat_rows(needs, offers, p, p + 1) for p in probes.tolist()])
    both += np.vstack([reduceat_rows(offers, needs, p, p + 1) for p in probes.tolist()])
    both[np.arange(len(probes)), probes] = -np.inf
    return top(both)


def compare(n: int, runs: int) -> list[Row]:
    """Measure all ways at one size, in this process."""
    people, vectors = crowd(n)
    parameters = Parameters(top_k=TOP_K)
    ours, result = timed(lambda: match(people, vectors, parameters=parameters), runs)
    probes = np.linspace(0, n - 1, min(PROBES, n), dtype=np.int64)
    share = recall(kept_by_ours(result), exact_of_ours(result, probes), probes)
    rows = [Row(n, "Confab, with reasons", ours.median, 1.0, share, child_peak(n))]
    sizes = np.full(n, EACH, dtype=np.int64)
    needs = Ragged.consecutive(clustered(n * EACH, 1), sizes)
    offers = Ragged.consecutive(clustered(n * EACH, 2), sizes)
    exact = exact_of_maxsim(needs, offers, probes)
    for way, function, most in WAYS:
        if n > most:
            continue
        timing, found = timed(lambda f=function: f(needs, offers), 1 if n > 2_000 else runs)
        found = [one[one != person] for person, one in enumerate(padded(found))]
        rows.append(row_of(n, way, timing, ours, recall(found, exact, probes)))
    return rows


def padded(found: Index) -> list[Index]:
    """Each person's finds at one length, oneself replaced by nobody."""
    return [np.append(np.where(one == i, -1, one), [-2]) for i, one in enumerate(found)]


def row_of(n: int, way: str, timing: Timing, ours: Timing, share: float) -> Row:
    return Row(n, way, timing.median, timing.median / ours.median, share)


WAYS: tuple[tuple[str, Callable[[Ragged, Ragged], Index], int], ...] = (
    ("NumPy MaxSim, blocks and reduceat", reduceat_top, REDUCEAT_MOST),
    ("naive NumPy MaxSim, pair by pair", naive_top, NAIVE_MOST),
    ("sentence_transformers.util.maxsim", library_top, LIBRARY_MOST),
    ("usearch index of items", index_top, 10**9),
    ("whole-profile cosine", whole_top, 10**9),
)


def child_peak(n: int) -> float:
    """Peak memory of a process that does nothing but match n people."""
    command = [sys.executable, "-m", "benchmarks.matching", "--peak", str(n)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["peak_mb"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="50,000 people too")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peak", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.peak:
        people, vectors = crowd(chosen.peak)
        match(people, vectors, parameters=Parameters(top_k=TOP_K))
        print(json.dumps({"peak_mb": peak_megabytes()}))
        return
    rows: list[Row] = []
    for n in (1_000, 10_000, 50_000) if chosen.full else (1_000, 10_000):
        rows += compare(n, chosen.runs if n <= 10_000 else 1)
    table = [
        [
            f"{row.people:,}  {row.way}",
            f"{row.seconds:.2f} s",
            f"{row.ratio:.1f} x",
            "" if row.recall is None else f"{row.recall:.3f}",
            "" if row.peak_mb is None else f"{row.peak_mb:,.0f} MB",
        ]
        for row in rows
    ]
    heading = ["people, way", "median", "of ours", f"recall@{TOP_K}", "peak"]
    title = "Candidate pairs (recall: against the same ranking computed exactly)"
    tables = [show(title, heading, table)]
    command = "python -m benchmarks.matching" + (" --full" if chosen.full else "")
    write("matching", command, tables, candidates=rows)


if __name__ == "__main__":
    main()
