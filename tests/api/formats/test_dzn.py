"""MiniZinc instances: solved by `confab solve` like a problem.json; faults name the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli import solve
from api.faults import InputFaults
from api.formats.dzn import read_dzn

INSTANCE = """% three firms, two meetings
nBusiness = 3; nMeetings = 2; nTables = 1; nTotalSlots = 3; nMorningSlots = 2;
requested = [| 1, 2, 3 | 1, 3, 1 |];
forbidden = [{2}, {}, {0}];
fixed = [0, 0];
precedences = [{}, {1}];
"""


def test_an_instance_is_solved(tmp_path: Path) -> None:
    file, out = tmp_path / "three.dzn", tmp_path / "schedule.json"
    file.write_text(INSTANCE.replace("1, 3, 1", "1, 3, 3"))
    solve.run(file, out, 20.0, 0, 1, True)
    meetings = json.loads(out.read_text())["meetings"]
    assert [(m["id"], m["slot"]) for m in meetings] == [("1", "1"), ("2", "3")]


def test_a_fault_names_file_and_field(tmp_path: Path) -> None:
    file = tmp_path / "three.dzn"
    file.write_text(INSTANCE.replace("fixed = [0, 0]", "fixed = [0]"))
    with pytest.raises(InputFaults, match=r"three\.dzn: fixed has 1 entries instead of 2"):
        read_dzn(file)
    file.write_text("nMeetings = 2;")
    with pytest.raises(InputFaults, match="lacks the field nBusiness"):
        read_dzn(file)
    with pytest.raises(InputFaults, match="cannot be read"):
        read_dzn(tmp_path / "none.dzn")
