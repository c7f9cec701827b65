"""`confab evaluate` and `confab learn`: what the matcher is worth, and what feedback teaches it."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import version as release
from pathlib import Path

from api.cli.console import console, write_json
from api.faults import InputFault, InputFaults
from matcher.answers import Answer, went_well
from matcher.learn import Lesson, learn

SETS = ("speed_dating", "mentor_mentee", "reviewers", "mindmatch", "samples", "all")
_ROOT = Path(__file__).resolve().parents[2]
_COLUMNS = ("event", "person", "other", "gain", "given", "affinity", "mix", "go_on", "worth")
_NEEDED = _COLUMNS[:7]


def evaluate(which: str, quick: bool, as_json: bool) -> None:
    """Run the outcome benchmarks of the checkout; they are no part of the installed package.

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
    command += ["--quick"] if quick else []
    command += ["--json"] if as_json else []
    paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    done = subprocess.run(command, cwd=_ROOT, env=environment, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(done.returncode)


def learn_from_file(outcomes: Path, version: int, as_json: bool) -> None:
    """Learn from a CSV of answers and say whether it is worth using.

    Raises
    ------
    InputFaults
        If the file cannot be read, or a row is faulty.
    """
    answers, ignored = read_outcomes(outcomes)
    _say(learn(answers, version), ignored, as_json)


def learn_from_event(slug: str, version: int, as_json: bool) -> None:
    """Learn from the answers stored for an event.

    Raises
    ------
    InputFaults
        If there is no such event.
    """
    _say(learn(stored_answers(slug), version), (), as_json)


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


def stored_answers(slug: str) -> list[Answer]:
    """Read what was said of an event's meetings that happened, with the factors of its last match.

    Raises
    ------
    InputFaults
        If there is no such event.
    """
    from sqlalchemy import select

    from api.cli.store import open_database, read_settings
    from api.events.models import Event
    from api.feedback.models import Feedback
    from api.matches.queries import candidates_among, last_run
    from api.timetable.models import Meeting

    with open_database(read_settings()) as database, database.read_session() as session:
        event = session.scalar(select(Event).where(Event.slug == slug))
        if event is None:
            what, remedy = f'There is no event "{slug}".', "Make it with confab init."
            raise InputFaults([InputFault("--event", what, remedy)])
        run = last_run(session, event.id)
        said = session.execute(
            select(Feedback, Meeting)
            .join(Meeting, Meeting.id == Feedback.meeting_id)
            .where(Meeting.event_id == event.id, Feedback.happened)
        ).all()
        pairs = [tuple(sorted((meeting.a_id, meeting.b_id))) for _, meeting in said]
        known = candidates_among(session, run.id, [(a, b) for a, b in pairs]) if run else {}
        answers = []
        for (feedback, _), (a, b) in zip(said, pairs, strict=True):
            candidate = known.get((a, b))
            # Not going on with a meeting worth 3 or more is no verdict on the match itself.
            verdict = went_well(feedback.worth, True if feedback.go_on else None)
            if candidate is None or verdict is None:
                continue
            first = feedback.attendee_id == a
            gain, given = candidate.benefit_ab, candidate.benefit_ba
            answers.append(
                Answer(
                    feedback.attendee_id,
                    b if first else a,
                    event.id,
                    verdict,
                    gain if first else given,
                    given if first else gain,
                    candidate.affinity,
                    event.mix,
                )
            )
    return answers


def _say(lesson: Lesson, ignored: tuple[str, ...], as_json: bool) -> None:
    if as_json:
        write_json({**asdict(lesson), "ignored_columns": list(ignored)})
        return
    out = console()
    out.print(f"Lesson {lesson.version}: {lesson.answers} answers, {lesson.events} event(s).")
    out.print(lesson.why)
    if lesson.held_out is not None:
        out.print(f"Log loss on {lesson.held_out.left_out} left out (lower is better):")
        for name in ("learned", "prior", "popularity", "constant"):
            out.print(f"  {name:<11} {getattr(lesson.held_out, name):.3f}")
        out.print("What would change:" if not lesson.better else "What changes:")
        for change in lesson.changes:
            out.print(f"  {change}")
    if ignored:
        out.print(f"Not looked at: {', '.join(ignored)}.")
