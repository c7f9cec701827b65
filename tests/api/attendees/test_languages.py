"""Languages by name or code; what is not understood keeps nobody apart."""

from __future__ import annotations

import numpy as np
import pytest

from api.attendees.languages import spoken
from api.attendees.people_file import PersonRow, parse_people
from api.matches.profiles import profiles_of_file
from matcher.policy.masks import Disjoint


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("English", "en"), ("en", "en"), ("EN", "en"), ("en-GB", "en"), ("en_US", "en"),
        ("eng", "en"), ("Englisch", "en"), ("anglais", "en"), ("英語", "en"), ("Béarla", "en"),
        ("Deutsch", "de"), ("German", "de"), ("ger", "de"), ("Swiss German", "de"),
        ("français", "fr"), ("FRANÇAIS", "fr"), ("franc\u0327ais", "fr"),
        ("Gaeilge", "ga"), ("Irish", "ga"), ("Norsk", "no"), ("nb", "no"), ("no", "no"),
        ("Mandarin", "zh"), ("中文", "zh"), ("zh-Hans", "zh"), ("Brazilian Portuguese", "pt"),
        ("Farsi", "fa"), ("русский", "ru"), ("BSL", "bfi"),
        ("German; French", "de fr"), ("English, Gaeilge", "en ga"), ("en/de", "en de"),
        ("English and German", "en de"), ("Englisch und Französisch", "en fr"),
        ("English (fluent), German (B1)", "en de"), ("fluent English", "en"),
        ("English - native", "en"), ("a little Polish", "pl"), ("en de", "en de"),
    ],
)  # fmt: skip
def test_a_language_is_understood(written: str, codes: str) -> None:
    found = spoken([written])
    assert (found.codes, found.strange) == (tuple(codes.split()), ())


@pytest.mark.parametrize("written", ["", "-", "n/a", "tbd", "none"])
def test_silence_is_no_language_and_no_question(written: str) -> None:
    assert spoken([written]) == spoken([])


def test_what_is_not_understood_is_told_and_keeps_nobody_apart() -> None:
    data = b"id,offers,languages\na,bread,Elbisch\nb,vans,de\nc,tea,Elbisch; French\nd,ice,fr\n"
    listed = parse_people(data, "people.csv")
    (notice,) = listed.notices
    assert notice.where == "people.csv, rows 2, 4, column languages"
    assert notice.what == '"Elbisch" is not a language we know; it keeps nobody apart.'
    profiles = profiles_of_file(listed.people, None, "people.csv")
    assert [profile.languages for profile in profiles] == [(), ("de",), ("fr",), ("fr",)]
    apart = Disjoint.of(profiles, lambda profile: profile.languages)
    alone = apart.refuses(np.array([0, 0, 0, 1]), np.array([1, 2, 3, 2]))
    assert alone.tolist() == [False, False, False, True]


def test_english_and_en_are_one_language() -> None:
    rows = [
        PersonRow(row=2, id="a", languages=("English",)),
        PersonRow(row=3, id="b", languages=("en",)),
    ]
    one, other = profiles_of_file(rows, None, "people.csv")
    assert one.languages == other.languages == ("en",)
