"""`confab explain`: why somebody has no more meetings, or why two do not meet; no database."""

from __future__ import annotations

from pathlib import Path

import typer

from api.cli.console import write_json
from api.cli.schedule_files import read_both
from api.faults import InputFault, InputFaults
from scheduling.explain.explanation import Explanation, explain


def run(problem: Path, schedule: Path, who: str, other: str | None, as_json: bool) -> None:
    """Explain a person's meetings, or those of a pair, by a problem file and its schedule.

    Raises
    ------
    InputFaults
        If a file is faulty, the schedule is not one of the problem, or nobody has the id.
    """
    given = read_both(problem, schedule)
    known = set(given.problem.parties)
    unknown = [name for name in (who, other) if name is not None and name not in known]
    if unknown:
        what = f'There is no attendee or team "{unknown[0]}".'
        raise InputFaults([InputFault(problem.name, what, "Name one by the id it has there.")])
    if who == other:
        raise InputFaults([InputFault("explain", f'"{who}" is named twice.', "Name two.")])
    found = explain(given.problem, given.schedule, who if other is None else (who, other))
    if as_json:
        remedy = found.remedy
        write_json(
            {
                "who": list(found.who),
                "meetings": found.meetings,
                "reason": found.reason,
                "remedy": None
                if remedy is None
                else {"words": remedy.words, "moved": list(remedy.moved)},
            }
        )
        return
    for line in in_words(found):
        typer.echo(line)


def in_words(found: Explanation) -> list[str]:
    """Say the reason, the cheapest change, and whom it would move."""
    lines = []
    if len(found.who) == 1:
        meetings = "1 meeting" if found.meetings == 1 else f"{found.meetings} meetings"
        lines.append(f"{found.who[0]} has {meetings}.")
    lines.append(found.reason)
    if found.remedy is not None:
        moved = found.remedy.moved
        whom = f" It would move {', '.join(moved)}." if moved else " It would move nobody else."
        lines.append(f"What would help: {found.remedy.words}{whom}")
    elif len(found.who) == 1 or not found.meetings:
        lines.append("No single change would help.")
    return lines
