"""Reviewer gold standard: does text tell who can help with which paper? (arXiv 2303.16750)."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.outcomes.data import folder
from benchmarks.outcomes.tables import Table
from benchmarks.outcomes.vectors import Vectors
from benchmarks.ranking_metrics import ordering_loss
from matcher import Parameters, People, Policy, Profile
from matcher.scoring.calibration import Calibration
from matcher.scoring.scorer import Scorer

PUBLISHED = {
    "Specter+MFR (published)": 0.238,
    "Specter (published)": 0.269,
    "TPMS (published)": 0.281,
    "ACL (published)": 0.296,
    "ELMo (published)": 0.345,
}
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z(])")
Matrix = NDArray[np.float32]
Pool = Callable[[Matrix], float]


@dataclass(frozen=True, eq=False)
class Ratings:
    """Participants, the papers they rated, and ten versions of what they wrote themselves."""

    papers: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    """Title and abstract of each paper."""
    rated: tuple[tuple[NDArray[np.int64], NDArray[np.float64]], ...]
    """For each participant rows of papers and the ratings, 1..5."""
    own: tuple[tuple[NDArray[np.int64], ...], ...]
    """For each version and participant rows of own papers, at most 20."""


def read(path: Path) -> Ratings:
    """Read the three files."""
    with gzip.open(path / "papers.jsonl.gz", "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line in lines]
    row = {paper["id"]: at for at, paper in enumerate(papers)}
    with gzip.open(path / "profiles_d20.json.gz", "rt", encoding="utf-8") as file:
        versions: dict[str, dict[str, list[str]]] = json.load(file)["profiles"]
    people, rated = [], []
    with (path / "evaluations.tsv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t"):
            seen = [k for k in range(1, 11) if line[f"Paper{k}"]]
            people.append(line["ParticipantID"])
            rows = np.array([row[line[f"Paper{k}"]] for k in seen])
            rated.append((rows, np.array([float(line[f"Expertise{k}"]) for k in seen])))
    own = tuple(
        tuple(np.array([row[paper] for paper in version[person]]) for person in people)
        for version in versions.values()
    )
    texts = tuple((paper["title"], paper["abstract"] or "") for paper in papers)
    return Ratings(tuple(row), texts, tuple(rated), own)


def run(vectors: Vectors, quick: bool) -> list[Table]:
    """Print the paper's loss of our ways of reading beside the published ones."""
    ratings = read(
        folder("reviewer_gold_standard", "papers.jsonl.gz", "evaluations.tsv",
               "profiles_d20.json.gz")
    )  # fmt: skip
    if quick:
        ratings = _slice(ratings)
    ways = _ways(ratings, vectors)
    plain = Calibration()
    losses = {
        "Confab's benefit as it is (one version)": _of_engine(ratings, vectors, plain),
        "- rare words": _of_engine(ratings, vectors, replace(plain, words=0.0)),
        "- whole needs and offers": _of_engine(ratings, vectors, replace(plain, whole=0.0)),
    }
    engines = set(losses)
    losses |= {name: _losses(ratings, *way) for name, way in ways.items()}
    table = Table(
        "Reviewers: share of wrongly ordered pairs of papers, weighed by the difference "
        "(lower is better)",
        ("loss", "error"),
        notes=[
            f"{len(ratings.rated)} people, {sum(len(r) for r, _ in ratings.rated)} ratings, "
            f"mean over {len(ratings.own)} versions of their own papers; error by bootstrap "
            "over people.",
            "No popularity baseline exists here: each person is ranked apart.",
        ],
    )
    for name, loss in PUBLISHED.items():
        table.add(name, loss, None)
    table.add("constant score", 0.5, None)
    for name in losses:
        table.add(name, _total(losses[name]), _error(losses[name]))
    apart = engines | {"TF-IDF only, mean"}
    chosen = _chosen_on_others({k: v for k, v in losses.items() if k not in apart})
    table.add("ours, way chosen on the other people", _total(chosen), _error(chosen))
    return [table]


def _slice(ratings: Ratings) -> Ratings:
    """Keep the first 12 people and their first version."""
    own = (ratings.own[0][:12],)
    return Ratings(ratings.papers, ratings.texts, ratings.rated[:12], own)


def _ways(ratings: Ratings, vectors: Vectors) -> dict[str, tuple[Matrix, Pool]]:
    needed = sorted(
        {int(p) for version in ratings.own for rows in version for p in rows}
        | {int(p) for rows, _ in ratings.rated for p in rows}
    )
    place = np.full(len(ratings.papers), -1)
    place[needed] = np.arange(len(needed))
    texts = [ratings.texts[p] for p in needed]
    whole = vectors.of([f"{title}. {abstract}".strip() for title, abstract in texts])
    plain = _spread(whole @ whole.T, place)
    sentences, best = _sentences(texts, vectors)
    words = TfidfVectorizer(sublinear_tf=True, stop_words="english", ngram_range=(1, 2))
    lexical = words.fit_transform([f"{title}. {abstract}" for title, abstract in texts])
    lexical = _spread((lexical @ lexical.T).toarray(), place)
    mean = plain[np.ix_(needed, needed)].mean(axis=1)
    hubs = plain.copy()
    hubs[np.ix_(needed, needed)] -= mean[:, None] + mean[None, :]
    both = 0.8 * plain / plain[np.ix_(needed, needed)].std()
    both += 0.2 * lexical / lexical[np.ix_(needed, needed)].std()
    return {
        "TF-IDF only, mean": (lexical, _mean),
        "a sentence an item, MaxSim": (_spread(best, place), _max),
        "a sentence an item, late interaction, mean of 3 best": (_spread(sentences, place), _top),
        "a paper an item, MaxSim": (plain, _max),
        "a paper an item, mean of all": (plain, _mean),
        "a paper an item, mean of 3 best": (plain, _top),
        "a paper an item, soft maximum": (plain, _soft),
        "+ hub correction, mean of 3 best": (hubs, _top),
        "+ a fifth TF-IDF, mean of 3 best": (both, _top),
        "+ a fifth TF-IDF, mean of all": (both, _mean),
    }


def _sentences(texts: list[tuple[str, str]], vectors: Vectors) -> tuple[Matrix, Matrix]:
    """Late interaction both ways (ColBERT's sum of maxima, as a mean), and the one best pair."""
    items = [
        [title, *(s for s in _SENTENCE.split(abstract) if s.strip())] for title, abstract in texts
    ]
    rows = vectors.of([item for own in items for item in own])
    starts = np.cumsum([0, *(len(own) for own in items)])
    one_way = np.empty((len(items), len(items)), dtype=np.float32)
    best = np.empty_like(one_way)
    for at in range(len(items)):
        near = rows[starts[at] : starts[at + 1]] @ rows.T
        top = np.maximum.reduceat(near, starts[:-1], axis=1)
        one_way[at], best[at] = top.mean(axis=0), top.max(axis=0)
    return (one_way + one_way.T) / 2, best


def _spread(small: Any, place: NDArray[np.int64]) -> Matrix:
    known = np.flatnonzero(place >= 0)
    full = np.zeros((len(place), len(place)), dtype=np.float32)
    full[np.ix_(known, known)] = small
    return full


def _max(near: Matrix) -> float:
    return float(near.max())


def _mean(near: Matrix) -> float:
    return float(near.mean())


def _top(near: Matrix) -> float:
    return float(np.sort(near)[-3:].mean())


def _soft(near: Matrix) -> float:
    return float(np.log(np.exp(10.0 * near).mean()) / 10.0)


def _losses(ratings: Ratings, similarity: Matrix, pool: Pool) -> NDArray[np.float64]:
    """Lost and total weight of each person, (people, 2), mean over versions."""
    found = np.zeros((len(ratings.rated), 2))
    for version in ratings.own:
        for person, (rows, truth) in enumerate(ratings.rated):
            guess = [pool(similarity[version[person], paper]) for paper in rows]
            found[person] += _lost(truth, guess)
    return found / len(ratings.own)


def _of_engine(ratings: Ratings, vectors: Vectors, calibration: Calibration) -> NDArray[np.float64]:
    """Losses of `matcher`'s benefit: each paper a need, each participant's papers their offers."""
    papers = sorted({int(paper) for rows, _ in ratings.rated for paper in rows})
    seekers = [Profile(f"paper {p}", needs=". ".join(ratings.texts[p])) for p in papers]
    found = np.zeros((len(ratings.rated), 2))
    # One version: another changes which papers stand in a profile, not how they are read.
    for version in ratings.own[:1]:
        helpers = [
            Profile(f"person {at}", offers="\n".join(". ".join(ratings.texts[p]) for p in rows))
            for at, rows in enumerate(version)
        ]
        people = People.of([*seekers, *helpers])
        place = {profile.id: at for at, profile in enumerate(people.profiles)}
        scorer = Scorer.of(
            people, vectors.of(people.texts), Policy(), Parameters(), None, calibration
        )
        for person, (rows, truth) in enumerate(ratings.rated):
            left = np.array([place[f"paper {paper}"] for paper in rows])
            right = np.full(len(left), place[f"person {person}"])
            found[person] += _lost(truth, scorer.benefit.pairs(left, right).gain)
    return found


def _lost(truth: NDArray[np.float64], guess: ArrayLike) -> tuple[float, float]:
    left, right = np.triu_indices(len(truth), k=1)
    weight = float(np.abs(truth[left] - truth[right]).sum())
    return (ordering_loss([truth], [guess]) * weight if weight else 0.0), weight


def _total(losses: NDArray[np.float64]) -> float:
    lost, weight = losses.sum(axis=0)
    return float(lost / weight)


def _error(losses: NDArray[np.float64]) -> float:
    random = np.random.default_rng(0)
    n = len(losses)
    return float(np.std([_total(losses[random.integers(0, n, n)]) for _ in range(500)]))


def _chosen_on_others(losses: dict[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """For each person the way that was best on all others: what choosing costs is counted."""
    stack = np.stack(list(losses.values()))
    rest = stack.sum(axis=1, keepdims=True) - stack
    best = (rest[..., 0] / rest[..., 1]).argmin(axis=0)
    return stack[best, np.arange(stack.shape[1])]
