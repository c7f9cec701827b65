"""The layout's rules that no linter knows: sizes, names, clocks, commits."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("embeddings", "matcher", "scheduling", "api")
MOST_LINES = 300
MOST_FUNCTION_LINES = 60
# Longer than the rule, each with its reason.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}


def sources() -> list[Path]:
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert found, "no source files found"
    return [path for path in found if "migrations/versions" not in path.as_posix()]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", sources(), ids=name)
def test_a_file_is_one_concept(path: Path) -> None:
    text = path.read_text()
    tree = ast.parse(text)
    if text.strip():
        assert ast.get_docstring(tree), "the first line says what the file is"
    lines = len(text.splitlines())
    assert lines <= MOST_LINES or name(path) in LONG_FILES, f"{lines} lines: move a concept out"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            where = f"{name(path)}:{node.name}"
            assert length <= MOST_FUNCTION_LINES or where in LONG_FUNCTIONS, (
                f"{node.name} has {length} lines"
            )


def test_exceptions_are_still_needed() -> None:
    for entry in LONG_FILES:
        assert len((ROOT / entry).read_text().splitlines()) > MOST_LINES, f"{entry} is short now"


def test_no_room_for_leftovers() -> None:
    forbidden = {"utils", "helpers", "common", "core", "misc", "manager"}
    bad = [name(path) for path in sources() if forbidden & set(path.with_suffix("").parts)]
    assert not bad


def calls(path: Path) -> set[str]:
    """Dotted names that a file calls."""
    return {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    }


CLOCKS = ("time.time", "time.monotonic", "time.perf_counter", "datetime.now", "dt.datetime.now")


@pytest.mark.parametrize(
    "path", [p for p in sources() if p.relative_to(ROOT).parts[0] != "api"], ids=name
)
def test_engines_have_no_clock(path: Path) -> None:
    if name(path) == "scheduling/stop.py":
        return
    assert not calls(path) & set(CLOCKS)


READS_OR_WRITES = {
    "pathlib",
    "io",
    "tempfile",
    "shutil",
    "subprocess",
    "socket",
    "urllib",
    "logging",
}


@pytest.mark.parametrize(
    "path", [p for p in sources() if name(p).startswith(("scheduling/", "matcher/"))], ids=name
)
def test_engines_read_and_write_nothing(path: Path) -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    assert not imported & READS_OR_WRITES
    assert not calls(path) & {"open", "print", "input"}


def test_the_web_process_loads_no_solver_and_no_model() -> None:
    heavy = "{'ortools', 'sklearn', 'torch'}"
    code = f"import sys, api.app; print(*sorted({heavy} & set(sys.modules)))"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == [], "imported by api.app: it is the worker's to load"


@pytest.mark.parametrize(
    "path",
    [p for p in sources() if name(p).startswith("api/") and "api/db/" not in name(p)],
    ids=name,
)
def test_only_the_database_package_commits(path: Path) -> None:
    commits = {call for call in calls(path) if call.endswith(".commit")}
    assert not commits, "one transaction per request or job, committed at the edge"


def test_imports_go_one_way() -> None:
    result = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout
