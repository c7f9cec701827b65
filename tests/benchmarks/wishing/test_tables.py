"""The tables of the simulation compare each way with rank and fill of the same draws."""

from __future__ import annotations

from pathlib import Path

from api.cli import evaluate
from benchmarks.outcomes import __main__ as outcomes
from benchmarks.outcomes.vectors import FileStore, Vectors
from benchmarks.outcomes.wishes import BESIDE, WAYS, drawn_shares, table_of
from benchmarks.wishing.sample import SampleEvent
from embeddings import HashingEncoder


def test_rank_and_fill_is_beside_itself(tmp_path: Path) -> None:
    event = SampleEvent.read("towpath-circle", Vectors(HashingEncoder(), FileStore(tmp_path)))
    names = (BESIDE, "the most wanted first")
    draws = drawn_shares([event], {name: WAYS[name] for name in names}, seeds=3)
    table = table_of("towpath", draws, seeds=3)
    assert [name for name, _ in table.rows] == list(names)
    assert [table.value(BESIDE, column) for column in table.columns[:4]] == [0.0] * 4
    assert draws[names[1]] != draws[BESIDE]
    assert draws == drawn_shares([event], {name: WAYS[name] for name in names}, seeds=3)


def test_the_command_knows_every_set() -> None:
    assert set(evaluate.SETS) == {*outcomes.SETS, "all"}
