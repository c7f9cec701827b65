"""Run the evaluation: ``python -m benchmarks.outcomes --set all --quick --json``.

Or of one's own event: ``--people people.csv --labels labels.csv --event event.toml``.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from api.cli.console import say_faults
from api.faults import InputFaults
from benchmarks.outcomes import own_event
from benchmarks.outcomes.data import Absent
from benchmarks.outcomes.tables import Table
from benchmarks.outcomes.vectors import Vectors
from embeddings import ModelFault

SETS = ("speed_dating", "mentor_mentee", "reviewers", "mindmatch", "samples", "symptoms", "wishes")


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


def _own(people: Path, labels: Path, event: Path | None, said: list[str]) -> Iterator[Table]:
    try:
        yield from own_event.run(Vectors(), people, labels, event)
    except ModelFault as absent:
        said.append(str(absent))
        print(absent, file=sys.stderr)


def main() -> int:
    """Print the tables; 2 for faulty files, 3 when nothing could be evaluated."""
    options = _options()
    skipped: list[str] = []
    if options.people is None:
        names = SETS if options.set == "all" else (options.set,)
        found = _each(names, options.quick, skipped)
    else:
        found = _own(options.people, options.labels, options.event, skipped)
    try:
        return _print(found, options, skipped)
    except InputFaults as faults:
        say_faults(faults)
        return 2


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.outcomes", description=__doc__)
    parser.add_argument("--set", default="all", choices=(*SETS, "all"))
    parser.add_argument("--quick", action="store_true", help="Small slices, for a first look.")
    parser.add_argument("--json", action="store_true", help="One JSON document instead of text.")
    parser.add_argument("--people", type=Path, help="A list of people of your own.")
    parser.add_argument("--labels", type=Path, help="Who would gain from whom among them.")
    parser.add_argument("--event", type=Path, help="Their event file.")
    options = parser.parse_args()
    if (options.people is None) != (options.labels is None):
        parser.error("--people and --labels go together")
    return options


def _print(found: Iterator[Table], options: argparse.Namespace, skipped: list[str]) -> int:
    shown: list[Table] = []
    for table in found:
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
