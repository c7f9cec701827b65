"""Anybody's own event judged by labels of their own, in the tables of the samples."""

from __future__ import annotations

from pathlib import Path

from benchmarks.outcomes.labelled_events import sample_of
from benchmarks.outcomes.samples import judged
from benchmarks.outcomes.tables import Table
from benchmarks.outcomes.vectors import Vectors


def run(vectors: Vectors, people: Path, labels: Path, event: Path | None) -> list[Table]:
    """Read the files, then judge.

    Raises
    ------
    InputFaults
        If a file cannot be used; no model is loaded then.
    """
    return judged(sample_of(people.name, people, labels, event), vectors)
