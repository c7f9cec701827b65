"""Topics are told only where the words leave no doubt what they are about."""

from __future__ import annotations

import pytest

from matcher.text.topics import names_in, pastime_in, pursuits_in, times_in, words_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a stall near North Quay, on Sundays", ["North Quay"]),
        ("Harbour tours, I've done them in French", ["French"]),
        ("somebody who knows HACCP and the port", ["HACCP"]),
        ("We ship in March and on Monday", []),
        ("Export Sales Manager For Fish", []),
        ("Bakers. Millers. Growers.", []),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert [name for _, name in names_in(text)] == names


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("set dancing", "dancing"),
        ("the crossword in the Sunday paper", "crossword"),
        ("brass bands", "bands"),
        ("being 34 and unable to hang from a thing", None),
        ("swimming badly", None),
        ("good friends", None),
        ("all that my three children leave to me", None),
    ],
)
def test_what_an_interest_is_about(text: str, word: str | None) -> None:
    found = pastime_in(text)
    assert (found and found[1]) == word


def test_one_word_in_two_numbers_is_one() -> None:
    assert pastime_in("brass bands")[0] in dict(words_in("a band for our opening"))  # type: ignore[index]
    assert "running" not in dict(words_in("running a shop"))


def test_times_are_said_as_people_would() -> None:
    def said(text: str) -> set[str]:
        return {word for _, word in times_in(text)}

    both = said("Before work on weekdays, or Sunday afternoons")
    assert both == {"early weekday mornings", "Sunday afternoons"}
    assert said("evenings") == {"evenings"}
    assert said("weekday evenings") == {"weekday evenings"}
    assert said("weekend mornings") == {"weekend mornings"}
    assert said("Tuesday and Thursday evenings") == {"Tuesday evenings", "Thursday evenings"}
    for none in ("Evenings are impossible", "no mornings or evenings", "Sundays", "a shop"):
        assert not said(none)


def test_pursuits_are_named() -> None:
    said = {word for _, word in pursuits_in("A squash partner who also swims")}
    assert said == {"racket sports", "swimming"}
