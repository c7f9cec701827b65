"""The evenings of symptoms: one right helper each, and a table of how many are found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.outcomes import __main__ as outcomes
from benchmarks.outcomes import symptoms
from benchmarks.outcomes.vectors import FileStore, Vectors
from embeddings import HashingEncoder


@pytest.mark.parametrize("name", symptoms.EVENTS)
def test_everybody_with_a_symptom_has_one_right_helper(name: str) -> None:
    sample = symptoms.read(name)
    told = np.flatnonzero((~np.isnan(sample.grades)).any(axis=1))
    assert len(told) >= 23
    for person in told:
        assert (sample.grades[person] == 2).sum() == 1
        assert sample.people.profiles[person].needs


def test_ranks_count_who_stands_before_the_helper() -> None:
    sample = symptoms.read("mill")
    right = np.where(sample.grades == 2, 1.0, 0.0)
    assert set(symptoms.helper_ranks(sample, right)) == {1}
    others = len(sample.people) - 1
    assert set(symptoms.helper_ranks(sample, -right)) == {others}


def test_evaluate_knows_the_set(tmp_path: Path) -> None:
    assert "symptoms" in outcomes.SETS
    (table,) = symptoms.run(Vectors(HashingEncoder(), FileStore(tmp_path)), quick=True)
    assert "Confab" in dict(table.rows)
