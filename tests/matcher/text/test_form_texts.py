"""What people type into forms, read as a careful host would: tests/matcher/text/form_texts.csv.

In the table " | " parts key phrases, " & " joins those that belong into one statement; what is
excluded must be in nothing that is meant.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from matcher import Item, Profile
from matcher.text.items import split

TABLE = Path(__file__).with_name("form_texts.csv")
FIELDS = {"need": "needs", "offer": "offers", "interest": "interests", "bio": "bio"}


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def phrases(cell: str) -> list[str]:
    return [plain(one) for one in cell.split(" | ") if one]


def plain(text: str) -> str:
    return text.casefold().replace("’", "'")


def holds(item: Item, phrase: str) -> bool:
    return all(part in plain(item.text) for part in phrase.split(" & "))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"][:60])
def test_a_form_text_is_read_as_a_host_would(row: dict[str, str]) -> None:
    items = split(Profile(id="a", **{FIELDS[row["field"]]: row["text"]}))
    meant = [item for item in items if item.polarity == 1]
    excluded = [item for item in items if item.polarity == -1]
    for phrase in phrases(row["meant"]):
        assert any(holds(item, phrase) for item in meant), phrase
    for phrase in phrases(row["excluded"]):
        assert any(holds(item, phrase) for item in excluded), phrase
        assert not any(holds(item, phrase) for item in meant), phrase
    if row["kind"] == "no exclusion":
        assert not excluded
    if row["kind"] == "parts":
        for item in meant:
            assert sum(holds(item, phrase) for phrase in phrases(row["meant"])) <= 1
    for place in row["places"].split(" | ") if row["places"] else ():
        phrase, _, facet = place.rpartition("=")
        found = {item.facet.value for item in items if holds(item, plain(phrase))}
        assert found == {facet}, phrase
