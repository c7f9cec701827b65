"""Send hostile values to every route for as long as one likes, on SQLite and on PostgreSQL.

    python -m benchmarks.fuzz --minutes 30 --seed 7

Each request that is answered by a 500, shows a traceback or takes over ten seconds is printed as it
was sent; the same seed sends the same. The short form is a test of the gate.
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys


def main() -> int:
    """Run the test for longer; give its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.fuzz")
    parser.add_argument("--minutes", type=float, default=10.0, help="for both databases together")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    given = parser.parse_args()
    databases = 1 if given.database else 2
    print(f"seed {given.seed}, {given.minutes:g} minutes", flush=True)
    seconds = given.minutes * 60 / databases
    limits = {"CONFAB_FUZZ_SEED": str(given.seed), "CONFAB_FUZZ_SECONDS": str(seconds)}
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--show-capture=no",
               "-p", "no:randomly", "tests/api/test_hostile.py"]  # fmt: skip
    if given.database:
        command += ["-k", given.database]
    return subprocess.run(command, env=os.environ | limits, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
