"""The labelled sample events: rankings on the held-out half, one idea taken off at a time."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from api.attendees.people_file import read_people
from api.events.event_file import read_event
from api.matches.profiles import parameters_of, policy_of, profiles_of_file
from benchmarks.outcomes.data import ROOT, Absent
from benchmarks.outcomes.tables import Table
from benchmarks.outcomes.vectors import Vectors
from benchmarks.ranking_metrics import mutual_average_precision, ndcg, recall
from matcher import Parameters, People, Policy, Profile, Reason
from matcher.profiles import Facet
from matcher.scoring.calibration import Calibration, probability
from matcher.scoring.score import prior_log_odds
from matcher.scoring.scorer import Scorer

Floats = NDArray[np.float64]
EVENTS = (
    "business-exchange",
    "fitness-circle",
    "mentoring-breakfast",
    "research-day",
    "suppliers-evening",
)
_RANK = 10


@dataclass(frozen=True, eq=False)
class Sample:
    """An event's people and the grades of its held-out half; nan where nobody judged."""

    name: str
    people: People
    policy: Policy
    parameters: Parameters
    grades: Floats


def read(name: str) -> Sample:
    """Read people, rules and labels.

    Raises
    ------
    Absent
        If the sample or its labels are not in this checkout.
    """
    home = ROOT / "examples" / name
    labels = home / "relevance.csv"
    if not labels.is_file():
        raise Absent(f"{name} is skipped: there is no {labels}.")
    event = read_event(home / "event.toml")
    listed = read_people(home / "attendees.csv", event.fields)
    profiles = profiles_of_file(listed.people, event, "attendees.csv")
    people = People.of(profiles)
    place = {profile.id: at for at, profile in enumerate(people.profiles)}
    grades = np.full((len(people), len(people)), np.nan)
    with labels.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if line["split"] != "held-out":
                continue
            row = grades[place[line["for"]]]
            # A pair that the reader did not list for a labelled person is no gain.
            row[np.isnan(row)] = 0.0
            row[place[line["other"]]] = float(line["grade"])
    np.fill_diagonal(grades, np.nan)
    return Sample(
        name,
        people,
        policy_of(event.rules, event.fields),
        parameters_of(event.event.mix, event.rules),
        grades,
    )


def run(vectors: Vectors, quick: bool) -> list[Table]:
    """Print ours, the popularity baseline, plain cosine, and ours with one idea taken off."""
    samples = [read(name) for name in EVENTS[: 1 if quick else None]]
    return [make(sample, vectors) for sample in samples for make in (_table, _pools, _strengths)]


def _table(sample: Sample, vectors: Vectors) -> Table:
    labelled = int((~np.isnan(sample.grades)).any(axis=1).sum())
    table = Table(
        f"Sample {sample.name}: held-out labels",
        ("nDCG@10", "recall@10", "mutual AP", "nDCG@10, own gain"),
        notes=[
            f"{labelled} people labelled and held out, of {len(sample.people)}. Ranked by the "
            "score of the pair; last column: by what the person alone gains.",
            "Mutual AP: pairs of two labelled people, right where both have a grade above 0.",
        ],
    )
    for name, (score, own) in _ways(sample, vectors).items():
        table.add(name, *_judged(sample, score, own))
    return table


def _pools(sample: Sample, vectors: Vectors) -> Table:
    """Compare ways to make one score of what both sides gain."""
    score, own = _engine(sample, sample.people, vectors, Calibration())
    # What the event's own fields add to the pair stands apart from what either side gains.
    fit = score - (own + own.T) / 2
    mine = probability(own + fit).astype(float)
    theirs = mine.T
    table = Table(
        f"Sample {sample.name}: one score of both sides' gains",
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
        table.add(name, *_judged(sample, pooled, own)[:3])
    return table


def _strengths(sample: Sample, vectors: Vectors) -> Table:
    """Compare the strength of reasons, in the words that people read, with the grades."""
    scorer = Scorer.of(
        sample.people, vectors.of(sample.people.texts), sample.policy, sample.parameters
    )
    n = len(sample.people)
    factors = scorer.pairs(*(place.ravel() for place in np.indices((n, n))))
    grades = sample.grades.ravel()
    known = ~np.isnan(grades)
    table = Table(
        f"Sample {sample.name}: what strong and weak mean",
        ("pairs", "useful", "very useful"),
        notes=[
            "Held-out pairs by the strength of what one gains from the other, and of what both "
            "share; useful: graded 1 or 2 by the reader, very useful: 2.",
            "A pair that the reader did not name counts as useless.",
        ],
    )
    for kind, odds in (("need", factors.benefit.gain), ("interest", factors.shared.value)):
        strengths = probability(odds)[known].tolist()
        words = np.array([Reason("", "", "", strength).strength_word for strength in strengths])
        for word in ("strong", "fair", "weak"):
            found = grades[known][words == word]
            if len(found):
                useful, very = float((found > 0).mean()), float((found == 2).mean())
                table.add(f"{kind}, {word}", len(found), useful, very)
    table.add("any two people", int(known.sum()), float((grades[known] > 0).mean()),
              float((grades[known] == 2).mean()))  # fmt: skip
    return table


def _judged(sample: Sample, score: Floats, own: Floats) -> tuple[float, float, float, float]:
    found: list[tuple[float, float, float]] = []
    for person in np.flatnonzero((~np.isnan(sample.grades)).any(axis=1)):
        known = ~np.isnan(sample.grades[person])
        grade = sample.grades[person, known]
        if grade.max() > 0:
            found.append(
                (
                    ndcg(grade, score[person, known], _RANK),
                    recall(grade, score[person, known], _RANK),
                    ndcg(grade, own[person, known], _RANK),
                )
            )
    gain, hits, alone = (float(value) for value in np.mean(found, axis=0))
    return gain, hits, mutual_average_precision(sample.grades, score), alone


def _ways(sample: Sample, vectors: Vectors) -> dict[str, tuple[Floats, Floats]]:
    plain = Calibration()
    people = sample.people
    return {
        "popularity: mean score with everybody": _popular(sample, vectors),
        "cosine of whole profiles": _whole(sample, vectors),
        "needs x offers, not split into items": _unsplit(sample, vectors),
        "items, MaxSim of plain cosines": _plain_maxsim(sample, vectors),
        "items, calibrated MaxSim alone": _engine(
            sample, people, vectors, replace(plain, whole=0.0, words=0.0, role=0.0, statement=0.0)
        ),
        "Confab": _engine(sample, people, vectors, plain),
        "- rare words": _engine(sample, people, vectors, replace(plain, words=0.0)),
        "- whole needs and offers": _engine(sample, people, vectors, replace(plain, whole=0.0)),
        "- role in the offers": _engine(sample, people, vectors, replace(plain, role=0.0)),
        "- statement around a list's part": _engine(
            sample, people, vectors, replace(plain, statement=0.0)
        ),
        "- negation (exclusions read as wishes)": _engine(
            sample, _without_negation(people), vectors, plain
        ),
    }


def _engine(
    sample: Sample, people: People, vectors: Vectors, calibration: Calibration
) -> tuple[Floats, Floats]:
    scorer = Scorer.of(
        people, vectors.of(people.texts), sample.policy, sample.parameters, None, calibration
    )
    n = len(people)
    left, right = (place.ravel() for place in np.indices((n, n)))
    factors = scorer.pairs(left, right)
    own = prior_log_odds(factors.benefit.gain, factors.shared.value, sample.parameters.mix)
    shape = (n, n)
    return factors.score.reshape(shape).astype(float), own.reshape(shape).astype(float)


def _popular(sample: Sample, vectors: Vectors) -> tuple[Floats, Floats]:
    """Rank everybody alike: by how well each person would suit all the others."""
    score, own = _engine(sample, sample.people, vectors, Calibration())
    n = len(score)
    suits = np.broadcast_to(own.mean(axis=0), (n, n))
    return (suits + suits.T) / 2, suits


def _whole(sample: Sample, vectors: Vectors) -> tuple[Floats, Floats]:
    rows = vectors.of([_all_of(profile) for profile in sample.people.profiles]).astype(float)
    near = rows @ rows.T
    return near, near


def _all_of(profile: Profile) -> str:
    parts = (profile.role, profile.sector, profile.offers, profile.needs, profile.interests)
    return ". ".join(part for part in parts if part) or profile.id


def _unsplit(sample: Sample, vectors: Vectors) -> tuple[Floats, Floats]:
    profiles = sample.people.profiles
    mix = sample.parameters.mix
    needs, offers, interests = (
        vectors.of([text or " " for text in texts]).astype(float)
        for texts in (
            [profile.needs for profile in profiles],
            [profile.offers for profile in profiles],
            [profile.interests for profile in profiles],
        )
    )
    own = mix * (needs @ offers.T) + (1 - mix) * (interests @ interests.T)
    return (own + own.T) / 2, own


def _plain_maxsim(sample: Sample, vectors: Vectors) -> tuple[Floats, Floats]:
    """Best pair of statements by cosine as it is: 0 where there is none."""
    people = sample.people
    rows = vectors.of(people.texts).astype(float)[people.rows]

    def best(seeks: Facet, brings: Facet) -> Floats:
        found = np.zeros((len(people), len(people)))
        left, right = (
            [at for at, item in enumerate(people.items) if item.facet is facet]
            for facet in (seeks, brings)
        )
        near = rows[left] @ rows[right].T
        np.maximum.at(found, np.ix_(people.owners[left], people.owners[right]), near)
        return found

    mix = sample.parameters.mix
    own = mix * best(Facet.NEED, Facet.OFFER) + (1 - mix) * best(Facet.INTEREST, Facet.INTEREST)
    return (own + own.T) / 2, own


def _without_negation(people: People) -> People:
    items = tuple(replace(item, polarity=1) for item in people.items)
    return replace(people, items=items)
