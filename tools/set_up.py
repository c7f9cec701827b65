"""Make the virtual environment: the CPU build of torch first, the rest as locked.

Only the standard library, because it runs before anything is installed. A plain
`pip install` of sentence-transformers would fetch the CUDA build of torch (several GB);
see docs/decisions/0002-torch-outside-the-lock.md.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

TORCH = "torch==2.13.0"
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
ROOT = Path(__file__).resolve().parent.parent


def run(*command: str) -> bool:
    """Run a command with its output shown; True when it succeeded."""
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def has_cpu_torch(pip: list[str]) -> bool:
    """Whether pip would take a CPU build (a local wheel) for the pinned torch."""
    found = subprocess.run(
        [*pip, "install", "--dry-run", "--ignore-installed", "--no-deps", "--no-index", TORCH],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    return "+cpu" in found.stdout + found.stderr


def install_torch(pip: list[str]) -> bool:
    """Install the CPU build, from a local wheel where there is one, else from its index."""
    quiet = ["--quiet", "--disable-pip-version-check"]
    if sys.platform != "linux" or has_cpu_torch(pip):
        return run(*pip, "install", *quiet, TORCH)
    return run(*pip, "install", *quiet, "--index-url", TORCH_CPU_INDEX, TORCH) or run(
        *pip, "install", *quiet, TORCH
    )


def main() -> int:
    """Set up the environment named on the command line; 0 when it is ready."""
    if sys.version_info < (3, 11):
        sys.stderr.write(f"Confab needs Python 3.11 or newer; this is {sys.version.split()[0]}.\n")
        return 2
    home = ROOT / (sys.argv[1] if len(sys.argv) > 1 else ".venv")
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not python.exists():
        sys.stdout.write(f"Making {home.name} ...\n")
        venv.create(home, with_pip=True)
    pip = [str(python), "-m", "pip"]
    quiet = ["--quiet", "--disable-pip-version-check"]
    sys.stdout.write("Installing (about two minutes the first time) ...\n")
    sys.stdout.flush()
    done = (
        install_torch(pip)
        and run(*pip, "install", *quiet, "-r", "constraints.txt")
        and run(*pip, "install", *quiet, "--no-deps", "--editable", ".")
    )
    if not done:
        sys.stderr.write("The installation stopped; the lines above say why. Run it again.\n")
    return 0 if done else 1


if __name__ == "__main__":
    raise SystemExit(main())
