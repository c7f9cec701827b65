"""docs/formats.md names every kind of change, and its example is read without fault."""

from __future__ import annotations

import json
import re
from pathlib import Path

from api.formats.changes import report_from
from api.formats.changes_file import ENTRIES, ChangesFile
from api.formats.problem import problem_from
from api.formats.written_slots import WrittenSlots

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "formats.md").read_text()


def test_every_field_and_kind_of_change_is_explained() -> None:
    names = {*ChangesFile.model_fields, *ENTRIES} - {"name", "note", "changes"}
    missing = sorted(name for name in names if f"`{name}`" not in TEXT)
    assert not missing


def test_the_example_has_every_kind_and_is_read() -> None:
    (example,) = (
        json.loads(code)
        for code in re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
        if '"changes"' in code
    )
    document = {
        "attendees": [{"id": "bx-003"}],
        "slots": [
            {"id": f"s0{k}", "start": f"{12 + k}:00", "end": f"{12 + k}:30"} for k in range(1, 9)
        ],
    }
    slots = WrittenSlots(document, problem_from(document))
    report = report_from(example, slots, "changes.json")
    assert (report.now, report.notice) == (845.0, 15.0)
    assert {change["what"] for change in example["changes"]} == set(ENTRIES)
    assert len(report.changes) == len(example["changes"])
