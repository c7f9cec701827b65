"""The load that `make load` puts on a site, for a moment: no answer is an error."""

from __future__ import annotations

import pytest

from benchmarks import web


@pytest.mark.slow
def test_a_moment_of_load(capsys: pytest.CaptureFixture[str]) -> None:
    assert web.main(["--short", "--databases", "SQLite"]) == 0
    printed = capsys.readouterr().out
    for page in ("home", "agenda", "matches", "thread", "calendar", "12 profiles"):
        assert f"SQLite, 12, {page}" in printed
