"""Who met at an earlier event of the same organisers is not matched again, unless allowed."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from api.attendees.models import Attendee
from api.db.session import Database
from api.settings import Settings
from api.timetable.making.acquaintance import met_before
from api.timetable.models import Meeting
from tests.api.feedback.evening import Evening, announce, who_stay_silent


@pytest.fixture
def spring(database: Database, settings: Settings) -> Evening:
    """An evening whose timetable people saw, and of which nobody has said anything yet."""
    evening = announce(database, settings, "spring", "2027-03-18")
    evening.hold(who_stay_silent)
    return evening


def _met_then(spring: Evening) -> dict[frozenset[str], str]:
    """Meeting ids by the two people's names."""
    with spring.database.read_session() as session:
        name = dict(
            session.execute(
                select(Attendee.id, Attendee.name).where(Attendee.event_id == spring.event_id)
            ).all()
        )
        rows = session.scalars(select(Meeting).where(Meeting.event_id == spring.event_id))
        return {frozenset((name[row.a_id], name[row.b_id])): row.id for row in rows}


def _known(evening: Evening) -> set[frozenset[str]]:
    with evening.database.read_session() as session:
        name = dict(session.execute(select(Attendee.id, Attendee.name)).all())
        here = set(
            session.scalars(select(Attendee.id).where(Attendee.event_id == evening.event_id))
        )
        pairs = met_before(session, evening.event_id)
    assert {side for pair in pairs for side in pair} <= here
    return {frozenset(name[side] for side in pair) for pair in pairs}


def _say(spring: Evening, meeting_ids: list[str], happened: bool) -> None:
    with spring.database.write_session() as session:
        session.execute(
            update(Meeting).where(Meeting.id.in_(meeting_ids)).values(happened=happened)
        )


def test_who_met_before_is_no_candidate(spring: Evening) -> None:
    then = _met_then(spring)
    assert len(then) > 60
    autumn = announce(spring.database, spring.settings, "autumn", "2027-10-07")
    assert _known(autumn) == set(then)
    assert _known(spring) == set(), "an event is no earlier one of itself"
    run = autumn.match()
    with autumn.database.read_session() as session:
        name = dict(session.execute(select(Attendee.id, Attendee.name)).all())
    suggested = {frozenset((name[a], name[b])) for a, b in autumn.pairs(run)}
    assert suggested
    assert not suggested & set(then)


def test_an_event_may_allow_it(spring: Evening) -> None:
    allowed = announce(
        spring.database, spring.settings, "autumn", "2027-10-07", met_before="allowed"
    )
    with allowed.database.read_session() as session:
        name = dict(session.execute(select(Attendee.id, Attendee.name)).all())
    suggested = {frozenset((name[a], name[b])) for a, b in allowed.pairs(allowed.match())}
    assert suggested & set(_met_then(spring))


def test_what_people_said_outweighs_the_timetable(spring: Evening) -> None:
    then = _met_then(spring)
    missed, held, *_ = sorted(then, key=sorted)
    _say(spring, [then[missed]], False)
    _say(spring, [then[held]], True)
    with spring.database.write_session() as session:
        from api.timetable.models import ScheduleVersion

        # A timetable that nobody saw says nothing of who met.
        session.execute(update(ScheduleVersion).values(published_at=None))
    autumn = announce(spring.database, spring.settings, "autumn", "2027-10-07")
    assert _known(autumn) == {held}


def test_a_missed_meeting_can_be_had_another_time(spring: Evening) -> None:
    then = _met_then(spring)
    missed = min(then, key=sorted)
    _say(spring, [then[missed]], False)
    autumn = announce(spring.database, spring.settings, "autumn", "2027-10-07")
    assert _known(autumn) == set(then) - {missed}


def test_other_organisers_events_are_not_looked_at(spring: Evening) -> None:
    elsewhere = announce(
        spring.database, spring.settings, "else", "2027-10-07", host="else@example.org"
    )
    assert _known(elsewhere) == set()
