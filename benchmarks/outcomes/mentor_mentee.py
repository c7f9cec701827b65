"""Mentors and mentees: what is sought, what is offered, and whether they matched."""

from __future__ import annotations

import ast
import csv
import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from benchmarks.outcomes.data import folder
from benchmarks.outcomes.tables import Table
from benchmarks.outcomes.vectors import Vectors
from benchmarks.ranking_metrics import auc, log_loss
from matcher import Parameters, People, Policy, Profile
from matcher.learning.logistic_correction import Correction, logit
from matcher.scoring.score import prior_log_odds
from matcher.scoring.scorer import Scorer

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]
Index = NDArray[np.int64]
Text = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Majors, help topics, fields of expertise."""
_PARTS = ("major", "help_topics", "experitse")
_FOLDS = 3


@dataclass(frozen=True, eq=False)
class Asked:
    """Pairs that a mentee was shown: who, whom, and whether they matched.

    ``mentee`` and ``mentor`` are rows of the distinct texts, which are the only identity.
    """

    mentees: tuple[Text, ...]
    mentors: tuple[Text, ...]
    mentee: Index
    mentor: Index
    matched: Rows


def read(path: Path, limit: int | None = None) -> Asked:
    """Read all pairs, or the first ``limit``."""
    mentees: dict[Text, int] = {}
    mentors: dict[Text, int] = {}
    rows: list[tuple[int, int, bool]] = []
    csv.field_size_limit(1 << 24)
    with gzip.open(path / "train.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            near, far = (_text(line, who) for who in ("mentee", "mentor"))
            rows.append(
                (
                    mentees.setdefault(near, len(mentees)),
                    mentors.setdefault(far, len(mentors)),
                    line["final_match"] == "1",
                )
            )
            if limit is not None and len(rows) >= limit:
                break
    mentee, mentor, matched = (np.array(column) for column in zip(*rows, strict=True))
    return Asked(tuple(mentees), tuple(mentors), mentee, mentor, matched)


def run(vectors: Vectors, quick: bool) -> list[Table]:
    """Print how well a match is foreseen, beside overlaps and popularity."""
    asked = read(folder("mentor_mentee", "train.csv.gz"), 6000 if quick else None)
    yes = asked.matched
    gain, shared = _factors(asked, vectors)
    overlap = [_overlap(asked, part) for part in range(3)]
    popular = _popularity(asked, yes)
    table = Table(
        "Mentors: does a mentee take up a mentor? AUC over all pairs",
        ("AUC", "log loss", "AUC, both state topics"),
        notes=[
            f"{len(yes):,} pairs; {len(asked.mentees):,} mentee and {len(asked.mentors):,} mentor "
            "texts.",
            "Trained rows: three by three folds of mentee and mentor texts; no text of a test pair "
            "is in training.",
            "Last column: where both state help topics. The rest of an AUC is who fills in the "
            "form.",
            "Popularity knows what other mentees said of the same mentor; for an unseen mentor "
            "it knows nothing (AUC 0.5).",
        ],
    )
    stated = _both_state(asked)
    silent = np.where(stated, gain, -12.0)
    prior = np.asarray(prior_log_odds(gain, shared, 0.7), dtype=np.float64)
    parts = np.column_stack([expit(gain), expit(shared), stated])
    rich = np.column_stack([parts, np.column_stack(overlap), _lengths(asked)])
    learned = _trained(asked, lambda tr, te: _learned(prior, parts, yes, tr, te))
    wide = _trained(asked, lambda tr, te: _learned(prior, rich, yes, tr, te))
    joined = expit(logit(popular) + logit(wide) - logit(np.full(len(yes), yes.mean())))
    for name, score, chance in (
        ("popularity: the mentor's rate elsewhere", popular, True),
        ("help topics in common", overlap[1], False),
        ("sum of all three overlaps", np.sum(overlap, axis=0), False),
        ("both state help topics, whichever", stated.astype(float), False),
        ("Confab untrained: needs x offers, nothing where silent", silent, False),
        ("Confab untrained: benefit as it is", gain, False),
        ("Confab untrained: score, mix 0.7", prior, False),
        ("Confab trained: benefit, affinity, both state topics", learned, True),
        ("Confab's learner, overlaps and lengths too", wide, True),
        ("popularity and Confab's learner", joined, True),
    ):
        loss = log_loss(yes, score) if chance else None
        table.add(name, auc(yes, score), loss, auc(yes[stated], score[stated]))
    return [table]


def _text(line: dict[str, str], who: str) -> Text:
    majors, topics, expertise = (_list(line[f"{who}_{part}"]) for part in _PARTS)
    return majors, topics, expertise


def _list(text: str) -> tuple[str, ...]:
    return tuple(str(entry) for entry in ast.literal_eval(text)) if text.strip() else ()


def _factors(asked: Asked, vectors: Vectors) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Log-odds of benefit (help topics) and affinity (majors, expertise) of each pair."""
    profiles = [
        Profile(f"mentee {at}", needs="\n".join(topics), interests="\n".join((*majors, *skills)))
        for at, (majors, topics, skills) in enumerate(asked.mentees)
    ] + [
        Profile(f"mentor {at}", offers="\n".join(topics), interests="\n".join((*majors, *skills)))
        for at, (majors, topics, skills) in enumerate(asked.mentors)
    ]
    people = People.of(profiles)
    scorer = Scorer.of(people, vectors.of(people.texts), Policy(), Parameters())
    right = len(asked.mentees) + asked.mentor
    floor = np.float32(-12.0)
    gain = np.maximum(scorer.benefit.pairs(asked.mentee, right).gain, floor)
    shared = np.maximum(scorer.affinity.pairs(asked.mentee, right).value, floor)
    return gain, shared


def _overlap(asked: Asked, part: int) -> Floats:
    """Share of what the mentee names that the mentor names too."""
    near = [set(text[part]) for text in asked.mentees]
    far = [set(text[part]) for text in asked.mentors]
    pairs = zip(asked.mentee.tolist(), asked.mentor.tolist(), strict=True)
    return np.array([len(near[a] & far[b]) / max(len(near[a]), 1) for a, b in pairs])


def _both_state(asked: Asked) -> Rows:
    near = np.array([bool(text[1]) for text in asked.mentees])
    far = np.array([bool(text[1]) for text in asked.mentors])
    return near[asked.mentee] & far[asked.mentor]


def _lengths(asked: Asked) -> Floats:
    def sizes(texts: Sequence[Text]) -> Floats:
        return np.log1p([[len(part) for part in text] for text in texts])

    return np.hstack([sizes(asked.mentees)[asked.mentee], sizes(asked.mentors)[asked.mentor]])


def _popularity(asked: Asked, yes: Rows) -> Floats:
    """Rate of the mentor's text in all other pairs, drawn to one half by two answers."""
    said = np.bincount(asked.mentor, yes)[asked.mentor] - yes
    times = np.bincount(asked.mentor)[asked.mentor] - 1
    return np.asarray((said + 1.0) / (times + 2.0))


def _trained(asked: Asked, predict: Callable[[Rows, Rows], Floats]) -> Floats:
    """Predict every pair from pairs that share neither text with it nor with its fold."""
    random = np.random.default_rng(0)
    near = random.integers(0, _FOLDS, len(asked.mentees))[asked.mentee]
    far = random.integers(0, _FOLDS, len(asked.mentors))[asked.mentor]
    found = np.zeros(len(asked.matched))
    for a in range(_FOLDS):
        for b in range(_FOLDS):
            test = (near == a) & (far == b)
            found[test] = predict((near != a) & (far != b), test)
    return np.clip(found, 0.001, 0.999)


def _learned(prior: Floats, columns: Floats, yes: Rows, train: Rows, test: Rows) -> Floats:
    found = Correction.fit(prior[train], columns[train], yes[train], 40.0, 2.5)
    return expit(found.log_odds(prior[test], columns[test]))
