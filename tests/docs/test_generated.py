"""The generated pages of docs/ are what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("write_docs", ROOT / "tools/write_docs.py")
assert SPEC is not None
assert SPEC.loader is not None
write_docs = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(write_docs)


@pytest.mark.parametrize("path", write_docs.pages(), ids=lambda path: path.name)
def test_a_generated_page_is_current(path: Path) -> None:
    assert path.read_text() == write_docs.pages()[path], "run `make docs`"


@pytest.mark.parametrize("path", sorted(ROOT.glob("docs/**/*.md")), ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    import re

    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text()):
        assert (path.parent / target).exists(), f"{path.name} links to {target}"
