"""Speed dating: both sides' yes or no from answers before the event, and timetables from them."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.outcomes.data import folder
from benchmarks.outcomes.tables import Table
from benchmarks.outcomes.timetables import Evening, compare
from benchmarks.outcomes.vectors import Vectors
from benchmarks.ranking_metrics import auc, log_loss
from matcher.learning.logistic_correction import Correction, logit

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]
Predict = Callable[["Meetings", Rows, Rows], Floats]

_INTERESTS = [
    "sports",
    "tvsports",
    "exercise",
    "dining",
    "museums",
    "art",
    "hiking",
    "gaming",
    "clubbing",
    "reading",
    "tv",
    "theater",
    "movies",
    "concerts",
    "music",
    "shopping",
    "yoga",
]
_SOUGHT = ["attr1_1", "sinc1_1", "intel1_1", "fun1_1", "amb1_1", "shar1_1"]
_BELIEVED = ["attr2_1", "sinc2_1", "intel2_1", "fun2_1", "amb2_1", "shar2_1"]
_OWN = ["attr3_1", "sinc3_1", "intel3_1", "fun3_1", "amb3_1"]
_HABITS = ["goal", "date", "go_out", "exphappy", "expnum", "income"]
# Age, origin and religion: the baselines may use them, Confab's learner never sees them.
_PROTECTED = ["age", "imprace", "imprelig"]
_TRUST = 40.0
_RIDGES = (300.0, 1000.0, 3000.0)


@dataclass(frozen=True, eq=False)
class Meetings:
    """Directed rows: one person's decision about another.

    Attributes
    ----------
    person, other
        int64, shape (m,): rows of ``profile``.
    yes
        bool, shape (m,).
    event
        int64, shape (m,).
    side
        float64, shape (m,): 0 or 1, the decider's side.
    profile, protected
        float64, (people, k): standardised answers, 0 where not answered.
    pair
        float64, (m, 3): what is sought against what the other says of itself, interests in
        common, and how alike the habits are.
    alike
        float64, (m, 2): same origin, closeness of age (protected).
    twin
        int64, shape (m,): the row of the same meeting seen from the other side.
    """

    person: NDArray[np.int64]
    other: NDArray[np.int64]
    yes: Rows
    event: NDArray[np.int64]
    side: Floats
    profile: Floats
    protected: Floats
    pair: Floats
    alike: Floats
    twin: NDArray[np.int64]

    def base(self, train: Rows) -> Floats:
        """Rate of yes of each row's side in the training rows."""
        first = float(self.yes[train & (self.side == 0)].mean())
        second = float(self.yes[train & (self.side == 1)].mean())
        return np.where(self.side == 0, first, second)


def read(path: Path) -> Meetings:
    """Read the columns asked before the event, and the decisions; nothing measured after."""
    with gzip.open(path / "speed_dating_data.csv.gz", "rt", encoding="latin-1", newline="") as file:
        lines = list(csv.DictReader(file))
    ids = {line["iid"]: 0 for line in lines}
    ids = {key: at for at, key in enumerate(ids)}
    lines = [line for line in lines if line["pid"] in ids]
    people: list[dict[str, str]] = [{}] * len(ids)
    for line in lines:
        people[ids[line["iid"]]] = line

    def answers(columns: list[str]) -> Floats:
        return np.array([[_number(person.get(c, "")) for c in columns] for person in people])

    # Half the events spread 100 points, the others rate from 1 to 10: shares compare.
    sought, believed = _shares(answers(_SOUGHT)), _shares(answers(_BELIEVED))
    own, interests = _standard(answers(_OWN)), answers(_INTERESTS)
    habits = _standard(answers(_HABITS))
    person = np.array([ids[line["iid"]] for line in lines])
    other = np.array([ids[line["pid"]] for line in lines])
    age = answers(["age"])[:, 0]
    return Meetings(
        person,
        other,
        np.array([line["dec"] == "1" for line in lines]),
        np.array([int(line["wave"]) for line in lines]),
        np.array([float(line["gender"]) for line in lines]),
        np.hstack([_standard(sought), _standard(believed), own, _standard(interests), habits]),
        _standard(answers(_PROTECTED)),
        np.column_stack(
            [
                np.einsum("ij,ij->i", np.nan_to_num(sought)[person, :5], own[other]),
                np.nan_to_num([_number(line["int_corr"]) for line in lines]),
                -np.abs(habits[person] - habits[other]).mean(axis=1),
            ]
        ),
        np.column_stack(
            [
                [_number(line["samerace"]) for line in lines],
                np.nan_to_num(-np.abs(age[person] - age[other])),
            ]
        ),
        _twins(person, other),
    )


def run(vectors: Vectors, quick: bool) -> list[Table]:
    """Print how well decisions are foreseen, and what timetables made from that are worth."""
    met = read(folder("speed_dating", "speed_dating_data.csv.gz"))
    events = np.unique(met.event)
    folds = [list(part) for part in np.array_split(events, 7)]
    if quick:
        folds = folds[:2]
    tested = np.isin(met.event, [event for fold in folds for event in fold])
    table = Table(
        "Speed dating: yes or no foreseen from answers before the event, whole events left out",
        ("AUC", "log loss", "mutual AUC", "mutual log loss"),
        notes=[
            f"{int(tested.sum()) // 2:,} meetings of {sum(map(len, folds))} events, "
            f"{len(folds)} folds; mutual: both say yes, chance = product of both.",
            "Ours is never shown age, origin or religion; the forest and the regression are.",
        ],
    )
    ours = np.zeros(len(met.yes))
    for name, predict in _methods(quick).items():
        chance = np.full(len(met.yes), 0.5)
        for fold in folds:
            test = np.isin(met.event, fold)
            chance[test] = predict(met, ~test, test)
        table.add(name, *_judged(met, np.clip(chance, 0.01, 0.99), tested))
        if name.startswith("Confab's learner"):
            ours = chance
    table.add("(known only afterwards) shares of yes the same evening",
              *_judged(met, _afterwards(met), tested))  # fmt: skip
    return [table, compare(_evenings(met, ours, [e for fold in folds for e in fold]), quick)]


def _methods(quick: bool) -> dict[str, Predict]:
    trees = 50 if quick else 200
    return {
        "rate of yes of each side": lambda met, train, test: met.base(train)[test],
        "popularity: how wanted the other will be": _popularity,
        "product of both people's rates": _product,
        "logistic regression on both profiles": lambda met, train, test: _regression(
            _everything(met), met, train, test
        ),
        "random forest": lambda met, train, test: (
            RandomForestClassifier(trees, min_samples_leaf=10, n_jobs=2, random_state=0)
            .fit(_everything(met)[train], met.yes[train])
            .predict_proba(_everything(met)[test])[:, 1]
        ),
        "Confab untrained: sought x said, interests in common": _untrained,
        "Confab, factors of the pair learned": _factors,
        "Confab's learner on all answers": _ours,
    }


def _everything(met: Meetings) -> Floats:
    all_answers = np.hstack([met.profile, met.protected])
    return np.hstack([_both(met, all_answers), met.pair, met.alike])


def _both(met: Meetings, answers: Floats) -> Floats:
    """Answers of both, and again for one of the sides, since the sides differ in taste."""
    side = met.side[:, None]
    near, far = answers[met.person], answers[met.other]
    return np.hstack([near, far, near * side, far * side, side])


def _regression(columns: Floats, met: Meetings, train: Rows, test: Rows) -> Floats:
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.001, max_iter=500))
    found: Floats = model.fit(columns[train], met.yes[train]).predict_proba(columns[test])[:, 1]
    return found


def _one_sided(met: Meetings, who: NDArray[np.int64], train: Rows, test: Rows) -> Floats:
    answers = met.profile[who]
    side = met.side[:, None]
    return _regression(np.hstack([answers, answers * side, side]), met, train, test)


def _popularity(met: Meetings, train: Rows, test: Rows) -> Floats:
    return _one_sided(met, met.other, train, test)


def _product(met: Meetings, train: Rows, test: Rows) -> Floats:
    wanted = _one_sided(met, met.other, train, test)
    eager = _one_sided(met, met.person, train, test)
    return np.clip(wanted * eager / met.base(train)[test], 0.0, 1.0)


def _untrained(met: Meetings, train: Rows, test: Rows) -> Floats:
    return expit(logit(met.base(train)[test]) + 0.7 * met.pair[test, 0] + 0.3 * met.pair[test, 1])


def _factors(met: Meetings, train: Rows, test: Rows) -> Floats:
    return _corrected(met, met.pair, train, test, 2.5)


def _ours(met: Meetings, train: Rows, test: Rows) -> Floats:
    columns = np.hstack([_both(met, met.profile), met.pair, met.pair * met.side[:, None]])
    columns = columns / np.maximum(columns[train].std(axis=0), 1e-6)
    # How far to trust the prior is chosen on events within the training events.
    inner = np.isin(met.event, np.unique(met.event[train])[::4]) & train
    losses = [
        log_loss(met.yes[inner], _corrected(met, columns, train & ~inner, inner, ridge))
        for ridge in _RIDGES
    ]
    return _corrected(met, columns, train, test, _RIDGES[int(np.argmin(losses))])


def _corrected(met: Meetings, columns: Floats, train: Rows, test: Rows, ridge: float) -> Floats:
    prior = logit(met.base(train))
    found = Correction.fit(prior[train], columns[train], met.yes[train], _TRUST, ridge)
    return expit(found.log_odds(prior[test], columns[test]))


def _judged(met: Meetings, chance: Floats, rows: Rows) -> tuple[float, float, float, float]:
    once = rows & (met.side == 0)
    both = chance[once] * chance[met.twin[once]]
    mutual = met.yes[once] & met.yes[met.twin[once]]
    return (
        auc(met.yes[rows], chance[rows]),
        log_loss(met.yes[rows], chance[rows]),
        auc(mutual, both),
        log_loss(mutual, both),
    )


def _afterwards(met: Meetings) -> Floats:
    """Product of both people's shares of yes at the same event, this meeting left out."""
    base = float(met.yes.mean())
    eager, wanted = (_share_of_others(who, met.yes, base) for who in (met.person, met.other))
    return np.clip(eager * wanted / base, 0.01, 0.99)


def _share_of_others(who: NDArray[np.int64], yes: Rows, base: float) -> Floats:
    said = np.bincount(who, yes)[who] - yes
    asked = np.bincount(who)[who] - 1
    return np.asarray((said + 2 * base) / (asked + 2))


def _evenings(met: Meetings, chance: Floats, events: list[int]) -> list[Evening]:
    found = []
    for event in events:
        rows = np.flatnonzero((met.event == event) & (met.side == 0))
        twin = met.twin[rows]
        found.append(
            Evening(
                met.person[rows],
                met.other[rows],
                chance[rows] * chance[twin],
                met.yes[rows] & met.yes[twin],
            )
        )
    return found


def _twins(person: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    place = {pair: at for at, pair in enumerate(zip(person.tolist(), other.tolist(), strict=True))}
    return np.array([place[b, a] for a, b in place])


def _number(text: str) -> float:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return float("nan")


def _shares(points: Floats) -> Floats:
    total = np.nansum(points, axis=1, keepdims=True)
    return points / np.where(total > 0, total, np.nan)


def _standard(values: Floats) -> Floats:
    spread = np.nanstd(values, axis=0)
    return np.nan_to_num((values - np.nanmean(values, axis=0)) / np.where(spread > 0, spread, 1))
