"""The organiser's event page: heads, plates, obstacles."""

from __future__ import annotations

import pytest

from api.attendees.models import Attendee, Coming, FacetText
from api.clock import now
from api.events.models import Event
from api.insight.guests import Guest, guests
from api.insight.heads import heads_of
from api.insight.obstacles import obstacles_of
from tests.api.looking import HOST, plain
from tests.api.world import World


def _guest(coming: Coming, diet: str = "", *, here: bool = False) -> Guest:
    return Guest("Ana", "ana", coming, diet, None, now() if here else None, "empty")


def _people(yes: int = 0, silent: int = 0, no: int = 0, here: int = 0) -> list[Guest]:
    said: list[Coming] = [*["yes"] * yes, *["unknown"] * silent, *["no"] * no]  # type: ignore[list-item]
    return [_guest(word, here=number < here) for number, word in enumerate(said)]


def test_the_range_for_the_caterer() -> None:
    # Expected 0.9 * 100 + 0.65 * 50 = 122.5, deviation sqrt(9 + 11.375) = 4.51; 1.645 of it: 7.4.
    heads = heads_of(_people(yes=100, silent=50, no=20))
    assert (heads.invited, heads.coming, heads.unsure, heads.declined) == (170, 100, 50, 20)
    assert (heads.low, heads.high) == (115, 130)


@pytest.mark.parametrize("counts", [(0, 0, 5, 0), (3, 0, 0, 0), (0, 1, 0, 0), (8, 4, 1, 8)])
def test_never_fewer_than_are_here_nor_more_than_may_come(counts: tuple[int, ...]) -> None:
    yes, silent, no, here = counts
    heads = heads_of(_people(yes, silent, no, here))
    assert here <= heads.low <= heads.high <= yes + silent


def test_rare_needs_are_all_on_the_page_of_food(small_world: World) -> None:
    with small_world.database.write_session() as session:
        event = session.get_one(Event, small_world.event_id)
        for number in range(34):
            session.add(
                Attendee(
                    event_id=event.id, external_id=f"x{number}", key=f"x{number}", name="X",
                    listed_name="X", email="", facets=[], diet=f"diet {number:02}",
                )
            )  # fmt: skip
    client = small_world.client(HOST)
    assert "to be read by you" in plain(client.get("/organise/cork"))
    html = plain(client.get("/organise/cork/food"))
    assert all(f"diet {number:02}</td>" in html for number in range(34))


def test_the_event_page_shows_them(small_world: World) -> None:
    with small_world.database.write_session() as session:
        one, two, three, four = (session.get_one(Attendee, key) for key in small_world.attendees)
        one.diet, two.diet, three.diet = "vegan", "Vegan", "no nuts"
        one.changed_at = now()
        three.coming = "no"
        four.available = []
        one.facets = []
        session.add(FacetText(attendee_id=two.id, kind="interest", text="boats"))
    html = plain(small_world.client(HOST).get("/organise/cork"))
    assert "vegan" in html
    assert "no nuts" not in html
    assert "Cork 1 said nothing to match by" in html
    assert "Cork 4 can come to fewer than 1 slots" in html


def test_a_room_too_small_is_an_obstacle(small_world: World) -> None:
    with small_world.database.write_session() as session:
        event = session.get_one(Event, small_world.event_id)
        people = guests(session, event.id)
        assert obstacles_of(session, event, people) == ()
        for table in event.tables[1:]:
            table.closed = [slot.key for slot in event.slots]
        event.tables[0].closed = [slot.key for slot in event.slots[1:]]
        (obstacle,) = obstacles_of(session, event, people)
    assert "takes 2 places; the room has 1" in obstacle.text
    assert obstacle.stops
    assert [each.label for each in obstacle.remedies] == [
        "Add tables", "Add times", "Promise fewer",
    ]  # fmt: skip


def test_what_happened_is_told_in_words(small_world: World) -> None:
    from api.events import log
    from api.timetable.service import MADE

    with small_world.database.write_session() as session:
        log.record(session, MADE, small_world.event_id, number=3, meetings=41)
    html = plain(small_world.client(HOST).get("/organise/cork"))
    assert "Timetable version 3 made, with 41 meetings" in html
