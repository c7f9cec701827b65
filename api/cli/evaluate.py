"""`confab evaluate`: what the matcher is worth, on real outcomes or an event of one's own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version as release
from pathlib import Path

from api.faults import InputFault, InputFaults

SETS = (
    "speed_dating",
    "mentor_mentee",
    "reviewers",
    "mindmatch",
    "samples",
    "symptoms",
    "wishes",
    "all",
)
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """An event of one's own: its people, who would gain from whom, and its rules if any."""

    people: Path
    labels: Path
    event: Path | None = None


def evaluate(which: str, quick: bool, as_json: bool, own: OwnFiles | None = None) -> None:
    """Run the outcome benchmarks of the checkout; they are no part of the installed package.

    Parameters
    ----------
    own
        Judge these files instead of the data sets.

    Raises
    ------
    InputFaults
        If there is no such data set, or this is not a checkout.
    """
    if which not in SETS:
        names = ", ".join(SETS)
        raise InputFaults([InputFault("--set", f'"{which}" is no data set.', f"Give {names}.")])
    if not (_ROOT / "benchmarks" / "outcomes").is_dir():
        what = f"Confab {release('confab')} is installed here without its benchmarks."
        raise InputFaults([InputFault("evaluate", what, "Run it in a checkout of Confab.")])
    command = [sys.executable, "-m", "benchmarks.outcomes", "--set", which]
    if own is not None:
        # The benchmarks run elsewhere, so paths have to be whole.
        files = (("--people", own.people), ("--labels", own.labels), ("--event", own.event))
        command += [
            word for option, path in files if path for word in (option, str(path.resolve()))
        ]
    command += ["--quick"] if quick else []
    command += ["--json"] if as_json else []
    paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    done = subprocess.run(command, cwd=_ROOT, env=environment, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(done.returncode)
