"""Learning from outcomes: answers after meetings to weights, used only if they judge better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.learning.answers import Answer, AnswerTable
from matcher.learning.held_out import HeldOut, fitted, judged
from matcher.learning.logistic_correction import Correction
from matcher.scoring.score import Weights

LEAST_ANSWERS = 30
"""Fewer answers teach nothing that could be told from chance."""
LEAST_OF_EACH = 5
"""With fewer good or fewer bad ones there is nothing to tell apart, and a lesson would say of
single people what they answered."""
# One chance in twenty that a model no better than the prior is taken for better.
_SURE = 1.645
# A changed pair of odds below this factor is not worth a sentence.
_WORTH_SAYING = 1.1


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a round of feedback taught.

    Attributes
    ----------
    weights
        What was learned; for use only if ``better``.
    better
        Whether the weights judged held-out answers better than the prior, beyond chance.
    why
        One sentence for people: why they are or are not to be used.
    held_out
        None when there was too little to learn from.
    changes
        What would change in the score, a sentence each.
    """

    weights: Weights
    better: bool
    why: str
    answers: int
    events: int
    held_out: HeldOut | None
    changes: tuple[str, ...]


def learn(answers: Sequence[Answer], seed: int = 0) -> Lesson:
    """Learn weights from answers, and judge them on answers held out.

    Parameters
    ----------
    answers
        Of one event, or of several whose people agreed to it.
    seed
        Deals meetings to folds.

    Returns
    -------
    Lesson
        Never better than the prior when there are fewer than `LEAST_ANSWERS` answers, or
        fewer than `LEAST_OF_EACH` good or bad ones.
    """
    events = len({answer.event for answer in answers})
    yes = sum(answer.went_well for answer in answers)
    if len(answers) < LEAST_ANSWERS or min(yes, len(answers) - yes) < LEAST_OF_EACH:
        why = (
            f"Not used: {len(answers)} answers are too few to learn from; "
            f"{LEAST_ANSWERS} are needed."
            if len(answers) < LEAST_ANSWERS
            else "Not used: nearly all answers say the same, so there is nothing to tell apart."
        )
        return Lesson(Weights(), False, why, len(answers), events, None, ())
    table = AnswerTable.of(answers)
    weights = _weights(fitted(table, np.ones(len(answers), dtype=bool)))
    held_out = judged(table, seed)
    tells = held_out.learned < held_out.constant
    better = tells and held_out.margin > _SURE * held_out.error
    return Lesson(
        weights,
        better,
        _why(held_out, better),
        len(answers),
        events,
        held_out,
        _changes(weights, table),
    )


def _weights(found: Correction) -> Weights:
    gain, given, affinity = (float(value) for value in found.coefficients)
    return Weights(found.slope, found.bias, gain, given, affinity)


def _why(held_out: HeldOut, better: bool) -> str:
    unseen = f"answers of {held_out.left_out} it had not seen"
    if better:
        return (
            f"Better than before: it foresaw {unseen} better than the score as it comes, by more "
            "than chance explains."
        )
    if held_out.learned >= held_out.constant:
        return "Not used: the answers follow neither the score nor its parts."
    if held_out.margin > 0:
        return f"Not used: it foresaw {unseen} better, but by no more than chance explains."
    return f"Not used: it foresaw {unseen} no better than the score as it comes."


def _changes(weights: Weights, table: AnswerTable) -> tuple[str, ...]:
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
