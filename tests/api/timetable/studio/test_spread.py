"""How a version falls on people: everybody counts, shares add up, a page stays small."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.events.models import Event
from api.timetable import queries
from api.timetable.versions import person_slots
from api.timetable.versions.spread import _lorenz, spread_of
from matcher.ranking.exposure import gini
from tests.api.looking import HOST
from tests.api.world import World


def test_everybody_counts(world: World) -> None:
    with world.database.read_session() as session:
        version = queries.version(session, world.event_id, 1)
        assert version is not None
        found = spread_of(session, version)
    # The first two meet, the others have nothing.
    assert found.counts == ((0, 2), (1, 2))
    assert found.gini == 0.5
    assert [few.meetings for few in found.fewest] == [0, 0, 1, 1]
    page = world.client(HOST).get("/organise/cork/timetable/1/spread")
    assert page.status_code == 200
    assert "Gini 0.50" in page.text
    assert page.text.count("cell-meets") == 2
    assert (
        world.client(HOST).get("/organise/cork/timetable/1/spread?part=9&page=9").status_code == 200
    )


def test_meetings_in_all_are_those_of_every_part(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person_slots, "_SLOTS", 1)
    with world.database.read_session() as session:
        version = queries.version(session, world.event_id, 1)
        assert version is not None
        event = session.get_one(Event, world.event_id)
        shown = [person_slots.person_slots(session, event, version, n, 1) for n in (1, 2)]
    assert [[row.meetings for row in each.rows] for each in shown] == [[1, 1, 0, 0]] * 2


@given(st.lists(st.integers(0, 20), min_size=1, max_size=60).map(sorted))
def test_shares_rise_and_add_up(rising: list[int]) -> None:
    points = _lorenz(rising)
    assert points[0] == (0.0, 0.0)
    assert abs(points[-1][1] - (1.0 if sum(rising) else 0.0)) < 1e-9
    assert all(one[1] <= two[1] + 1e-9 for one, two in itertools.pairwise(points))
    # Below the line of all having as many.
    assert all(meetings <= people + 1e-9 for people, meetings in points)
    assert -1e-9 <= gini(rising) < 1
