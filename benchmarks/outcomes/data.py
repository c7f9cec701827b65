"""Where the evaluation data of others lies; it is never part of the repository."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Absent(Exception):
    """A data set is not on this machine; the text says which and where it was looked for."""


def folder(name: str, *files: str) -> Path:
    """Find a data set's folder.

    Raises
    ------
    Absent
        If it or one of ``files`` is missing.
    """
    home = Path(os.environ.get("CONFAB_DATA") or ROOT.parent / "shared" / "data")
    found = home / name
    missing = [file for file in files if not (found / file).is_file()]
    if not found.is_dir() or missing:
        what = f"{found / missing[0]}" if missing else f"{found}"
        raise Absent(f"{name} is skipped: there is no {what}. Point CONFAB_DATA at your copy.")
    return found
