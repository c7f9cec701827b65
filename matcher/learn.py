"""Learning from outcomes: answers after meetings to weights, used only if they judge better."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.correction import Correction, FloatArray, expit, logit, shift_to_rate
from matcher.score import Weights, prior_log_odds

LEAST_ANSWERS = 30
"""Fewer answers teach nothing that could be told from chance."""
_TRUST = 40.0
# Forty answers about a factor of 0..1 with a spread of a quarter carry this much information.
_RIDGE = _TRUST / 16
_FOLDS = 5
# One chance in twenty that a model no better than the prior is taken for better.
_SURE = 1.645
# A changed pair of odds below this factor is not worth a sentence.
_WORTH_SAYING = 1.1


@dataclass(frozen=True, slots=True)
class Answer:
    """What one side said of one meeting, with the factors the matcher had for it.

    Nothing else about a person is known here, so nothing else (age, sex, origin, ...) can be
    learned from.

    Attributes
    ----------
    person, other
        Whose answer, about whom; ids unique within the event.
    event
        Id of the event.
    went_well
        See `went_well`.
    gain, given, affinity
        What the person gains from the other and gives them, what they share; 0..1.
    mix
        The event's share of complementary need, 0..1.
    """

    person: str
    other: str
    event: str
    went_well: bool
    gain: float
    given: float
    affinity: float
    mix: float

    def __post_init__(self) -> None:
        for name in ("gain", "given", "affinity", "mix"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must be between 0 and 1")


def went_well(worth: int | None, go_on: bool | None) -> bool | None:
    """Tell one verdict from both questions: "go on" decides, else 4-5 is yes and 1-2 is no.

    Returns
    -------
    bool or None
        None where nothing can be told (no answer, or a 3 without "go on").
    """
    if go_on is not None:
        return go_on
    if worth is None or worth == 3:
        return None
    return worth > 3


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Mean log loss in nats on answers that the fit had not seen; lower is better.

    Attributes
    ----------
    learned, prior
        Of the learned weights, and of the prior with its base rate put right.
    popularity
        Of how often each person was wanted in the answers seen; it knows nothing of content.
    constant
        Of the rate of yes alone.
    margin
        ``prior - learned``.
    error
        Standard error of the margin, clustered by person.
    left_out
        What was left out at a time: ``events`` or ``meetings``.
    """

    learned: float
    prior: float
    popularity: float
    constant: float
    margin: float
    error: float
    left_out: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a round of feedback taught.

    Attributes
    ----------
    version
        Number of this lesson.
    weights
        What was learned; for use only if ``better``.
    better
        Whether the weights judged held-out answers better than the prior, beyond chance.
    why
        One sentence for people: why they are or are not to be used.
    held_out
        None when there were too few answers to hold any out.
    changes
        What would change in the score, a sentence each.
    """

    version: int
    weights: Weights
    better: bool
    why: str
    answers: int
    events: int
    held_out: HeldOut | None
    changes: tuple[str, ...]


def learn(
    answers: Sequence[Answer],
    version: int = 1,
    seed: int = 0,
) -> Lesson:
    """Learn weights from answers, and judge them on answers held out.

    Parameters
    ----------
    answers
        Of one event, or of several whose people agreed to it.
    version
        Number of this lesson.
    seed
        Deals meetings to folds.

    Returns
    -------
    Lesson
        Never better than the prior when there are fewer than `LEAST_ANSWERS` answers or all
        say the same.
    """
    events = len({answer.event for answer in answers})
    yes = sum(answer.went_well for answer in answers)
    if len(answers) < LEAST_ANSWERS or yes in (0, len(answers)):
        why = (
            f"Not used: {len(answers)} answers are too few to learn from; "
            f"{LEAST_ANSWERS} are needed."
            if len(answers) < LEAST_ANSWERS
            else "Not used: all answers say the same, so there is nothing to tell apart."
        )
        return Lesson(version, Weights(), False, why, len(answers), events, None, ())
    table = _Table.of(answers)
    weights = _weights(_fit(table, np.ones(len(answers), dtype=bool)))
    held_out = _judge(table, seed)
    tells = held_out.learned < held_out.constant
    better = tells and held_out.margin > _SURE * held_out.error
    return Lesson(
        version,
        weights,
        better,
        _why(held_out, better),
        len(answers),
        events,
        held_out,
        _changes(weights, table),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    prior: FloatArray
    factors: FloatArray
    labels: NDArray[np.bool_]
    person: tuple[str, ...]
    other: tuple[str, ...]
    meeting: tuple[str, ...]
    event: tuple[str, ...]

    @classmethod
    def of(cls, answers: Sequence[Answer]) -> _Table:
        factors = np.array([(a.gain, a.given, a.affinity) for a in answers], dtype=np.float64)
        mix = np.array([a.mix for a in answers], dtype=np.float64)
        odds = logit(factors).astype(np.float32)
        own = [
            float(prior_log_odds(odds[row, 0], odds[row, 2], float(mix[row])))
            for row in range(len(answers))
        ]
        return cls(
            np.array(own, dtype=np.float64),
            factors,
            np.array([a.went_well for a in answers], dtype=bool),
            tuple(f"{a.event}\0{a.person}" for a in answers),
            tuple(f"{a.event}\0{a.other}" for a in answers),
            tuple("\0".join((a.event, *sorted((a.person, a.other)))) for a in answers),
            tuple(a.event for a in answers),
        )


def _fit(table: _Table, rows: NDArray[np.bool_]) -> Correction:
    return Correction.fit(
        table.prior[rows], table.factors[rows], table.labels[rows], _TRUST, _RIDGE
    )


def _weights(found: Correction) -> Weights:
    gain, given, affinity = (float(value) for value in found.coefficients)
    return Weights(found.slope, found.bias, gain, given, affinity)


def _judge(table: _Table, seed: int) -> HeldOut:
    several = len(set(table.event)) >= 3
    fold = _folds(table.event if several else table.meeting, seed)
    chance = np.zeros((4, len(fold)))
    for number in np.unique(fold):
        test, train = fold == number, fold != number
        labels = table.labels[train]
        found = _fit(table, train)
        shift = shift_to_rate(table.prior[train], labels)
        rate = (labels.sum() + 1.0) / (len(labels) + 2.0)
        chance[0, test] = expit(found.log_odds(table.prior[test], table.factors[test]))
        chance[1, test] = expit(table.prior[test] + shift)
        chance[2, test] = _popularity(table, train, float(rate))[test]
        chance[3, test] = rate
    likely = np.where(table.labels, chance, 1 - chance)
    loss = -np.log(np.clip(likely, 1e-6, 1))
    margin, error = _margin(loss[1] - loss[0], table.person)
    learned, prior, popularity, constant = (float(row.mean()) for row in loss)
    left_out = "events" if several else "meetings"
    return HeldOut(learned, prior, popularity, constant, margin, error, left_out)


def _folds(groups: Sequence[str], seed: int) -> NDArray[np.int64]:
    """Deal groups to folds, both directions of a meeting to the same one."""
    distinct = sorted(set(groups))
    order = np.random.default_rng(seed).permutation(len(distinct))
    place = {group: int(order[k]) % _FOLDS for k, group in enumerate(distinct)}
    return np.array([place[group] for group in groups], dtype=np.int64)


def _popularity(table: _Table, train: NDArray[np.bool_], rate: float) -> FloatArray:
    """Share of yes each person received in training, drawn to the base rate by two answers."""
    wanted: dict[str, float] = defaultdict(float)
    asked: dict[str, float] = defaultdict(float)
    for row in np.flatnonzero(train).tolist():
        wanted[table.other[row]] += float(table.labels[row])
        asked[table.other[row]] += 1.0
    shares = [(wanted[other] + 2 * rate) / (asked[other] + 2) for other in table.other]
    return np.array(shares, dtype=np.float64)


def _margin(better_by: FloatArray, person: Sequence[str]) -> tuple[float, float]:
    """Mean, and its standard error when one person's answers are not independent."""
    mean = float(better_by.mean())
    sums: dict[str, float] = defaultdict(float)
    for key, value in zip(person, (better_by - mean).tolist(), strict=True):
        sums[key] += value
    return mean, float(np.sqrt(sum(value * value for value in sums.values()))) / len(better_by)


def _why(held_out: HeldOut, better: bool) -> str:
    figures = (
        f"log loss {held_out.learned:.3f} on {held_out.left_out} left out, "
        f"{held_out.prior:.3f} before"
    )
    if better:
        return f"Better than before: {figures}, more than chance explains."
    if held_out.learned >= held_out.constant:
        return f"Not used: {figures}; the answers follow neither the score nor its parts."
    if held_out.margin > 0:
        return f"Not used: {figures}; the difference may be chance."
    return f"Not used: {figures}; it would judge no better."


def _changes(weights: Weights, table: _Table) -> tuple[str, ...]:
    low, high = np.quantile(table.factors, [0.1, 0.9], axis=0)
    spread = (high - low).tolist()
    parts = (
        ("What the other offers", weights.benefit, spread[0]),
        ("What the other needs of oneself", weights.returned, spread[1]),
        ("What two people share", weights.affinity, spread[2]),
    )
    said = []
    for subject, weight, reach in parts:
        factor = float(np.exp(abs(weight) * reach))
        if factor >= _WORTH_SAYING:
            more = "more" if weight > 0 else "less"
            said.append(
                f"{subject} counts for {more} than before: where it is strong rather than weak, "
                f"the odds of going on are {factor:.1f} times "
                f"{'higher' if weight > 0 else 'lower'} than the score alone would say."
            )
    if weights.slope < 1 / _WORTH_SAYING:
        said.append("The score as a whole tells meetings apart less than it claimed.")
    elif weights.slope > _WORTH_SAYING:
        said.append("The score as a whole tells meetings apart more than it claimed.")
    return tuple(said) or ("Nothing to speak of.",)
