"""Reasons judged from their two quotes alone: what strong and fair mean, and the weights behind.

Run with ``python -m benchmarks.outcomes.judged_reasons``. ``judged/people.csv`` was written after
all rules, ``judged/reasons.csv`` holds the reasons of its first three matches at that time with
the grades of one reader: 2 sensible, 1 at least plausible, 0 neither, f a fragment.
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


def _rows(name: str) -> list[dict[str, str]]:
    with (HOME / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shares(rows: list[dict[str, str]]) -> dict[str, tuple[int, float, float, float]]:
    """Count by word: how many, and the shares sensible, at least plausible, and fragments."""
    found = {}
    for word in ("strong", "fair", "all"):
        grades = [r["grade"] for r in rows if word in (strength_word(float(r["strength"])), "all")]
        least, good, cut = (
            sum(grade in kind for grade in grades) / max(len(grades), 1)
            for kind in ("12", "2", "f")
        )
        found[word] = (len(grades), good, least, cut)
    return found


def fitted() -> dict[str, float]:
    """Fit the weights anew."""
    from sklearn.linear_model import LogisticRegression

    rows = [row for row in _rows("fitted.csv") if not asks_for_nothing(row["need"])]
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
    for word, (count, good, least, cut) in shares(_rows("reasons.csv")).items():
        print(
            f"{word:7}{count:4} reasons: {good:.0%} sensible, {least:.0%} at least plausible, "
            f"{cut:.1%} fragments"
        )
    print("weights", {name: round(value, 2) for name, value in fitted().items()})


if __name__ == "__main__":
    main()
