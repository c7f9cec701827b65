"""An event of any size through the database: its list brought in, matched, solved, published, sent.

Run with ``python -m benchmarks.through_the_database [--people 2000,10000]``; 50,000 take half
an hour. A SQLite file, and each step in a process of its own, so that its peak of memory is its
own. People say what those of the sample events say; vectors of what they say are made up
beforehand, as if embedded by an earlier match. "publish" ends when every mail stands in the outbox;
"send" is for the first few hundred of them, to a mail server of this machine.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.child_processes import ROOT
from benchmarks.measuring import Table, peak_megabytes, show, write

# Beyond this size what goes row by row is left out: it would run for many minutes.
ROW_BY_ROW_MOST = 10_000
STEPS = (
    ("csv", "bring in, CSV"),
    ("xlsx", "bring in, XLSX"),
    ("objects", "bring in, an object a row"),
    ("match", "match"),
    ("solve", "solve"),
    ("publish", "publish"),
    ("singly", "publish, a mail at a time"),
    ("send", "send"),
)
_MADE = {
    "csv": "people", "xlsx": "people", "objects": "people", "match": "pairs", "solve": "meetings",
    "publish": "mails", "singly": "mails", "send": "mails",
}  # fmt: skip
END_TO_END = ("csv", "match", "solve", "publish")
_TAKEN = ("s", "CPU s", "peak MB")


@dataclass(frozen=True, slots=True)
class Row:
    """One step at one size; ``made`` are people, pairs, meetings or mails.

    ``cpu`` are the seconds of processor that the step's process and its children took.
    """

    people: int
    step: str
    seconds: float
    cpu: float
    peak_mb: float
    made: int


def measured(people: int, steps: Sequence[str]) -> list[Row]:
    """Take the steps at one size."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="confab-bulk-") as name:
        url = f"sqlite:///{name}/all.sqlite"
        _in_child("lists", str(people), name)
        for step in steps:
            if step in ("objects", "singly") and people > ROW_BY_ROW_MOST:
                continue
            own = f"sqlite:///{name}/{step}.sqlite" if step in ("xlsx", "objects") else url
            if _MADE[step] == "people":
                _in_child("event", str(people), own)
            if step == "match":
                _in_child("vectors", url, name)
            rows.append(Row(people, step, **_in_child(step, own, name)))
            print(rows[-1], file=sys.stderr)
    return rows


def _in_child(*step: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.through_the_database", "--step", *step]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _step(name: str, first: str, second: str) -> None:
    """Do one step in this process, and print what it took as the last line."""
    from benchmarks import event_steps

    begun = time.perf_counter()
    if name == "lists":
        made = event_steps.write_lists(Path(second), int(first))
    elif name == "event":
        made = event_steps.prepare_event(second, int(first))
    else:
        made = event_steps.STEPS[name](first, Path(second))
    seconds = time.perf_counter() - begun
    taken = {"seconds": seconds, "cpu": sum(os.times()[:4]), "peak_mb": peak_megabytes()}
    print(json.dumps({**taken, "made": made}))


def tables(rows: Sequence[Row]) -> list[Table]:
    """Put the figures into tables."""
    named = dict(STEPS)
    each = [
        (
            f"{row.people:,}  {named[row.step]}",
            f"{row.seconds:.1f}",
            f"{row.cpu:.1f}",
            f"{row.peak_mb:,.0f}",
            f"{row.made:,} {_MADE[row.step]}",
            f"{row.made / row.seconds:,.0f}",
        )
        for row in rows
    ]
    whole = []
    for people in dict.fromkeys(row.people for row in rows):
        way = [row for row in rows if row.people == people and row.step in END_TO_END]
        if len(way) == len(END_TO_END):
            seconds, cpu = sum(row.seconds for row in way), sum(row.cpu for row in way)
            peak = max(row.peak_mb for row in way)
            whole.append((f"{people:,}", f"{seconds:.1f}", f"{cpu:.1f}", f"{peak:,.0f}"))
    made = [show("Step by step", ("people, step", *_TAKEN, "made", "a second"), each)]
    if whole:
        made.append(show("From the list to the outbox", ("people", *_TAKEN), whole))
    return made


def main() -> None:
    """Measure, print the tables and keep them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", default="2000,10000")
    parser.add_argument("--steps", default=",".join(name for name, _ in STEPS))
    parser.add_argument("--no-file", action="store_true", help="keep no results")
    parser.add_argument("--step", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        _step(*asked.step)
        return
    sizes = [int(each) for each in asked.people.split(",")]
    rows = [row for people in sizes for row in measured(people, asked.steps.split(","))]
    made = tables(rows)
    if not asked.no_file:
        command = f"python -m benchmarks.through_the_database --people {asked.people}"
        write("through_the_database", command, made, rows=rows)


if __name__ == "__main__":
    main()
