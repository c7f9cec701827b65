"""The wheel: what it carries, and that an event and its people go in without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., str]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    return next(folder.glob("confab-*.whl"))


@pytest.fixture(scope="module")
def run(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Give the installed command line, in an empty folder."""
    home = tmp_path_factory.mktemp("installed")
    site, empty = home / "site", home / "empty"
    empty.mkdir()
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--no-compile",
         "--target", site, wheel],
        check=True, capture_output=True,
    )  # fmt: skip
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("CONFAB_")
    } | {"PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}

    def run(*words: object) -> str:
        done = subprocess.run(
            [sys.executable, "-P", *map(str, words)],
            cwd=empty, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert run("-c", "import api; print(api.__path__[0])").strip() == str(site / "api")
    return run


def test_it_carries_what_stands_beside_the_packages(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    templates = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    carried = {f"api/_templates/{path.relative_to(ROOT / 'templates')}" for path in templates}
    carried |= {
        path.relative_to(ROOT).as_posix()
        for package in ("api", "embeddings", "matcher", "scheduling")
        for path in (ROOT / package).rglob("*.py")
    }
    carried |= {
        f"api/_examples/business-exchange/{each}" for each in ("event.toml", "attendees.csv")
    }
    assert not carried - names
    assert not [name for name in names if name.startswith(("tests/", "examples/", "benchmarks/"))]


def test_the_sample_event_goes_in_from_the_wheel_alone(run: Run) -> None:
    # The demo's first steps; `make wheel` runs all of it in an environment of its own.
    code = """
import sys
from api.cli import main
from api.cli.demo import sample
for words in (
    ["init", str(sample() / "event.toml"), "--organiser", "host@example.org"],
    ["import", str(sample() / "attendees.csv"), "--event", "business-exchange"],
    ["check"],
):
    sys.argv = ["confab", *words]
    try:
        main()
    except SystemExit as end:
        assert not end.code, end.code
from api.web.templating import STATIC, environment
environment().get_template("landing/home.html")
assert "_templates" in str(STATIC) and (STATIC / "confab.css").is_file()
"""
    said = run("-c", code)
    assert "150 people" in said
    assert "All that is needed works." in said
