"""What a test needs of the machine: it is skipped with the package's name where that is absent."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def require(found: object, package: str) -> None:
    """Skip unless ``found``, saying what to install; fail where everything must be there.

    ``CONFAB_REQUIRE_ALL`` is set in ``.ci/run``: a skip there would be a hole in the gate.
    """
    if found:
        return
    message = f"needs {package}, which is not installed here"
    absent: Callable[[str], object] = (
        pytest.fail if os.environ.get("CONFAB_REQUIRE_ALL") else pytest.skip
    )
    absent(message)


def chromium() -> str:
    """Path of Debian's Chromium."""
    path = os.environ.get("CONFAB_CHROMIUM") or shutil.which("chromium")
    require(path, "the Debian package chromium")
    return str(path)


def caddy() -> str:
    """Path of Debian's Caddy."""
    path = shutil.which("caddy")
    require(path, "the Debian package caddy")
    return str(path)


def postgresql() -> Path:
    """Folder of PostgreSQL's programs (initdb, postgres, pg_ctl)."""
    asked = os.environ.get("CONFAB_POSTGRESQL_BIN")
    folders = [Path(asked)] if asked else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = [folder for folder in folders if (folder / "initdb").exists()]
    require(found, "the Debian package postgresql")
    return found[-1]
