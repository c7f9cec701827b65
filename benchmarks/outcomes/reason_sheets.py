"""Reason sheets: what is told of everybody's first matches, for a reader who knows nothing else.

Run with ``python -m benchmarks.outcomes.reason_sheets PEOPLE.csv SHEET.tsv KEY.tsv``. The sheet
has the two quotes, in an order drawn by chance; the key has the strengths, by number. Someone
writes a verdict a line (sensible, plausible or no; whether a quote is a fragment), and
`judged_reasons` counts them.
"""

from __future__ import annotations

import csv
import random
import sys
from pathlib import Path

from benchmarks.outcomes.vectors import Vectors
from matcher import Parameters, People, Profile, match
from matcher.ranking.reasons import Reason

FIRST = 3
_TEXTS = ("id", "name", "role", "sector", "offers", "needs", "interests")
_KINDS = {"need": "need meets offer", "interest": "both like", "aim": "both look for"}


def people_of(path: Path) -> People:
    """Read a list with the columns id, name, role, sector, offers, needs, interests."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return People.of([Profile(**{name: row[name] for name in _TEXTS}) for row in rows])


def told(people: People, vectors: Vectors, first: int = FIRST) -> tuple[int, list[Reason]]:
    """Count the pairs of everybody's first matches, and give all reasons told of them."""
    result = match(people, vectors.of(people.texts), parameters=Parameters(suggestions=12))
    graph = result.graph
    ends = zip(graph.a.tolist(), graph.b.tolist(), strict=True)
    place = {pair: number for number, pair in enumerate(ends)}
    pairs = {
        (min(one, int(other)), max(one, int(other)))
        for one, listed in enumerate(result.suggestions)
        for other in listed[:first]
    }
    return len(pairs), [
        reason for pair in sorted(pairs) for reason in result.reasons_of(place[pair])
    ]


def write(reasons: list[Reason], sheet: Path, key: Path, seed: int = 1) -> None:
    """Write what a reader judges, and apart from it what they must not see."""
    order = random.Random(seed).sample(reasons, len(reasons))
    with (
        sheet.open("w", encoding="utf-8", newline="") as shown,
        key.open("w", encoding="utf-8", newline="") as kept,
    ):
        one, other = (csv.writer(file, delimiter="\t") for file in (shown, kept))
        one.writerow(("number", "need", "offer", "kind"))
        other.writerow(("number", "need", "offer", "kind", "role", "strength"))
        for number, reason in enumerate(order, start=1):
            kind = "need meets who they are" if reason.role else _KINDS[reason.kind]
            one.writerow((number, reason.need, reason.offer, kind))
            role = "yes" if reason.role else "no"
            strength = round(reason.strength, 3)
            other.writerow((number, reason.need, reason.offer, reason.kind, role, strength))


def main() -> None:
    people, sheet, key = (Path(name) for name in sys.argv[1:4])
    pairs, reasons = told(people_of(people), Vectors())
    write(reasons, sheet, key)
    print(f"{pairs} pairs, {len(reasons)} reasons")


if __name__ == "__main__":
    main()
