"""Anybody's own people and labels are judged like the samples, and faults are named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from api.faults import InputFaults
from benchmarks.outcomes import own_event
from benchmarks.outcomes.labels import read_labels
from benchmarks.outcomes.mixes import MIXES
from benchmarks.outcomes.vectors import FileStore, Vectors
from embeddings import HashingEncoder
from tests.api.cli.command import confab

PEOPLE = """id,name,offers,needs,interests
zoe,Zoe,sourdough bread,a roof that holds rain,choir
abe,Abe,a roof mended when rain comes in,sourdough bread,choir
kim,Kim,flour,a buyer,chess
lou,Lou,chess lessons,a pupil,chess
"""


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_own_files_are_judged_at_every_mix(tmp_path: Path) -> None:
    people = written(tmp_path, "people.csv", PEOPLE)
    labels = written(tmp_path, "labels.csv", "for,other,grade\nzoe,abe,2\nabe,zoe,2\nkim,lou,1\n")
    vectors = Vectors(HashingEncoder(), FileStore(tmp_path))
    tables = {table.title: table for table in own_event.run(vectors, people, labels, None)}
    table = tables["people.csv: at every mix"]
    assert [name for name, _ in table.rows] == [f"mix {mix:g}" for mix in MIXES]
    # Who needs whom is plain here, so that whoever is judged has the right one first.
    assert table.value("mix 1", "Confab") == 1.0
    assert tables["people.csv: by its labels"].value("Confab", "mutual AP") == 1.0


def test_rows_that_chose_settings_are_left_out(tmp_path: Path) -> None:
    rows = "for,other,grade,split\na,b,2,held-out\nb,a,1,tune\n"
    grades = read_labels(written(tmp_path, "labels.csv", rows), ["a", "b", "c"])
    assert grades[0].tolist()[1:] == [2, 0]
    assert np.isnan(grades[[0, 1, 1, 1, 2], [0, 0, 1, 2, 0]]).all()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("for,grade\na,1\n", 'column "other" is missing'),
        ("for,other,grade\na,x,1\n", 'row 2, column other: Nobody .* "x"'),
        ("for,other,grade\na,b,3\n", '"3" is no grade'),
        ("for,other,grade\na,a,1\n", "Nobody meets themselves"),
        ("for,other,grade\na,b,1\na,b,2\n", "row 3: .* already in row 2"),
        ("for,other,grade\na,b,0\n", "No row has a grade above 0"),
    ],
)
def test_faults_of_labels_are_named(tmp_path: Path, rows: str, said: str) -> None:
    with pytest.raises(InputFaults, match=said):
        read_labels(written(tmp_path, "labels.csv", rows), ["a", "b"])


def test_people_without_labels_are_refused(tmp_path: Path) -> None:
    done = confab("evaluate", "--people", "people.csv", folder=tmp_path)
    assert done.status == 2
    assert "--labels" in done.err
