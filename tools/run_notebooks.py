"""Run every notebook from top to bottom, as its reader would; the first fault ends it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import jupytext
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parent.parent
# A cell that embeds texts takes 20 s on a quiet machine and ten times as long on a busy one.
CELL_SECONDS = 600


def main() -> int:
    """Run ``notebooks/*.py`` (percent format), or those named; 0 if all ran through."""
    named = [Path(name).resolve() for name in sys.argv[1:]]
    os.environ["PYTHONPATH"] = str(ROOT)
    for path in named or sorted((ROOT / "notebooks").glob("*.py")):
        started = time.monotonic()
        notebook = jupytext.read(path)
        client = NotebookClient(
            notebook,
            timeout=CELL_SECONDS,
            kernel_name="python3",
            resources={"metadata": {"path": str(ROOT)}},
        )
        try:
            client.execute()
        except CellExecutionError as error:
            sys.stderr.write(f"{path.name}: {error}\n")
            return 1
        sys.stdout.write(f"{path.name} ran in {time.monotonic() - started:.0f} s\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
