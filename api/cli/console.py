"""What the command line prints: faults, progress bars, tables; plain when no one watches."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from api.faults import InputFault, InputFaults

FAULTS_SHOWN = 30


def console() -> Console:
    """Return the terminal, or plain tables of 100 columns when output goes elsewhere.

    Names, paths and addresses stand as they are: no brackets are read as markup.
    """
    from rich.console import Console

    if sys.stdout.isatty():
        return Console(highlight=False, markup=False, emoji=False)
    return Console(highlight=False, markup=False, emoji=False, width=100, no_color=True)


def say_faults(faults: InputFaults) -> None:
    """Write each fault on a line of standard error."""
    for fault in faults.faults[:FAULTS_SHOWN]:
        sys.stderr.write(f"{fault}\n")
    left = len(faults.faults) - FAULTS_SHOWN
    if left > 0:
        sys.stderr.write(f"... and {left} more of the kind.\n")
    sys.stderr.write("Nothing was stored.\n")


def say_notices(notices: Iterable[InputFault]) -> None:
    """Write what was read and is worth a look, a line each, on standard error."""
    for notice in notices:
        sys.stderr.write(f"{notice}\n")


def write_json(value: Any) -> None:
    """One JSON document on standard output, for scripts."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


class Stages:
    """One progress bar a stage; without a terminal one line a stage when it ends."""

    def __init__(self, quiet: bool = False) -> None:
        from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

        self._watched = sys.stdout.isatty() and not quiet
        self._quiet = quiet
        self._progress = Progress(
            TextColumn("{task.description:<12}"),
            BarColumn(bar_width=32),
            TextColumn("{task.percentage:>4.0f} %"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}"),
            console=console(),
            disable=not self._watched,
        )
        self._tasks: dict[str, TaskID] = {}
        self._notes: dict[str, str] = {}

    @contextmanager
    def running(self) -> Iterator[Stages]:
        """Show the bars while the block runs."""
        with self._progress:
            yield self

    def report(self, stage: str, fraction: float, note: str = "") -> None:
        """Move the bar of a stage to a fraction, 0..1, with a short note beside it."""
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=1.0, note="")
        self._progress.update(self._tasks[stage], completed=min(1.0, fraction), note=note)
        if fraction >= 1.0 and not self._watched and not self._quiet:
            line = f"{stage:<12} done  {note}".rstrip()
            if self._notes.get(stage) != line:
                sys.stdout.write(line + "\n")
                sys.stdout.flush()
            self._notes[stage] = line
