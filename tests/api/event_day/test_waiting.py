"""Who is waited for: who is here and soon to meet somebody who is not, the next time first."""

from __future__ import annotations

from sqlalchemy import update

from api.attendees.models import Attendee
from api.clock import now
from api.event_day.waiting import AllWaiting, Waiting, waiting
from tests.api.looking import HOST, begin, mark_left
from tests.api.world import World


def arrive(world: World, *numbers: int) -> None:
    ids = [world.attendees[number - 1] for number in numbers]
    with world.database.write_session() as session:
        session.execute(update(Attendee).where(Attendee.id.in_(ids)).values(checked_in_at=now()))


def waits(world: World) -> AllWaiting:
    with world.database.read_session() as session:
        return waiting(session, world.event_id)


def test_nobody_waits_before_anybody_is_here(world: World) -> None:
    begin(world, -10)
    assert waits(world) == AllWaiting()


def test_who_is_here_waits_for_who_is_not(world: World) -> None:
    """1 meets 2 and then 3; 3 meets 4 and then 1; 2 meets 1 and then 4."""
    begin(world, -10)
    arrive(world, 1, 2)
    starts = waits(world).some
    assert [w.missing for w in starts] == [("Cork 3",), ("Cork 4",)]
    assert starts[0].place.startswith("Quay 1, ")
    arrive(world, 3)
    found = waits(world).some
    assert [(w.name, w.missing) for w in found] == [
        ("Cork 3", ("Cork 4",)),
        ("Cork 2", ("Cork 4",)),
    ]
    page = world.client("door@example.org").get("/organise/cork/door").text
    assert "Who is waited for" in page
    assert "Who is waited for" in world.client(HOST).get("/organise/cork/day").text
    arrive(world, 4)
    assert waits(world) == AllWaiting()


def test_the_first_time_is_named_and_all_who_are_missing(world: World) -> None:
    begin(world, -10)
    arrive(world, 1)
    (ada,) = waits(world).some
    assert ada.name == "Cork 1"
    assert ada.missing == ("Cork 2", "Cork 3")
    assert isinstance(ada, Waiting)
    mark_left(world, 2)
    assert waits(world).some[0].missing == ("Cork 3",), "who has left is not waited for"


def test_what_is_over_keeps_nobody_waiting(world: World) -> None:
    begin(world, 24 * 60)
    arrive(world, 1)
    assert waits(world) == AllWaiting()
