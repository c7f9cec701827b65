"""Options that many commands share."""

from __future__ import annotations

from typing import Annotated

import typer

EventOption = Annotated[str, typer.Option("--event", help="The event's slug.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]
TimeLimit = Annotated[
    float | None, typer.Option(min=0.1, help="Seconds after which the best so far is taken.")
]
Seed = Annotated[int, typer.Option(min=0, help="The same input and seed give the same result.")]
Threads = Annotated[int, typer.Option(min=1, max=256, help="Threads of the solver.")]
