"""Vendored files are what their lock says, with licence, and used by the pages."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "templates/static/vendor", ROOT / "tests/browser/vendor")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
def test_files_match_the_lock(folder: Path) -> None:
    lock = json.loads((folder / "vendor.lock").read_text())
    found = {
        f"{path.parent.name}/{path.name}": hashlib.sha512(path.read_bytes()).hexdigest()
        for path in folder.glob("*/*")
    }
    locked = {
        f"{package}/{name}": digest
        for package, entry in lock.items()
        for name, digest in entry["files"].items()
    }
    assert found == locked, "run tools/vendor.py"
    for package, entry in lock.items():
        assert entry["licence"]
        assert package.endswith(entry["version"])
        assert any(name.startswith("LICENSE") for name in entry["files"]), package


def test_pages_ask_for_the_vendored_versions() -> None:
    layout = (ROOT / "templates/layout.html").read_text()
    for package, name in re.findall(r"vendor/([^/]+)/([\w.-]+)'", layout):
        assert (FOLDERS[0] / package / name).is_file(), f"{package}/{name}"


def test_every_icon_is_used() -> None:
    """An icon nobody draws is weight; one that is missing breaks its page."""
    templates = "".join(p.read_text() for p in (ROOT / "templates").rglob("*.html"))
    (folder,) = FOLDERS[0].glob("lucide-static-*")
    unused = {p.stem for p in folder.glob("*.svg") if f'"{p.stem}"' not in templates}
    assert not unused
