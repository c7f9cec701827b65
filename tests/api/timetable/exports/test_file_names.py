"""Files named after people: one each, safe everywhere."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from api.timetable.exports.file_names import file_names

KEYS = st.lists(st.text(min_size=1, max_size=200), unique=True, max_size=12)


@given(KEYS)
def test_each_key_has_a_file_of_its_own_everywhere(keys: list[str]) -> None:
    names = file_names(keys, ".ics")
    folded = {unicodedata.normalize("NFKC", name).casefold() for name in names}
    assert len(folded) == len(keys)
    for name in names:
        assert len(name.encode()) <= 200
        assert re.search(r'[\x00-\x1f\x7f/\\:*?"<>|\s]', name) is None
        assert not any(unicodedata.category(letter) in ("Cf", "Cc", "Cs") for letter in name)
        assert not name.startswith(".")
        assert name == Path(name).name
        assert name.endswith(".ics")


def test_a_name_stays_readable() -> None:
    keys = ["bx-001", "Анна", "小林", "\u202eevil", "a/b", "a b", "Con", "A", "a"]
    names = file_names(keys, ".ics")
    assert names[:4] == ("bx-001.ics", "Анна.ics", "小林.ics", "_evil.ics")
    assert all(re.fullmatch(r"a_b-[0-9a-f]{8}\.ics", name) for name in names[4:6])
    assert names[6] == "_Con.ics"
    assert file_names(["a b", "a/b", "else"], ".ics")[:2] == (names[5], names[4])
