from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from api.cli.lesson_file import read_lesson
from api.faults import InputFaults
from matcher import Weights

WEIGHTS = Weights(slope=0.8, bias=0.1, benefit=1.5)


def written(folder: Path, **changed: object) -> Path:
    path = folder / "lesson.json"
    told = {"weights": asdict(WEIGHTS), "better": True, "why": "Used.", "answers": 99} | changed
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def test_a_lesson_that_is_better_is_used(tmp_path: Path) -> None:
    assert read_lesson(written(tmp_path)) == WEIGHTS


def test_one_that_is_not_is_refused_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(InputFaults, match="too few"):
        read_lesson(written(tmp_path, better=False, why="Not used: too few."))


@pytest.mark.parametrize("weights", [{}, {"slope": "steep"}, None, {"slope": 1e400}])
def test_what_is_no_lesson_is_said_so(tmp_path: Path, weights: object) -> None:
    with pytest.raises(InputFaults, match="holds no lesson"):
        read_lesson(written(tmp_path, weights=weights))
    with pytest.raises(InputFaults, match="cannot be read"):
        read_lesson(tmp_path / "none.json")
