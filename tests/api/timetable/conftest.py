"""A small world with a timetable in which there is something to repair and to ask about."""

from __future__ import annotations

import itertools

import pytest

from api.clock import now
from api.timetable import queries
from tests.api.timetable.versions import add_version
from tests.api.world import World

# Everybody meets somebody in the first two of three times.
MEETINGS = {
    (1, 2): (0, "Quay 1"),
    (3, 4): (0, "Quay 2"),
    (1, 3): (1, "Quay 1"),
    (2, 4): (1, "Quay 2"),
}


@pytest.fixture
def world(small_world: World) -> World:
    """A published version of four meetings in which everybody could meet everybody."""
    number = add_version(small_world, MEETINGS)
    with small_world.database.write_session() as session:
        first = queries.version(session, small_world.event_id, 1)
        version = queries.version(session, small_world.event_id, number)
        assert first is not None
        assert version is not None
        scores = {
            f"cork-{a} cork-{b}": 0.9 - 0.1 * k
            for k, (a, b) in enumerate(itertools.combinations((1, 2, 3, 4), 2))
        }
        pairs = [dict(zip("ab", who.split(), strict=True), score=s) for who, s in scores.items()]
        version.problem = first.problem | {"pairs": pairs}
        version.published_at = now()
    return small_world
