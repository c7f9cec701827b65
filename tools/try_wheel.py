"""Build the wheel, install it into a fresh environment, and run the demo from it: `make wheel`.

Nothing of the checkout is within reach of what is installed: another environment, and an empty
folder to run in.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

# The script beside this one: the folder of a script is the first place that is looked in.
from set_up import ROOT, install_torch

DIST = ROOT / "dist"
_EXTRAS = "postgres,pdf,telemetry"


def build(folder: Path) -> Path:
    """Build the wheel into a folder and give its path."""
    for old in folder.glob("confab-*.whl"):
        old.unlink()
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)
    return next(folder.glob("confab-*.whl"))


def try_it(wheel: Path, home: Path) -> bool:
    """Install the wheel as its guide says, and run the demo and the check; True if all went."""
    environment, empty = home / "environment", home / "empty"
    venv.create(environment, with_pip=True)
    empty.mkdir()
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(programs / "python"), "-m", "pip"]
    quiet = ["--quiet", "--disable-pip-version-check"]
    if not install_torch(pip):
        return False
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CONFAB_", "PYTHON"))
    }
    steps = (
        [*pip, "install", *quiet, "-c", str(ROOT / "constraints.txt"), f"{wheel}[{_EXTRAS}]"],
        [str(programs / "confab"), "demo"],
        [str(programs / "confab"), "check"],
    )
    for step in steps:
        sys.stdout.write(f"\n$ {' '.join([Path(step[0]).name, *step[1:]])}\n")
        sys.stdout.flush()
        if subprocess.run(step, cwd=empty, env=clean, check=False).returncode:
            return False
    made = sorted(path.name for path in (empty / "demo-output").iterdir())
    sys.stdout.write(f"\nMade from the wheel alone: {', '.join(made)}\n")
    return True


def main() -> int:
    """Build and try; 0 when the demo ran."""
    wheel = build(DIST)
    sys.stdout.write(f"{wheel.relative_to(ROOT)}: {wheel.stat().st_size / 1e6:.1f} MB\n")
    with tempfile.TemporaryDirectory(prefix="confab-wheel-") as home:
        return 0 if try_it(wheel, Path(home)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
