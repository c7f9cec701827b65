"""One person added by hand: what is enough, what stands against it, and that it happens once."""

from __future__ import annotations

from sqlalchemy import func, select

from api.attendees.models import Attendee
from api.events.models import Event
from tests.api.world import World

PATH = "/organise/cork/people"
NEW = f"{PATH}/new"


def _people(world: World) -> dict[str, Attendee]:
    with world.database.read_session() as session:
        found = session.scalars(select(Attendee).join(Event).where(Event.slug == "cork"))
        return {person.name: person for person in found}


def test_a_name_is_enough_and_an_address_lets_them_sign_in(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    assert "A name is enough" in host.get(NEW).text
    before = set(_people(small_world))
    done = host.post(NEW, data={"name": "Mo Fell"})
    assert done.headers["location"] == f"{PATH}?q=Mo+Fell"
    form = {"name": "Ida Sund", "email": "Ida@Example.org", "offers": "sails", "role": "Sailmaker"}
    assert host.post(NEW, data=form).headers["location"] == f"{PATH}?q=Ida%40Example.org"
    people = _people(small_world)
    assert set(people) - before == {"Mo Fell", "Ida Sund"}
    assert people["Mo Fell"].account_id is None
    assert [facet.text for facet in people["Ida Sund"].facets if facet.text] == ["sails"]
    shown = host.get(f"{PATH}?q=Ida%40Example.org").text
    assert "Ida Sund" in shown
    assert "Sailmaker" in shown
    assert "A person was added by hand" in host.get("/organise/cork").text
    guest = small_world.client("ida@example.org")
    assert "sails" in guest.get("/e/cork/profile").text


def test_what_stands_against_it_is_said_beside_the_field_and_nothing_is_stored(
    small_world: World,
) -> None:
    host = small_world.client("host-cork@example.org")
    before = set(_people(small_world))
    cases = {
        "Say who it is.": {"name": ""},
        "is in the event with this address already": {"name": "X", "email": "cork1@example.org"},
        "is not a whole address": {"name": "X", "email": "nowhere"},
        "is not a label of the event": {"name": "X", "groups": "pirates"},
        "at most 200 characters": {"name": "x" * 201},
    }
    for words, form in cases.items():
        answer = host.post(NEW, data=form | {"needs": "a boat of my own"})
        assert answer.status_code == 422, words
        assert words in answer.text.replace("&#39;", "'"), words
        assert "a boat of my own" in answer.text
    assert set(_people(small_world)) == before


def test_who_is_called_the_same_is_asked_about(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    form = {"name": "Bo Lund", "organisation": "Lund Ropes"}
    assert host.post(NEW, data=form).status_code == 303
    asked = host.post(NEW, data=form)
    assert asked.status_code == 422
    assert "Bo Lund of Lund Ropes is in the event already" in asked.text
    assert 'name="sure"' in asked.text
    assert host.post(NEW, data=form | {"sure": "yes"}).status_code == 303
    with small_world.database.read_session() as session:
        query = select(func.count()).select_from(Attendee).where(Attendee.name == "Bo Lund")
        assert session.scalar(query) == 2


def test_two_clicks_add_one(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    form = {"name": "Una Twice", "once": "0123456789abcdef0123"}
    answers = [host.post(NEW, data=form) for _ in range(2)]
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert "Una Twice" in _people(small_world)
