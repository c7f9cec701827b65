"""Whom typed words mean: a key, a whole name, a part of one; two of one name are told apart."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from api.attendees.lookup import look_up, meant, names_of
from api.attendees.models import Attendee
from api.clock import now
from tests.api.looking import HOST, email
from tests.api.world import World

CALLED = {
    1: ("Ana", "Oak"),
    2: ("Ana", "Elm"),
    3: ("Anabel", "Elm"),
    4: ("", "100 % Ash, ÉLISE Özge"),
}


@pytest.fixture
def named(small_world: World) -> World:
    with small_world.database.write_session() as session:
        for number, (name, organisation) in CALLED.items():
            person = session.get_one(Attendee, small_world.attendees[number - 1])
            person.name, person.organisation = name, organisation
    return small_world


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("cork-1", {"cork-1": "Ana (Oak)"}),
        ("Ana (Elm)", {"cork-2": "Ana (Elm)"}),
        (" Ana ", {"cork-1": "Ana (Oak)", "cork-2": "Ana (Elm)"}),
        ("ana", {"cork-1": "Ana (Oak)", "cork-2": "Ana (Elm)", "cork-3": "Anabel"}),
        ("NABEL", {"cork-3": "Anabel"}),
        ("elm", {"cork-2": "Ana (Elm)", "cork-3": "Anabel"}),
        ("0 %", {"cork-4": "cork-4"}),
        ("%", {"cork-4": "cork-4"}),
        ("élise ÖZGE", {"cork-4": "cork-4"}),
        ("Bo", {}),
        (" ", {}),
        ("elsewhere-1", {}),
        ("Elsewhere 1", {}),
    ],
)
def test_whom_words_mean(named: World, words: str, found: dict[str, str]) -> None:
    with named.database.read_session() as session:
        assert dict(meant(session, named.event_id, words)) == found
        for key, name in found.items():
            assert meant(session, named.event_id, name) == ((key, name),), "its own name means it"


def test_two_alike_in_everything_are_told_apart_and_who_left_is_nobody(named: World) -> None:
    with named.database.write_session() as session:
        for person in session.scalars(select(Attendee).where(Attendee.name == "Ana")):
            person.organisation = "Oak"
        session.get_one(Attendee, named.attendees[2]).left_at = now()
    with named.database.read_session() as session:
        names = names_of(session, named.event_id, ("cork-1", "cork-2", "cork-3", "none"))
        assert names == {"cork-1": "Ana (Oak) [cork-1]", "cork-2": "Ana (Oak) [cork-2]"}
        assert meant(session, named.event_id, "Ana (Oak) [cork-2]") == (
            ("cork-2", "Ana (Oak) [cork-2]"),
        )
        assert len(look_up(session, named.event_id, "", most=2)) == 2


def test_names_are_offered_while_one_types_to_organisers_alone(named: World) -> None:
    path = "/organise/cork/people/found"
    answer = named.client(HOST).get(f"{path}?stay_person_0=ana").text
    assert answer.count("<option") == 3
    assert 'value="Ana (Oak)"' in answer
    assert "<html" not in answer
    assert "<option" not in named.client(HOST).get(f"{path}?person=").text
    assert "<option" not in named.client(HOST).get(path).text
    assert named.client(email(1)).get(f"{path}?person=ana").status_code == 404
