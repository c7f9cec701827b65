"""`confab repair` and `explain`: valid files, words for people, faults that name the place."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from api.cli import explain, repair
from api.faults import InputFaults
from api.formats.problem import problem_document, problem_from, schema_document
from api.formats.schedule_file import result_document
from scheduling.solve import solve
from tests.api.cli.command import confab
from tests.checker import broken_rules

NAMES = [f"p{number:02}" for number in range(12)]
PROBLEM: dict[str, Any] = {
    "attendees": [
        {"id": name, "min_meetings": 2, "max_meetings": 4, "max_per_day": 4, "max_consecutive": 3}
        for name in NAMES
    ],
    "slots": [
        {"id": f"s{k}", "start": f"{hour}:{minute:02}", "end": f"{hour}:{minute + 25}"}
        for k, (hour, minute) in enumerate(itertools.product((14, 15, 16), (0, 30)))
    ],
    "tables": [{"id": f"Quay {k}"} for k in (1, 2, 3, 4)],
    "pairs": [
        {"a": a, "b": b, "score": round(0.2 + (7 * i % 23) / 30, 3)}
        for i, (a, b) in enumerate(itertools.combinations(NAMES, 2))
        if i % 3 and (a, b) != ("p08", "p09")
    ],
}
CHANGES: dict[str, Any] = {
    "now": "14:10",
    "notice": 10,
    "changes": [
        {"what": "no_show", "attendee": "p01"},
        {"what": "no_show", "attendee": "p02", "from_slot": "s3"},
        {"what": "late_arrival", "attendee": "p03", "from_slot": "s2"},
        {"what": "early_leave", "attendee": "p04", "from_slot": "s4"},
        {"what": "table_closed", "table": "Quay 2", "slots": ["s3", "s4"]},
        {"what": "table_closed", "table": "Quay 4"},
        {"what": "delayed", "minutes": 10, "from_slot": "s4", "closing": "17:00"},
        {"what": "slots_lost", "slots": ["s2"]},
        {
            "what": "walk_in",
            "attendee": {"id": "new", "min_meetings": 1},
            "pairs": [{"other": name, "score": 0.9} for name in ("p00", "p05", "p11")],
        },
        {"what": "cancelled", "a": "p06", "b": "p07"},
        {"what": "accepted", "a": "p08", "b": "p09", "score": 0.5},
    ],
}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with problem.json, its schedule.json, and changes.json."""
    result = solve(problem_from(PROBLEM), seed=1)
    write(tmp_path / "problem.json", PROBLEM)
    write(tmp_path / "schedule.json", result_document(result))
    write(tmp_path / "changes.json", CHANGES)
    return tmp_path


def write(path: Path, document: object) -> None:
    path.write_text(json.dumps(document), encoding="utf-8")


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def in_minutes(document: object) -> dict[str, Any]:
    """A problem with its times as the independent checker reads them."""
    return problem_document(problem_from(document))


def run(files: Path, out: str = "out", changes: object = None) -> Path:
    if changes is not None:
        write(files / "changes.json", changes)
    inputs = (files / name for name in ("problem.json", "schedule.json", "changes.json"))
    repair.run(*inputs, files / out, as_json=True)
    return files / out


def faults(files: Path, changes: object) -> str:
    with pytest.raises(InputFaults) as refused:
        run(files, changes=changes)
    assert not list((files / "out").glob("*")), "nothing is written"
    return str(refused.value)


def test_all_changes_at_once_give_a_valid_schedule(files: Path) -> None:
    done = confab(
        "repair", *(files / f"{n}.json" for n in ("problem", "schedule", "changes")),
        "-o", files / "out", folder=files,
    )  # fmt: skip
    assert (done.status, done.err) == (0, "")
    problem, schedule = read(files / "out/problem.json"), read(files / "out/schedule.json")
    assert broken_rules(in_minutes(problem), schedule["meetings"]) == set()
    assert schedule["certificate"]["verified"] is True
    assert "bound" in schedule["certificate"]["checks"], "the old prices still prove something"
    pairs = {frozenset((m["a"], m["b"])) for m in schedule["meetings"]}
    short = {unmet["attendee"] for unmet in schedule["certificate"]["unmet"]}
    assert any("new" in pair for pair in pairs) or "new" in short
    unplaced = schedule["certificate"]["unplaced"]
    assert {"p08", "p09"} in pairs or {"p08", "p09"} in [{u["a"], u["b"]} for u in unplaced]
    assert {"p06", "p07"} not in pairs
    assert not any("p01" in pair for pair in pairs)
    for words in ("fall away", "moved to make room", "what is possible at all", "checked again"):
        assert words in done.out
    told = read(files / "out/notices.json")["notices"]
    assert "off" in {notice["kind"] for notice in told}
    assert any("p01 is not there." in notice["words"] for notice in told)


def test_times_are_written_as_they_were_and_a_repair_can_follow(files: Path) -> None:
    slots = {s["id"]: s for s in read(run(files) / "problem.json")["slots"]}
    assert slots["s0"] == {"id": "s0", "start": "14:00", "end": "14:25"}
    assert slots["s4"] == {"id": "s4", "start": "16:10", "end": "16:35"}
    for name in ("problem.json", "schedule.json"):
        (files / name).write_bytes((files / "out" / name).read_bytes())
    again = {"now": "15:00", "changes": [{"what": "no_show", "attendee": "p10"}]}
    out = run(files, "again", again)
    problem, schedule = read(out / "problem.json"), read(out / "schedule.json")
    assert broken_rules(in_minutes(problem), schedule["meetings"]) == set()
    begun = {m["slot"] for m in schedule["meetings"]} & {"s0", "s1"}
    assert begun, "what has begun is kept"


def test_what_has_begun_or_is_near_stays(files: Path) -> None:
    cancelled = {"what": "cancelled", "a": "p00", "b": "p05"}
    changes = {"now": "14:20", "notice": 15, "changes": [cancelled]}

    def early(path: Path) -> list[Any]:
        return [m for m in read(path)["meetings"] if m["slot"] in ("s0", "s1")]

    before = early(files / "schedule.json")
    after = early(run(files, changes=changes) / "schedule.json")
    assert before
    assert [m for m in before if {m["a"], m["b"]} != {"p00", "p05"}] == after


NO_SHOW = {"what": "no_show", "attendee": "p01"}
DELAY = {"what": "delayed", "minutes": 5, "from_slot": "s1"}
OTHER_TIMES = "The slots have another kind of times than"
WRONG_CHANGES: list[tuple[object, str]] = [
    ("x", 'changes[0]: This does not say what happened in "what"'),
    ({"what": "noshow"}, 'changes[0].what: There is no change "noshow". Did you mean "no_show"?'),
    ({"what": "no_show"}, 'changes[0]: The field "attendee" is missing'),
    (NO_SHOW | {"atendee": "p01"}, 'Did you mean "attendee"?'),
    (DELAY | {"minutes": -5}, "changes[0].minutes: "),
    (DELAY | {"closing": 9}, f"changes[0].closing: {OTHER_TIMES} 9"),
    ({"what": "walk_in", "attendee": {"id": "p01"}}, 'changes[0]: "p01" is already there. Give'),
]
WRONG_FILES: list[tuple[object, str]] = [
    ([], "changes.json: This is not an object"),
    ({}, 'changes.json: The field "changes" is missing'),
    ({"changes": {}}, "changes.json, changes: This is not a list"),
    (
        {"now": "2027-03-18T14:00", "changes": []},
        f'now: {OTHER_TIMES} 2027-03-18T14:00. Write a clock time such as "14:30".',
    ),
    ({"now": "soon", "changes": []}, "changes.json, now: "),
    (
        {"changes": [NO_SHOW, {"what": "no_show", "attendee": "px"}]},
        'changes.json, changes[1]: There is no attendee "px". Name a known attendee.',
    ),
]


@pytest.mark.parametrize(
    ("changes", "said"),
    [*WRONG_FILES, *(({"changes": [change]}, said) for change, said in WRONG_CHANGES)],
)
def test_a_fault_names_its_place(files: Path, changes: object, said: str) -> None:
    assert said in faults(files, changes)


def test_a_schedule_of_another_problem_is_refused(files: Path) -> None:
    schedule = read(files / "schedule.json")
    write(files / "schedule.json", {"meetings": [*schedule["meetings"], schedule["meetings"][0]]})
    assert "schedule.json: " in faults(files, {"changes": []})
    write(files / "schedule.json", {"meetings": [{"a": "p00", "b": "px", "slot": "s0"}]})
    assert 'there is no attendee "px"' in faults(files, {"changes": []})


def test_a_schedule_without_certificate_is_repaired_too(files: Path) -> None:
    meetings = read(files / "schedule.json")["meetings"]
    write(files / "schedule.json", {"meetings": meetings})
    certificate = read(run(files) / "schedule.json")["certificate"]
    assert certificate["verified"] is True
    assert certificate["upper_bound"] is None


def test_nothing_that_is_read_is_written_over(files: Path) -> None:
    inputs = [files / name for name in ("problem.json", "schedule.json", "changes.json")]
    before = [path.read_bytes() for path in inputs]
    with pytest.raises(InputFaults, match="Name another folder"):
        repair.run(*inputs, files, as_json=True)
    assert [path.read_bytes() for path in inputs] == before


def test_the_changes_have_a_schema() -> None:
    schema = schema_document("changes")
    assert set(schema["properties"]) - {"name", "note"} == {"now", "day", "notice", "changes"}


def test_explain_says_why_and_what_would_help(files: Path) -> None:
    meeting = read(files / "schedule.json")["meetings"][0]
    both = (files / "problem.json", files / "schedule.json")
    done = confab("explain", *both, meeting["a"], meeting["b"], folder=files)
    assert f"They meet in slot {meeting['slot']} at table {meeting['table']}." in done.out
    done = confab("explain", *both, "p08", "p09", "--json", folder=files)
    assert json.loads(done.out)["reason"].startswith("They are not suggested to each other")
    done = confab("explain", *both, "p00", "px", folder=files)
    assert (done.status, done.out) == (2, "")
    assert 'problem.json: There is no attendee or team "px".' in done.err


def test_explain_names_the_cheapest_change(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    explain.run(files / "problem.json", files / "schedule.json", "p00", None, as_json=False)
    said = capsys.readouterr().out
    assert said.startswith("p00 has ")
    assert "What would help: " in said or "No single change would help." in said
