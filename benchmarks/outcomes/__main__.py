"""Run the evaluation: ``python -m benchmarks.outcomes --set all --quick --json``."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Iterator

from benchmarks.outcomes.data import Absent
from benchmarks.outcomes.tables import Table
from benchmarks.outcomes.vectors import Vectors
from embeddings import ModelFault

SETS = ("speed_dating", "mentor_mentee", "reviewers", "mindmatch", "samples")


def tables(name: str, quick: bool, vectors: Vectors) -> list[Table]:
    """Run one data set.

    Raises
    ------
    Absent
        If its data is not on this machine.
    """
    module = importlib.import_module(f"benchmarks.outcomes.{name}")
    found: list[Table] = module.run(vectors, quick)
    return found


def _each(names: tuple[str, ...], quick: bool, said: list[str]) -> Iterator[Table]:
    vectors = Vectors()
    for name in names:
        try:
            yield from tables(name, quick, vectors)
        except (Absent, ModelFault) as absent:
            said.append(str(absent))
            print(absent, file=sys.stderr)


def main() -> int:
    """Print the tables; 3 when nothing could be evaluated."""
    parser = argparse.ArgumentParser(prog="benchmarks.outcomes", description=__doc__)
    parser.add_argument("--set", default="all", choices=(*SETS, "all"))
    parser.add_argument("--quick", action="store_true", help="Small slices, for a first look.")
    parser.add_argument("--json", action="store_true", help="One JSON document instead of text.")
    options = parser.parse_args()
    names = SETS if options.set == "all" else (options.set,)
    skipped: list[str] = []
    shown: list[Table] = []
    for table in _each(names, options.quick, skipped):
        shown.append(table)
        if not options.json:
            print(table.text(), flush=True)
    if options.json:
        json.dump(
            {
                "quick": options.quick,
                "tables": [table.as_dict() for table in shown],
                "skipped": skipped,
            },
            sys.stdout,
            indent=2,
        )
        print()
    return 0 if shown else 3


if __name__ == "__main__":
    sys.exit(main())
