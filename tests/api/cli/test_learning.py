"""`confab learn` reads answers, says what they teach, keeps it for an event, and can use it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from api.cli.application import app
from api.cli.learning import go_back, learn_from_event, learn_from_file, read_outcomes
from api.db.session import Database
from api.faults import InputFaults
from api.feedback.schemas import Answer
from api.matches.lessons import active_lesson, lessons_of
from api.settings import Settings, get_settings
from tests.api.feedback.evening import Evening, announce

_HEAD = ["event", "person", "other", "gain", "given", "affinity", "mix", "go_on", "worth", "age"]


def _file(path: Path, rows: list[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([_HEAD, *rows])
    return path


def test_answers_that_follow_interests_are_learned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    random = np.random.default_rng(0)
    rows = []
    for number in range(300):
        gain, given, shared = random.random(3).round(3).tolist()
        yes = "yes" if random.random() < shared else "no"
        rows.append(
            ["e", f"p{number % 60}", f"q{number % 41}", gain, given, shared, 0.9, yes, "", 40]
        )
    learn_from_file(_file(tmp_path / "outcomes.csv", rows), False)
    said = capsys.readouterr().out
    assert "300 answers, 1 event(s)" in said
    assert "Better than before" in said
    assert "popularity" in said
    assert "Not looked at: age" in said


def test_every_faulty_row_is_named(tmp_path: Path) -> None:
    rows = [
        ["e", "a", "b", 0.5, 0.5, 0.5, 0.5, "perhaps", "", ""],
        ["e", "a", "b", 1.5, 0.5, 0.5, 0.5, "yes", "", ""],
        ["e", "a", "b", 0.5, 0.5, 0.5, 0.5, "", "9", ""],
    ]
    with pytest.raises(InputFaults) as caught:
        read_outcomes(_file(tmp_path / "outcomes.csv", rows))
    assert [fault.where for fault in caught.value.faults] == [
        f"outcomes.csv, row {row}" for row in (2, 3, 4)
    ]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text("event,person\ne,a\n")
    with pytest.raises(InputFaults, match="gain"):
        read_outcomes(path)


@pytest.fixture
def evening(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Evening]:
    """Announce an evening in the database that the commands' settings name."""
    monkeypatch.setenv("CONFAB_DATABASE_URL", settings.database_url.get_secret_value())
    get_settings.cache_clear()
    yield announce(database, settings, "quay", "2027-03-18")
    get_settings.cache_clear()


def _share(evening: Evening) -> None:
    evening.hold(lambda pair, _: Answer(happened=True, go_on=pair.affinity > 0.1))


def _in_use(evening: Evening) -> int | None:
    with evening.database.read_session() as session:
        lesson = active_lesson(session, evening.event_id)
        return lesson.number if lesson else None


def test_an_event_s_lesson_is_kept_then_used_then_left(
    evening: Evening, capsys: pytest.CaptureFixture[str]
) -> None:
    _share(evening)
    learn_from_event("quay", activate=False, as_json=False)
    said = capsys.readouterr().out
    assert "Lesson 1: " in said
    assert "Better than before" in said
    assert _in_use(evening) is None
    learn_from_event("quay", activate=True, as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert (said["number"], said["better"], said["active"]) == (1, True, True)
    assert _in_use(evening) == 1
    go_back("quay", as_json=False)
    assert "as it comes is used again" in capsys.readouterr().out
    assert _in_use(evening) is None


def test_what_is_no_better_is_kept_and_not_used(
    evening: Evening, capsys: pytest.CaptureFixture[str]
) -> None:
    random = np.random.default_rng(3)
    evening.hold(lambda _pair, _first: Answer(happened=True, go_on=bool(random.random() < 0.5)))
    with pytest.raises(SystemExit) as ended:
        learn_from_event("quay", activate=True, as_json=False)
    assert ended.value.code == 3
    said = capsys.readouterr()
    assert "Lesson 1: " in said.out
    assert "Not used: " in said.err
    assert _in_use(evening) is None


def test_without_answers_it_says_so(evening: Evening, capsys: pytest.CaptureFixture[str]) -> None:
    learn_from_event("quay", activate=False, as_json=False)
    assert "0 answers are too few" in capsys.readouterr().out
    with evening.database.read_session() as session:
        assert lessons_of(session, evening.event_id) == []


@pytest.mark.parametrize(
    "words",
    [[], ["a.csv", "--event", "e"], ["a.csv", "--activate"], ["--event", "e", "--activate",
     "--go-back"]],
)  # fmt: skip
def test_what_cannot_go_together_is_refused(words: list[str]) -> None:
    ended = CliRunner().invoke(app, ["learn", *words])
    assert ended.exit_code == 2
    assert "--event" in ended.output or "--go-back" in ended.output
