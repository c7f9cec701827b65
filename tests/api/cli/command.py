"""Run `confab` in this process, as a shell would see it: status, output, errors."""

from __future__ import annotations

import io
import os
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from api.cli import main
from api.settings import get_settings


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


def confab(*words: object, folder: Path, **settings: str) -> Ended:
    """Run a command in a folder; of the environment's settings only those named count."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONFAB_")}
    out, err = io.StringIO(), io.StringIO()
    status: object = 0
    get_settings.cache_clear()
    try:
        with (
            chdir(folder),
            patch.dict(os.environ, kept | settings, clear=True),
            patch.object(sys, "argv", ["confab", *map(str, words)]),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            main()
    except SystemExit as ended:
        status = ended.code or 0
    finally:
        get_settings.cache_clear()
    assert isinstance(status, int), status
    return Ended(status, out.getvalue(), err.getvalue())
