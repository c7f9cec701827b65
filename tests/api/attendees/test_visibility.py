"""Visibility: a copy of words is shown while its author lets others read them, and no longer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.attendees import visibility
from api.attendees.models import Attendee, FacetText
from api.attendees.visibility import Visible
from api.clock import now
from api.matches.profiles import profile_of
from matcher.people import items_of
from tests.api.world import World, event_file

PARTS = (
    "boats", "bees", "(not", "kilos)", "film;", "bread,", "help", "Ana's", "C++", "no", "£350k",
    "-", "&", "[x]",
)  # fmt: skip
WORDS = st.lists(st.sampled_from(PARTS), min_size=1, max_size=8).map(" ".join)


def _may(world: World, quote: str, facet: str = "offer") -> bool:
    with world.database.read_session() as session:
        return Visible.of(session, world.attendees[:1]).may_quote(world.attendees[0], quote, facet)


def _say(world: World, **facets: tuple[str, bool]) -> None:
    with world.database.write_session() as session:
        person = session.get_one(Attendee, world.attendees[0])
        person.facets.clear()
        session.flush()
        for kind, (text, private) in facets.items():
            person.facets.append(FacetText(kind=kind, text=text, private=private))


@pytest.mark.parametrize(
    ("facets", "quote", "shown"),
    [
        ({"offer": ("- Bread, and boats", False)}, "bread, and boats", True),
        ({"offer": ("boats", True)}, "boats", False),
        ({"offer": ("[private] boats\nbread", False)}, "boats", False),
        ({"offer": ("lifeboats", False)}, "boats", False),
        ({"offer": ("C++", False)}, "C#", False),
        ({"offer": ("tonnes (not kilos) of kelp", False)}, "tonnes of kelp", True),
        # To quote it as what is offered would tell what is private.
        ({"offer": ("boats", True), "need": ("no boats", False)}, "boats", False),
        # That it is also needed is private; that it is offered is not.
        ({"offer": ("boats", False), "need": ("boats", True)}, "boats", True),
        ({"offer": ("boats.", False)}, " ", False),
        ({"offer": ("boats", False)}, "", False),
        ({}, "boats", False),
    ],
)
def test_when_words_may_be_quoted(
    small_world: World, facets: dict[str, tuple[str, bool]], quote: str, shown: bool
) -> None:
    _say(small_world, **facets)
    assert _may(small_world, quote) is shown


def test_a_role_is_quoted_as_it_is_now(small_world: World) -> None:
    with small_world.database.write_session() as session:
        person = session.get_one(Attendee, small_world.attendees[0])
        person.role, person.sector = "smith", "metal"
    assert _may(small_world, "smith, in metal")
    assert not _may(small_world, "baker")
    with small_world.database.write_session() as session:
        session.get_one(Attendee, small_world.attendees[0]).left_at = now()
    assert not _may(small_world, "smith, in metal")


def test_of_who_left_nothing_is_quoted(small_world: World) -> None:
    _say(small_world, offer=("boats", False))
    with small_world.database.write_session() as session:
        session.get_one(Attendee, small_world.attendees[0]).left_at = now()
    assert not _may(small_world, "boats")


@given(text=st.lists(WORDS, min_size=1, max_size=4).map("\n".join))
def test_all_that_the_matcher_quotes_of_open_words_may_be_shown(text: str) -> None:
    person = Attendee(
        id="a", external_id="a", name="", organisation="", sector="", role="", languages=[],
        groups=[], answers={}, available=None, facets=[FacetText(kind="offer", text=text)],
    )  # fmt: skip
    person.facets[0].private = False
    visible = Visible({"a": visibility._Said("", (("offer", text, False),))})
    for item in items_of(profile_of(person, event_file().rules)):
        assert visible.may_quote("a", item.quote, "offer"), item


def test_stored_reasons_have_one_reader() -> None:
    """Who read them elsewhere would quote what is private by now."""
    root = Path(visibility.__file__).parents[1]
    readers = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if re.search(r"\bcandidate\w*\.reasons\b|\bc\.reasons\b", path.read_text("utf-8"))
    }
    assert readers == {"matches/shown_reasons.py"}
