"""The layout's rules that no linter knows: sizes, names, clocks, commits."""

from __future__ import annotations

import ast
import functools
import subprocess
import sys
from pathlib import Path

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


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def test_a_file_is_one_concept() -> None:
    wrong = []
    for path in sources():
        text = path.read_text()
        if text.strip() and not ast.get_docstring(parsed(path)):
            wrong.append(f"{name(path)}: the first line does not say what the file is")
        lines = len(text.splitlines())
        if lines > MOST_LINES and name(path) not in LONG_FILES:
            wrong.append(f"{name(path)} has {lines} lines: move a concept out")
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                where = f"{name(path)}:{node.name}"
                if length > MOST_FUNCTION_LINES and where not in LONG_FUNCTIONS:
                    wrong.append(f"{where} has {length} lines")
    assert not wrong, "\n".join(wrong)


def test_exceptions_are_still_needed() -> None:
    for entry in LONG_FILES:
        assert len((ROOT / entry).read_text().splitlines()) > MOST_LINES, f"{entry} is short now"


def test_no_room_for_leftovers() -> None:
    forbidden = {"utils", "helpers", "common", "core", "misc", "manager"}
    bad = [name(path) for path in sources() if forbidden & set(path.with_suffix("").parts)]
    assert not bad


@functools.cache
def calls(path: Path) -> frozenset[str]:
    """Dotted names that a file calls."""
    return frozenset(
        ast.unparse(node.func) for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)
    )


CLOCKS = ("time.time", "time.monotonic", "time.perf_counter", "datetime.now", "dt.datetime.now")


def test_engines_have_no_clock() -> None:
    wrong = {
        name(path): found
        for path in sources()
        if not name(path).startswith("api/") and name(path) != "scheduling/stop.py"
        if (found := calls(path) & set(CLOCKS))
    }
    assert not wrong


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


def test_engines_read_and_write_nothing() -> None:
    wrong = {
        name(path): found
        for path in sources()
        if name(path).startswith(("scheduling/", "matcher/"))
        if (found := imports(path) & READS_OR_WRITES | calls(path) & {"open", "print", "input"})
    }
    assert not wrong


def imports(path: Path) -> set[str]:
    """The first names of what a file imports."""
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def test_the_web_process_loads_no_solver_and_no_model() -> None:
    heavy = "{'ortools', 'sklearn', 'torch'}"
    code = f"import sys, api.app; print(*sorted({heavy} & set(sys.modules)))"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == [], "imported by api.app: it is the worker's to load"


def test_only_the_database_package_commits() -> None:
    commits = {
        name(path): found
        for path in sources()
        if name(path).startswith("api/") and "api/db/" not in name(path)
        if (found := {call for call in calls(path) if call.endswith(".commit")})
    }
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
