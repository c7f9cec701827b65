"""The files under deploy/: commands, settings and versions in them are those that there are."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from api.cli.application import app
from api.settings import Settings
from tests.needs import require

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
# Of the proxy, not of the site.
PROXY = {"CONFAB_SITE", "CONFAB_WEB"}


def _accepted(words: list[str]) -> None:
    """Let the command line read the words as it would, and run nothing."""
    command: Any = typer.main.get_command(app)
    context = command.make_context("confab", list(words))
    while hasattr(command, "commands"):
        name, command, rest = command.resolve_command(context, words)
        context, words = command.make_context(name, list(rest), parent=context), rest


def test_compose_runs_commands_that_there_are() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    ours = {name: each for name, each in compose["services"].items() if each["image"] == "confab"}
    assert set(ours) == {"upgrade", "web1", "web2", "worker"}
    for service in ours.values():
        _accepted(service["command"])
        assert set(service["depends_on"]) <= set(compose["services"])
    # Several processes behind one name would be one to the proxy, ready or not.
    upstreams = compose["services"]["proxy"]["environment"]["CONFAB_WEB"].split()
    assert upstreams == [f"{name}:8000" for name in ours if name.startswith("web")]
    assert not any("deploy" in each for each in ours.values())
    named = {volume.partition(":")[0] for each in compose["services"].values()
             for volume in each.get("volumes", ()) if not volume.startswith(".")}  # fmt: skip
    assert named == set(compose["volumes"])


def test_the_image_is_made_of_what_is_there() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        from set_up import TORCH
    finally:
        sys.path.pop(0)
    assert TORCH in text
    for source in re.findall(r"^COPY (?!--)(.+) \S+$", text, re.MULTILINE):
        assert all((ROOT / each).exists() for each in source.split())
    command = re.search(r"^CMD \[(.+)\]$", text, re.MULTILINE)
    assert command is not None
    _accepted([word.strip('" ') for word in command[1].split(",")])
    extras = re.search(r"whl\)\[([\w,]+)\]", text)
    assert extras is not None
    for extra in extras[1].split(","):
        assert re.search(rf"^{extra} = \[", (ROOT / "pyproject.toml").read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_settings_are_settings(path: Path) -> None:
    known = {f"CONFAB_{name.upper()}" for name in Settings.model_fields} | PROXY
    assert set(re.findall(r"\bCONFAB_[A-Z_]+", path.read_text())) <= known


def test_the_example_of_settings_is_read() -> None:
    read = Settings(_env_file=DEPLOY / "confab.env")
    assert read.secure
    assert read.mail_from == "Meet <meet@example.org>"


def test_systemd_reads_the_units(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    require(analyze, "the Debian package systemd")
    names = []
    for path in UNITS:
        text = path.read_text()
        for line in re.findall(r"^Exec\w+=/opt/confab/bin/confab (.+)$", text, re.MULTILINE):
            _accepted(line.replace("%i", "8001").split())
        names.append(path.name.replace("@.", "@8001."))
        # What is not installed here cannot be found here.
        text = text.replace("/opt/confab/bin/confab", "/bin/true")
        (tmp_path / path.name).write_text(text)
        (tmp_path / names[-1]).write_text(text)
    said = subprocess.run(
        [str(analyze), "verify", "--man=no", *(f"./{name}" for name in names)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in said.stderr.splitlines() if "confab" in line]
    assert (said.returncode, ours) == (0, []), said.stderr
