"""`confab learn`: what answers after meetings teach the score; kept and used for an event."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.cli.console import console, write_json
from api.cli.event import find_event
from api.cli.store import open_database, read_settings
from api.faults import InputFault, InputFaults
from matcher.learning.answers import Answer, went_well

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from api.db.session import Database
    from api.matches.models import StoredLesson
    from api.settings import Settings

_COLUMNS = ("event", "person", "other", "gain", "given", "affinity", "mix", "go_on", "worth")
_NEEDED = _COLUMNS[:7]


def learn_from_file(outcomes: Path, as_json: bool) -> None:
    """Learn from a CSV of answers and say whether it is worth using; nothing is kept.

    Raises
    ------
    InputFaults
        If the file cannot be read, or a row is faulty.
    """
    from matcher.learning.learn import learn

    answers, ignored = read_outcomes(outcomes)
    lesson = learn(answers)
    if as_json:
        write_json({**asdict(lesson), "ignored_columns": list(ignored)})
        return
    held_out = asdict(lesson.held_out) if lesson.held_out else {}
    console().print(f"{lesson.answers} answers, {lesson.events} event(s).")
    _say(lesson.why, held_out, lesson.changes, lesson.better)
    if ignored:
        console().print(f"Not looked at: {', '.join(ignored)}.")


def learn_from_event(slug: str, activate: bool, as_json: bool) -> None:
    """Learn from an event's answers, keep the lesson as its next version, and use it if asked.

    Exits with status 3 if it is to be used and is no better than the score as it comes.

    Raises
    ------
    InputFaults
        If there is no such event.
    """
    settings = read_settings()
    with open_database(settings) as database:
        number, why = _learned(database, settings, slug)
        refusal = why if number is None else ""
        with database.write_session() as session:
            if number is not None and activate:
                refusal = _used(session, slug, number)
        with database.read_session() as session:
            _report(_kept(session, slug, number), why, as_json)
    if activate and refusal:
        sys.stderr.write(f"{refusal}\nThe score stays as it is. Learn again with more answers.\n")
        sys.exit(3)


def go_back(slug: str, as_json: bool) -> None:
    """Have an event's matching use the score as it comes again.

    Raises
    ------
    InputFaults
        If there is no such event.
    """
    from api.matches import lessons

    with open_database(read_settings()) as database, database.write_session() as session:
        was_used = lessons.go_back(session, find_event(session, slug).id)
    if as_json:
        write_json({"event": slug, "active": None, "changed": was_used})
        return
    words = "is used again" if was_used else "was in use already"
    console().print(f"The score as it comes {words}; every lesson is kept.")


def _learned(database: Database, settings: Settings, slug: str) -> tuple[int | None, str]:
    import api.feedback.learning  # noqa: F401 - declares the job
    from api.feedback.queries import LEARN
    from api.jobs.service import run_here

    with database.read_session() as session:
        event_id = find_event(session, slug).id
    job = run_here(database, settings, LEARN, event_id=event_id)
    if job.state != "done":
        raise InputFaults([InputFault(f"event {slug}", job.error or "It was stopped.", "")])
    return job.result["number"], job.result["why"]


def _kept(session: Session, slug: str, number: int | None) -> StoredLesson | None:
    from api.matches.lessons import lesson_of

    return None if number is None else lesson_of(session, find_event(session, slug).id, number)


def _used(session: Session, slug: str, number: int) -> str:
    """Put a lesson to use; give why not, or ""."""
    from api.matches.lessons import NotBetter, activate

    lesson = _kept(session, slug, number)
    assert lesson is not None
    try:
        activate(session, lesson)
    except NotBetter as refused:
        return str(refused)
    return ""


def _report(lesson: StoredLesson | None, why: str, as_json: bool) -> None:
    if as_json:
        names = ("number", "weights", "held_out", "better", "why", "changes", "answers", "events")
        found = {name: getattr(lesson, name) for name in (*names, "active")} if lesson else {}
        write_json({"number": None, "why": why, "active": False} | found)
        return
    if lesson is None:
        console().print(why)
        return
    console().print(
        f"Lesson {lesson.number}: {lesson.answers} answers, {lesson.events} event(s)"
        f"{', in use' if lesson.active else ''}."
    )
    _say(lesson.why, lesson.held_out, lesson.changes, lesson.better)


def _say(
    why: str, held_out: Mapping[str, Any], changes: tuple[str, ...] | list[str], better: bool
) -> None:
    out = console()
    out.print(why)
    if held_out:
        out.print(f"Log loss on {held_out['left_out']} left out (lower is better):")
        for name in ("learned", "prior", "popularity", "constant"):
            out.print(f"  {name:<11} {held_out[name]:.3f}")
        out.print("What changes:" if better else "What would change:")
        for change in changes:
            out.print(f"  {change}")


def read_outcomes(path: Path) -> tuple[list[Answer], tuple[str, ...]]:
    """Read answers; also gives the columns that were not looked at.

    Raises
    ------
    InputFaults
        Every fault of the file.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = tuple(reader.fieldnames or ())
            rows = list(reader)
    except (OSError, UnicodeDecodeError) as error:
        remedy = "Give a CSV file in UTF-8."
        raise InputFaults(
            [InputFault(str(path), f"It cannot be read: {error}.", remedy)]
        ) from error
    missing = [name for name in _NEEDED if name not in columns]
    if missing or not {"go_on", "worth"} & set(columns):
        lacking = ", ".join(missing) or "go_on or worth"
        remedy = f"The columns are {', '.join(_COLUMNS)}; one of the last two may be left out."
        raise InputFaults([InputFault(path.name, f"Columns are missing: {lacking}.", remedy)])
    faults: list[InputFault] = []
    answers = list(_answers(path.name, rows, faults))
    if faults:
        raise InputFaults(faults)
    return answers, tuple(name for name in columns if name not in _COLUMNS)


def _answers(name: str, rows: list[dict[str, str]], faults: list[InputFault]) -> Iterator[Answer]:
    for number, row in enumerate(rows, start=2):
        try:
            verdict = went_well(_worth(row.get("worth")), _go_on(row.get("go_on")))
            factors = [float(row[key]) for key in ("gain", "given", "affinity", "mix")]
            answer = Answer(row["person"], row["other"], row["event"], bool(verdict), *factors)
        except (ValueError, TypeError) as error:
            remedy = "Factors are numbers from 0 to 1, worth is 1 to 5, go_on is yes or no."
            faults.append(InputFault(f"{name}, row {number}", f"{error}.", remedy))
            continue
        if verdict is not None:
            yield answer


def _worth(text: str | None) -> int | None:
    if not text:
        return None
    worth = int(text)
    if not 1 <= worth <= 5:
        raise ValueError(f"worth is {worth}")
    return worth


def _go_on(text: str | None) -> bool | None:
    if not text:
        return None
    word = text.strip().casefold()
    if word not in ("yes", "no"):
        raise ValueError(f'go_on is "{text}"')
    return word == "yes"
