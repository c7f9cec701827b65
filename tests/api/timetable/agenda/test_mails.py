"""Agendas by mail: with date and calendar, as things stand when they leave; who is left over."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from api.attendees.models import Attendee
from api.event_day.delay import TELL
from api.events.models import Event
from api.jobs import execution
from api.jobs.models import Job
from api.jobs.worker import new_worker
from api.mail.models import OutboxMail
from api.mail.sending import send_mail
from api.matches.models import Wish
from api.timetable import jobs as handlers
from api.timetable.models import ScheduleVersion
from api.timetable.service import SEND
from tests.api.looking import HOST, email, plain
from tests.api.publishing import send_agendas
from tests.api.timetable.versions import add_version
from tests.api.world import World
from tests.mail_server import MailServer, mail_server, text_of

assert handlers.send, "declares what the worker runs"


def _publish(world: World, number: int) -> None:
    path = f"/organise/cork/timetable/{number}"
    form = {"action": "publish", "acknowledge": "yes"}
    assert world.client(HOST).post(path, data=form).status_code == 303
    _run(world, SEND)


def _run(world: World, kind: str) -> None:
    with world.database.read_session() as session:
        query = select(Job.id).where(Job.kind == kind).order_by(Job.id.desc())
        job_id = session.scalars(query).first()
    assert job_id is not None
    execution.run(new_worker(world.database, world.settings), job_id)


def _leave(world: World, server: MailServer) -> dict[str, EmailMessage]:
    server.mails.clear()
    with world.database.read_session() as session:
        ids = session.scalars(select(OutboxMail.id).where(OutboxMail.state == "waiting")).all()
    for mail_id in ids:
        send_mail(server.worker(world.database, world.settings), mail_id)
    return {mail["To"].addresses[0].addr_spec: mail for mail in server.mails}


def _calendar(mail: EmailMessage) -> Calendar:
    (part,) = mail.iter_attachments()
    assert part.get_content_type() == "text/calendar"
    return Calendar.from_ical(part.get_payload(decode=True))  # type: ignore[arg-type]


def test_it_carries_date_and_calendar_and_a_change_the_changed_one(small_world: World) -> None:
    with mail_server() as server:
        number = add_version(small_world, {(1, 2): (1, "Quay 1")})
        _publish(small_world, number)
        first = _leave(small_world, server)[email(1)]
        add_version(small_world, {(1, 3): (2, "Quay 1")})
        _publish(small_world, number + 1)
        second = _leave(small_world, server)
    assert "Thursday 18 March 2027" in text_of(first)
    (entry,) = _calendar(first).walk("VEVENT")
    assert f"{entry['dtstart'].dt:%Y-%m-%d %H:%M %Z}" == "2027-03-18 14:00 GMT"
    assert _calendar(first).walk("VTIMEZONE")
    assert _calendar(first)["method"] == "PUBLISH"
    gone = _calendar(second[email(2)]).walk("VEVENT")
    assert [each["status"] for each in gone] == ["CANCELLED"]
    assert gone[0]["uid"] == entry["uid"]
    assert gone[0]["sequence"] > entry["sequence"]
    assert {each["status"] for each in _calendar(second[email(1)]).walk("VEVENT")} == {
        "CANCELLED", "CONFIRMED",
    }  # fmt: skip


def test_a_delay_sends_the_later_times_as_a_newer_calendar(small_world: World) -> None:
    late = {"delay_slot": "s01", "delay_minutes": "15", "delay_sure": "yes"}
    with mail_server() as server:
        with small_world.database.write_session() as session:
            send_agendas(session, small_world.event_id, 1, None, "p")
        (before,) = _calendar(_leave(small_world, server)[email(1)]).walk("VEVENT")
        assert small_world.client(HOST).post("/organise/cork/delay", data=late).status_code == 303
        _run(small_world, TELL)
        mail = _leave(small_world, server)[email(1)]
    (after,) = _calendar(mail).walk("VEVENT")
    assert f"{after['dtstart'].dt:%H:%M}" == "13:55"
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert "starts 15 minutes later" in text_of(mail)


def test_what_leaves_late_says_what_is_so_then(small_world: World) -> None:
    with mail_server() as server:
        with small_world.database.write_session() as session:
            send_agendas(session, small_world.event_id, 1, None, "p")
            # A profile is saved after the agendas were worded and before they leave.
            session.get_one(Attendee, small_world.attendees[1]).name = "Aoife Renamed"
            from api.clock import now

            session.get_one(Attendee, small_world.attendees[1]).changed_at = now()
            session.get_one(Attendee, small_world.attendees[3]).left_at = now()
        got = _leave(small_world, server)
    assert "Aoife Renamed" in text_of(got[email(1)])
    assert email(4) not in got, "who left is told nothing"


@pytest.fixture
def words(small_world: World) -> dict[str, str]:
    """What each of four people reads on the agenda page when two of them meet at 13:40."""
    return {email(n): _agenda(small_world, n) for n in (1, 3)}


def _agenda(world: World, number: int) -> str:
    html = plain(world.client(email(number)).get("/e/cork/agenda"))
    return html[html.index("<h1>") : html.index("</main>")]


def test_away_break_and_free_are_told_apart(small_world: World) -> None:
    with small_world.database.write_session() as session:
        session.get_one(Attendee, small_world.attendees[0]).available = ["s01", "s02"]
        version = session.scalars(select(ScheduleVersion)).one()
        assert version.number == 1
    number = add_version(
        small_world, {(1, 2): (0, "Quay 1"), (3, 4): (1, "Quay 1"), (2, 3): (2, "Quay 1")}
    )
    with small_world.database.write_session() as session:
        from api.clock import now

        version = session.scalars(
            select(ScheduleVersion).where(ScheduleVersion.number == number)
        ).one()
        version.published_at = now()
    html = _agenda(small_world, 1)
    free, away, tea = (
        html.index(words) for words in ("all who fit were taken", "You are away then", "Tea")
    )
    assert free < away < tea
    assert "1 other is free then, too" in html


def test_nobody_meets_then_is_not_called_left_over(small_world: World) -> None:
    assert "No meetings take place then." in _agenda(small_world, 1)


def test_refusals_change_no_word(small_world: World, words: dict[str, str]) -> None:
    with small_world.database.write_session() as session:
        for me, other in ((0, 2), (2, 3), (3, 2)):
            session.add(
                Wish(
                    attendee_id=small_world.attendees[me],
                    other_id=small_world.attendees[other],
                    want="rather not",
                )
            )
    assert {email(n): _agenda(small_world, n) for n in (1, 3)} == words


def test_who_is_away_all_day_or_does_not_come(small_world: World) -> None:
    with small_world.database.write_session() as session:
        session.execute(update(ScheduleVersion).values(published_at=None))
        session.get_one(Attendee, small_world.attendees[2]).available = []
        session.get_one(Attendee, small_world.attendees[3]).coming = "no"
        assert session.get_one(Event, small_world.event_id).slots
    with mail_server() as server:
        _publish(small_world, 1)
        got = _leave(small_world, server)
    assert set(got) == {email(1), email(2), email(3)}
    assert "you are away at all times of meetings" in text_of(got[email(3)])


def test_the_button_counts_who_is_told(small_world: World) -> None:
    with small_world.database.write_session() as session:
        session.execute(update(ScheduleVersion).values(published_at=None))
    html = plain(small_world.client(HOST).get("/organise/cork/timetable/1"))
    assert "Publish and send 4 agendas" in html
