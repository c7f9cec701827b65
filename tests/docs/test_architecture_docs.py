"""docs/developer/architecture.md names every room, and every path in it exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/developer/architecture.md").read_text()
NAMED = sorted(set(re.findall(r"`((?:\w+/)+(?:\w+\.\w+)?)`", TEXT)))
# Named beside their parent: `making/` in the paragraph of `api/timetable/`.
PARENTS = ("", "api/timetable/")


def rooms() -> list[str]:
    """Every folder of an engine, of `api`, and of timetable, that holds code."""
    found = [ROOT / name for name in ("embeddings", "matcher", "scheduling")]
    for package in ("matcher", "scheduling", "api", "api/timetable"):
        found += [path for path in (ROOT / package).iterdir() if any(path.glob("*.py"))]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


@pytest.mark.parametrize("path", NAMED)
def test_a_path_exists(path: str) -> None:
    assert any((ROOT / parent / path).exists() for parent in PARENTS), "moved or misspelt"


@pytest.mark.parametrize("room", rooms())
def test_a_room_is_named(room: str) -> None:
    names = {f"{room}/", f"{room.removeprefix('api/timetable/')}/"}
    assert names & set(NAMED), "give it a sentence in docs/developer/architecture.md"


def test_ten_changes_have_a_place() -> None:
    rows = TEXT.split("## Where do I")[1].strip().splitlines()
    assert len([row for row in rows if row.startswith("| ")]) - 1 >= 10
