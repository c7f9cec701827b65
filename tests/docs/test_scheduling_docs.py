"""docs/scheduling.md names every field of the public formats, and its examples are valid."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from api.formats.problem import problem_from, schema_document
from scheduling.solve import solve
from scheduling.stop import MaxRuntime

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "scheduling.md").read_text()
NOT_READ = {"name", "note"}


def fields_of(schema: dict[str, Any]) -> set[str]:
    """Every field of a problem as the page writes it: ``tables[].zone``, ``objective.mode``."""
    parts = schema["$defs"]
    found = set()
    for field, form in schema["properties"].items():
        if field in NOT_READ:
            continue
        named = re.findall(r'"\$ref": "#/\$defs/(\w+)"', json.dumps(form))
        assert named, f"{field} has no parts of its own"
        several = "[]" if '"array"' in json.dumps(form) else ""
        found |= {f"{field}{several}.{f}" for f in set(parts[named[0]]["properties"]) - NOT_READ}
    return found


def test_every_field_of_a_problem_is_explained() -> None:
    fields = fields_of(schema_document("problem"))
    assert {"attendees[].min_meetings", "objective.fairness", "pairs[].score"} <= fields
    missing = sorted(f for f in fields if f"`{f}`" not in TEXT)
    assert not missing, f"docs/scheduling.md does not explain {', '.join(missing)}"


def test_nothing_is_explained_that_is_not_there() -> None:
    fields = fields_of(schema_document("problem"))
    written = set(re.findall(r"`(\w+\[\]\.\w+|objective\.\w+)`", TEXT))
    assert written <= fields


def test_every_field_of_a_certificate_is_explained() -> None:
    certificate = schema_document("schedule")["$defs"]["CertificateOut"]["properties"]
    missing = sorted(f for f in certificate if f"`{f}`" not in TEXT)
    assert not missing, f"docs/scheduling.md does not explain {', '.join(missing)}"


def test_every_field_says_where_it_is_set() -> None:
    rows = re.findall(r"^\| `(?:\w+\[\]|objective)\..*$", TEXT, re.MULTILINE)
    assert len(rows) > 30
    for row in rows:
        assert re.search(r"\b(page|event file|problem file only)\b[^|]*\|$", row), row


def examples() -> list[dict[str, Any]]:
    return [json.loads(code) for code in re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)]


def test_every_field_has_an_example() -> None:
    shown = set()
    for example in examples():
        for part, value in example.items():
            several = "[]" if isinstance(value, list) else ""
            entries = value if isinstance(value, list) else [value]
            shown |= {f"{part}{several}.{field}" for entry in entries for field in entry}
    missing = sorted(fields_of(schema_document("problem")) - shown)
    assert not missing, f"docs/scheduling.md has no example of {', '.join(missing)}"


@pytest.mark.parametrize("example", examples(), ids=lambda e: ", ".join(e))
def test_an_example_is_part_of_a_problem_that_is_solved(example: dict[str, Any]) -> None:
    """Completed with people, slots and tables of the names it uses, it is read and solved."""
    people = [{"id": name} for name in ("ann", "bo", "cy", "dee")]
    slots = [{"id": f"s0{k}"} for k in (1, 2, 3)]
    tables = [{"id": "1", "zone": "hall"}, {"id": "2", "zone": "quiet"}]
    whole = {"attendees": people, "slots": slots, "tables": tables, **example}
    result = solve(problem_from(whole), stop=MaxRuntime(10))
    assert result.certificate.verified
