"""Ctrl-C takes the best so far; what it leaves is a whole, verified schedule."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from api.formats.problem import problem_document
from benchmarks.instances import Recipe, generated


@pytest.mark.timeout(240)
def test_the_first_ctrl_c_keeps_what_was_found(tmp_path: Path) -> None:
    problem, out = tmp_path / "problem.json", tmp_path / "schedule.json"
    problem.write_text(json.dumps(problem_document(generated(Recipe(600, absence=0.4)))))
    command = [sys.executable, "-m", "api.cli", "solve", str(problem), "--out", str(out)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline().startswith("Reading")
        run.send_signal(signal.SIGINT)
        _, said = run.communicate()
    assert run.returncode == 0, said
    assert "Taking the best so far" in said
    assert json.loads(out.read_text())["certificate"]["verified"]
