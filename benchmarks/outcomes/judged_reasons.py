"""Reasons judged from their two quotes alone: what strong and fair mean, and the weights behind.

Run with ``python -m benchmarks.outcomes.judged_reasons``. Each folder of ``judged/`` is an event
whose people were written before a rule was changed for them: ``people.csv``, and ``reasons.csv``
with what was told of everybody's first three matches at that time and the grades of one reader:
2 sensible, 1 at least plausible, 0 neither; f before or after it where a quote is a fragment.
``judged/fitted.csv`` holds the 310 reasons of the sample events that the weights of
`matcher.ranking.evidence.TRUST` were fitted to.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from matcher.strengths import strength_word
from matcher.text.requests import asks_for_nothing, seeks_a_sort

HOME = Path(__file__).with_name("judged")
EVENTS = {
    "mixed": "judged by who wrote the rules",
    "show": "before its kinds of fault were mended, judged by another",
    "newcomers": "after that, judged by another; what is below fair was shown then",
    "stage": "after all rules, by a writer and a reader who had seen none",
}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shares(rows: list[dict[str, str]]) -> dict[str, tuple[int, float, float, float]]:
    """Count by word: how many, and the shares sensible, at least plausible, and fragments."""
    found = {}
    for word in ("strong", "fair", "weak"):
        grades = [r["grade"] for r in rows if word == strength_word(float(r["strength"]))]
        least, good, cut = (
            sum(any(mark in grade for mark in kind) for grade in grades) / max(len(grades), 1)
            for kind in ("12", "2", "f")
        )
        found[word] = (len(grades), good, least, cut)
    return found


def fitted() -> dict[str, float]:
    """Fit the weights anew."""
    from sklearn.linear_model import LogisticRegression

    rows = [row for row in _rows(HOME / "fitted.csv") if not asks_for_nothing(row["need"])]
    sort = np.array([seeks_a_sort(row["need"]) for row in rows], dtype=float)
    role = np.array([row["role"] == "yes" for row in rows], dtype=float)
    figures = np.array([[float(row["closeness"]), float(row["benefit"])] for row in rows])
    signs = np.column_stack([figures, role, sort, sort * role])
    model = LogisticRegression(C=1).fit(signs, [row["grade"] in "12" for row in rows])
    names = ("closeness", "benefit", "role", "sort", "sort_role")
    return {"base": float(model.intercept_[0])} | dict(
        zip(names, model.coef_[0].tolist(), strict=True)
    )


def main() -> None:
    for name, how in EVENTS.items():
        print(f"{name}: {how}")
        for word, (count, good, least, cut) in shares(_rows(HOME / name / "reasons.csv")).items():
            print(
                f"  {word:7}{count:4} reasons: {good:.0%} sensible, {least:.0%} at least "
                f"plausible, {cut:.1%} fragments"
            )
    print("weights", {name: round(value, 2) for name, value in fitted().items()})


if __name__ == "__main__":
    main()
