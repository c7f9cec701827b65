"""A few rounds of benchmarks/kill.py: processes are killed for real, and nothing may be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.kill import killed


@pytest.mark.timeout(1800)
def test_nothing_is_lost_doubled_or_stuck(database_url: str, tmp_path: Path) -> None:
    kills, came, _ = killed(database_url, 3, tmp_path, seed=1)
    assert [each.broken for each in kills] == [()] * len(kills)
    assert sum(each.under_way for each in kills) == 3
    assert [each.activity for each in kills[:3]] == ["importing", *["matching, solving"] * 2]
    # Nobody published anything.
    assert came == 0
