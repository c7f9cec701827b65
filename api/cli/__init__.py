"""The command line: `confab`. Commands import what they need when they run."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; exit status 2 for faulty input, 3 for an infeasible problem."""
    from api.cli.application import app
    from api.cli.console import say_faults
    from api.faults import InputFaults

    try:
        app()
    except InputFaults as faults:
        say_faults(faults)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. What was stored before is as it was.\n")
        sys.exit(130)
