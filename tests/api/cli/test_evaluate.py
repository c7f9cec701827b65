"""`confab learn` reads answers, says what they teach, and names every faulty row."""

import csv

import numpy as np
import pytest

from api.cli.evaluate import evaluate, learn_from_file, read_outcomes
from api.faults import InputFaults

_HEAD = ["event", "person", "other", "gain", "given", "affinity", "mix", "go_on", "worth", "age"]


def _file(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([_HEAD, *rows])
    return path


def test_answers_that_follow_interests_are_learned(tmp_path, capsys):
    random = np.random.default_rng(0)
    rows = []
    for number in range(300):
        gain, given, shared = random.random(3).round(3).tolist()
        yes = "yes" if random.random() < shared else "no"
        rows.append(
            ["e", f"p{number % 60}", f"q{number % 41}", gain, given, shared, 0.9, yes, "", 40]
        )
    learn_from_file(_file(tmp_path / "outcomes.csv", rows), 2, False)
    said = capsys.readouterr().out
    assert "Lesson 2: 300 answers" in said
    assert "Better than before" in said
    assert "popularity" in said
    assert "Not looked at: age" in said


def test_every_faulty_row_is_named(tmp_path):
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


def test_a_missing_column_is_named(tmp_path):
    path = tmp_path / "short.csv"
    path.write_text("event,person\ne,a\n")
    with pytest.raises(InputFaults, match="gain"):
        read_outcomes(path)


def test_an_unknown_set_is_refused():
    with pytest.raises(InputFaults, match="weather"):
        evaluate("weather", True, False)
