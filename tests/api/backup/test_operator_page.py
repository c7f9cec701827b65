"""The operator's page on backups: each of its commands is run, as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from api.db.session import Database
from api.settings import Settings
from tests.api.world import build

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs/operator/backup.md"
NEW_PLACE = "postgresql://confab@db.example.org/confab"


# From SQLite to PostgreSQL and back: both kinds are in it already.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.timeout(900)
def test_every_command_of_the_page(
    database: Database, settings: Settings, empty_url: str, tmp_path: Path
) -> None:
    build(database, settings)
    text = PAGE.read_text()
    commands = [
        line
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        for line in block.splitlines()
    ]
    assert [each.split()[:2] for each in commands] == [
        ["confab", "backup"],
        ["confab", "restore"],
        ["confab", "backup"],
        ["confab", "db"],
        ["confab", "move"],
        ["confab", "move"],
    ]
    old = settings.database_url.get_secret_value()
    fresh = f"sqlite:///{tmp_path / 'fresh.sqlite'}"
    said = [
        _run(command.replace(NEW_PLACE, empty_url), url, tmp_path)
        for command, url in zip(commands, (old, fresh, fresh, fresh, fresh, empty_url), strict=True)
    ]
    rows = [re.search(r"([\d,]+) rows", each) for each in said if " rows" in each]
    assert len(rows) == 5
    assert len({found.group(1) for found in rows if found}) == 1
    assert (tmp_path / "data/again.sqlite").is_file()


def _run(command: str, url: str, folder: Path) -> str:
    program, *words = command.split()
    assert program == "confab"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONFAB_")}
    ended = subprocess.run(
        [sys.executable, "-m", "api.cli", *words],
        cwd=folder,
        env=kept | {"CONFAB_DATABASE_URL": url, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout
