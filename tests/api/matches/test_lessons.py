"""The database itself knows at most one active lesson an event."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from api.events.models import Event
from api.matches.lessons import active_lesson, weights_of
from api.matches.models import StoredLesson
from matcher import Weights
from tests.api.world import World


def _lesson(event_id: str, number: int, active: bool) -> StoredLesson:
    return StoredLesson(
        event_id=event_id, number=number, weights={"slope": 0.5, "affinity": 2.0}, held_out={},
        better=True, why="", changes=[], answers=40, events=1, active=active,
    )  # fmt: skip


def test_two_active_lessons_are_refused(small_world: World) -> None:
    with small_world.database.write_session() as session:
        elsewhere = session.scalars(select(Event.id).where(Event.slug == "elsewhere")).one()
        session.add_all(
            [
                _lesson(small_world.event_id, 1, False),
                _lesson(small_world.event_id, 2, True),
                _lesson(small_world.event_id, 3, False),
                _lesson(elsewhere, 1, True),
            ]
        )
    with pytest.raises(IntegrityError), small_world.database.write_session() as session:
        session.add(_lesson(small_world.event_id, 4, True))
    with small_world.database.read_session() as session:
        lesson = active_lesson(session, small_world.event_id)
        assert lesson is not None
        assert lesson.number == 2
        assert weights_of(lesson) == Weights(slope=0.5, affinity=2.0)
        assert weights_of(None) is None
