"""The machine of a set-up: the model loads, the disk has room, sheets can be printed."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from api.cli.checks.finding import Finding
from api.db.engine import parse_url
from api.settings import Settings

_LEAST, _LITTLE = 200 * 10**6, 2 * 10**9
"""Bytes: below the first a timetable may not be stored; below the second an event may fill it."""


def model_finding(settings: Settings) -> Finding:
    """Load the model as a worker does, and embed one sentence."""
    from api.matches.vectors import encoder_of
    from embeddings import ModelFault

    began = time.perf_counter()
    try:
        encoder = encoder_of(settings)
        vector = encoder.encode(["Somebody to talk to about sourdough."])
    except ModelFault as fault:
        return Finding("model", "bad", str(fault), "Correct CONFAB_MODEL, or leave it empty.")
    except ImportError as missing:
        words = f"What runs the model is not installed ({missing.name})."
        return Finding("model", "bad", words, "Install torch (its CPU build) and Confab again.")
    took = time.perf_counter() - began
    words = f"{encoder.name} loads and gives {vector.shape[1]} numbers a sentence ({took:.1f} s)."
    return Finding("model", "good", words)


def disk_findings(settings: Settings) -> Iterator[Finding]:
    """See whether files can be written where they must be, and how much room there is."""
    folders = {Path(tempfile.gettempdir())}
    url = parse_url(settings.database_url.get_secret_value())
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        folder = Path(str(url.database)).parent
        # It is made together with the file.
        folders.add(next(each for each in (folder, *folder.parents) if each.exists()))
    for folder in sorted(folders):
        yield _room(folder)


def print_finding() -> Finding:
    """Tell whether sheets can be made as PDF."""
    from api.timetable.exports.pdf import can_print

    if can_print():
        return Finding("print", "good", "Sheets can be made as PDF.")
    words = "Sheets come as pages to print from a browser; PDFs need an extra."
    return Finding("print", "look", words, "pip install 'confab[pdf]'")


def _room(folder: Path) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"Confab")
        free = shutil.disk_usage(folder).free
    except OSError as error:
        words = f"Nothing can be written in {folder} ({error.strerror})."
        return Finding("disk", "bad", words, "Let the user that runs Confab own the folder.")
    words = f"{free / 10**9:.1f} GB are free in {folder}."
    if free < _LEAST:
        return Finding("disk", "bad", words, "Make room: a timetable may not be stored.")
    if free < _LITTLE:
        return Finding("disk", "look", words, "Make room before an event.")
    return Finding("disk", "good", words)
