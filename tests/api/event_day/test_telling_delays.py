"""Mails about a delay: put in without words by a few statements, true when they leave."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import event, select

from api.event_day.delay import TELL, delay, delay_to_tell
from api.events.models import Event
from api.jobs.models import Job
from api.mail.models import OutboxMail
from api.mail.sending import _parcels, send_parcel
from tests.api.event_day.test_delay import late, put_in
from tests.api.looking import email
from tests.api.timetable.versions import add_version
from tests.api.world import World
from tests.mail_server import mail_server, text_of


def _leave(world: World) -> dict[str, str]:
    """Send what waits; the texts by address."""
    with world.database.read_session() as session:
        keys = list(_parcels(session))
    with mail_server() as server:
        for key in keys:
            send_parcel(server.worker(world.database, world.settings), key)
    return {
        to: " ".join(text_of(mail).split())
        for to, mail in zip(server.recipients, server.mails, strict=True)
    }


def _move(world: World, minutes: int) -> None:
    """Change the times as the event's settings do."""
    with world.database.write_session() as session:
        for slot in session.get_one(Event, world.event_id).slots[1:]:
            slot.starts_at += dt.timedelta(minutes=minutes)
            slot.ends_at += dt.timedelta(minutes=minutes)


def _statements(world: World) -> int:
    """Count the statements it takes to find whom to tell of the delay."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    with world.database.read_session() as session:
        payload = session.scalars(select(Job).where(Job.kind == TELL)).one().payload
        event.listen(world.database.engine, "before_cursor_execute", note)
        mails = delay_to_tell(session, **payload, job_id="job")
        event.remove(world.database.engine, "before_cursor_execute", note)
    assert {(mail.text, mail.html, mail.calendar) for mail in mails} == {("", "", "")}
    return len(found) * 100 + len(mails)


def test_they_are_put_in_without_words_by_as_many_statements_whoever_is_told(
    world: World,
) -> None:
    assert late(world) == 303
    all_told = _statements(world)
    put_in(world)
    with world.database.read_session() as session:
        rows = session.scalars(select(OutboxMail)).all()
        job_id = session.scalars(select(Job.id).where(Job.kind == TELL)).one()
    assert [(row.text, row.worded_at, row.batch, row.parcel) for row in rows] == [
        ("", None, job_id, 0)
    ] * 4
    number = add_version(world, {(1, 2): (0, "Quay 1"), (3, 4): (1, "Quay 2")})
    with world.database.write_session() as session:
        from api.timetable.queries import version
        from api.timetable.service import publish

        fresh = version(session, world.event_id, number)
        assert fresh is not None
        publish(session, fresh)
    few_told = _statements(world)
    assert (all_told % 100, few_told % 100) == (4, 2)
    assert all_told // 100 == few_told // 100 <= 12
    texts = _leave(world)
    assert set(texts) == {email(n) for n in (1, 2, 3, 4)}
    assert "Everything from 14:00 on starts 15 minutes later." in texts[email(3)]
    assert "14:15 Cork 4" in texts[email(3)]


def test_one_that_was_taken_back_before_they_leave_is_told_to_nobody(world: World) -> None:
    assert late(world) == 303
    put_in(world)
    _move(world, -15)
    assert _leave(world) == {}
    with world.database.read_session() as session:
        states = session.scalars(select(OutboxMail.state)).all()
    assert states == ["dropped"] * 4


def test_one_that_was_taken_back_before_they_are_put_in_is_told_to_nobody(world: World) -> None:
    assert late(world) == 303
    _move(world, -15)
    put_in(world)
    with world.database.read_session() as session:
        assert session.scalars(select(OutboxMail)).all() == []


def test_what_leaves_after_a_further_delay_says_how_late_it_is_then(world: World) -> None:
    assert late(world) == 303
    put_in(world)
    with world.database.write_session() as session:
        job = session.scalars(select(Job).where(Job.kind == TELL)).one()
        assert job.started_by is not None
        delay(session, world.event_id, "s02", 30, job.started_by)
    text = _leave(world)[email(1)]
    assert "Everything from 14:00 on starts 45 minutes later." in text
    assert "14:45 Cork" in text
