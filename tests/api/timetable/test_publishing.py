"""Publishing: warnings first, agendas once and only where something changed, all in the history."""

from __future__ import annotations

import threading

import pytest
from icalendar import Calendar
from sqlalchemy import delete, func, select, update

from api.attendees.models import Attendee
from api.events.models import LogEntry
from api.jobs.models import Job
from api.mail.models import OutboxMail
from api.timetable import queries
from api.timetable.models import ScheduleVersion
from api.timetable.service import SEND, publish
from tests.api.looking import HOST, email, plain
from tests.api.publishing import send_agendas, word_all
from tests.api.timetable.versions import add_version
from tests.api.world import World

AS_BEFORE = {(1, 2): (0, "Quay 1")}


def _publish(world: World, number: int, **fields: str) -> int:
    path = f"/organise/cork/timetable/{number}"
    answer = world.client(HOST).post(path, data={"action": "publish"} | fields)
    return answer.status_code


def _sent(world: World) -> dict[str, OutboxMail]:
    """Do what the last publication's job does, twice as after a crash; empty the outbox."""
    with world.database.write_session() as session:
        job = session.scalars(select(Job).where(Job.kind == SEND).order_by(Job.id.desc())).first()
        assert job is not None
        payload = job.payload
        for _ in range(2):
            send_agendas(session, world.event_id, payload["version"], payload["before"], job.id)
        word_all(session, world.settings)
        mails = list(session.scalars(select(OutboxMail).where(OutboxMail.state == "waiting")))
        addresses = [mail.to_address for mail in mails]
        assert len(addresses) == len(set(addresses)), "nobody is told twice"
        session.execute(update(OutboxMail).values(state="kept"))
        session.expunge_all()
    return {mail.to_address: mail for mail in mails}


def _shown(world: World) -> int | None:
    with world.database.read_session() as session:
        version = queries.published(session, world.event_id)
        return version.number if version else None


def test_the_first_agendas_go_to_all_and_who_is_left_over_is_told(
    small_world: World,
) -> None:
    with small_world.database.write_session() as session:
        session.execute(update(ScheduleVersion).values(published_at=None))
    assert "Cork 2" not in plain(small_world.client(email(1)).get("/e/cork/agenda"))
    assert _publish(small_world, 1) == 303
    mails = _sent(small_world)
    assert set(mails) == {email(n) for n in (1, 2, 3, 4)}
    assert "13:40" in mails[email(1)].text
    assert "Cork 2" in mails[email(1)].text
    assert mails[email(1)].subject == "Your agenda: Cork Exchange"
    assert mails[email(3)].subject == "No meeting for you yet: Cork Exchange"
    for shown in (mails[email(3)].text, plain(small_world.client(email(3)).get("/e/cork/agenda"))):
        assert "There is no meeting for you in this timetable." in shown
        assert "/e/cork/profile" in shown
    assert "Cork 2" in plain(small_world.client(email(1)).get("/e/cork/agenda"))


def test_only_those_whose_agenda_changed_are_told(small_world: World) -> None:
    number = add_version(small_world, AS_BEFORE | {(3, 4): (1, "Quay 2")})
    html = plain(small_world.client(HOST).get(f"/organise/cork/timetable/{number}"))
    assert "2 people get another agenda" in html
    assert "Publish and send 2 agendas" in html
    assert _publish(small_world, number) == 303
    assert set(_sent(small_world)) == {email(3), email(4)}


def test_who_left_or_has_no_address_is_sent_nothing(small_world: World) -> None:
    from api.clock import now

    number = add_version(small_world, {(1, 2): (1, "Quay 1"), (3, 4): (1, "Quay 2")})
    with small_world.database.write_session() as session:
        session.get_one(Attendee, small_world.attendees[1]).left_at = now()
        session.get_one(Attendee, small_world.attendees[2]).email = ""
    assert _publish(small_world, number) == 422, "a meeting with somebody who left is a warning"
    assert _publish(small_world, number, acknowledge="yes") == 303
    # Whoever was to meet them is told when they leave, not by the next timetable.
    assert set(_sent(small_world)) == {email(4)}


def test_a_moved_meeting_is_told_as_moved(small_world: World) -> None:
    number = add_version(small_world, {(1, 2): (2, "Snug 1")})
    draft = plain(small_world.client(email(1)).get("/e/cork/agenda"))
    assert "13:40" in draft, "a draft changes nothing for anybody"
    assert _publish(small_world, number) == 303
    mails = _sent(small_world)
    assert set(mails) == {email(1), email(2)}
    assert mails[email(1)].subject == "Your agenda has changed: Cork Exchange"
    assert "Cork 2 is now at 14:20 (was 13:40)." in mails[email(1)].text
    agenda = plain(small_world.client(email(1)).get("/e/cork/agenda"))
    assert "Cork 2 is now at 14:20 (was 13:40)." in agenda
    assert "Snug 1" in agenda


def test_a_dropped_meeting_stays_in_the_calendar_as_cancelled(small_world: World) -> None:
    client = small_world.client(email(1))
    (before,) = Calendar.from_ical(client.get("/e/cork/agenda.ics").content).walk("VEVENT")
    number = add_version(small_world, {(1, 3): (0, "Quay 1")})
    assert _publish(small_world, number) == 303
    assert set(_sent(small_world)) == {email(1), email(2), email(3)}
    entries = Calendar.from_ical(client.get("/e/cork/agenda.ics").content).walk("VEVENT")
    gone = next(entry for entry in entries if entry["uid"] == before["uid"])
    assert (gone["status"], gone["sequence"] > before["sequence"]) == ("CANCELLED", True)
    assert sum(entry.get("status") != "CANCELLED" for entry in entries) == 1
    agenda = plain(client.get("/e/cork/agenda"))
    assert "Cancelled" in agenda
    assert "13:40 with Cork 2 no longer takes place." in agenda
    assert f"/e/cork/feedback/{small_world.meeting_id}" not in agenda


def test_an_earlier_version_can_be_shown_again_and_is_told_again(small_world: World) -> None:
    number = add_version(small_world, {(1, 2): (2, "Snug 1")})
    for version, slot in ((number, "14:20"), (1, "13:40"), (number, "14:20")):
        assert _publish(small_world, version) == 303
        assert _shown(small_world) == version
        mails = _sent(small_world)
        assert set(mails) == {email(1), email(2)}
        assert f"Cork 2 is now at {slot}" in mails[email(1)].text


@pytest.mark.parametrize("acknowledge", ["", "no"])
def test_warnings_must_be_acknowledged(small_world: World, acknowledge: str) -> None:
    why = "They are not there in any slot."
    unmet = [{"attendee": "cork-4", "wanted": 1, "got": 0, "reason": why}]
    number = add_version(small_world, AS_BEFORE, unmet=unmet)
    page = plain(small_world.client(HOST).get(f"/organise/cork/timetable/{number}"))
    assert "1 person has fewer meetings than promised" in page
    assert "because they are not there in any slot" in page
    assert _publish(small_world, number, acknowledge=acknowledge) == 422
    assert _shown(small_world) == 1
    with small_world.database.read_session() as session:
        assert session.scalar(select(func.count()).where(Job.kind == SEND)) == 0
    assert _publish(small_world, number, acknowledge="yes") == 303
    assert _shown(small_world) == number


def test_two_organisers_at_once_publish_once(small_world: World) -> None:
    number = add_version(small_world, {(3, 4): (1, "Quay 2")})
    with small_world.database.write_session() as session:
        session.execute(delete(Job))
    together = threading.Barrier(2, timeout=30)

    def work() -> None:
        together.wait()
        with small_world.database.write_session() as session:
            version = queries.version(session, small_world.event_id, number)
            assert version is not None
            publish(session, version)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    with small_world.database.read_session() as session:
        payloads = session.scalars(select(Job.payload).where(Job.kind == SEND)).all()
    assert [(each["version"], each["before"]) for each in payloads] == [(number, 1)]


def test_what_is_shown_is_not_published_again(small_world: World) -> None:
    assert _publish(small_world, 1) == 303
    with small_world.database.read_session() as session:
        assert session.scalar(select(func.count()).where(Job.kind == SEND)) == 0


@pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
def test_two_who_have_noted_something_may_both_hold_the_event(small_world: World) -> None:
    """Each log entry holds a share of the event's key; a plain lock had each wait for the other."""
    both = threading.Barrier(2)
    held = []

    def note_and_hold() -> None:
        with small_world.database.write_session() as session:
            session.add(LogEntry(event_id=small_world.event_id, kind="test"))
            session.flush()
            both.wait(10)
            queries.hold_event(session, small_world.event_id)
            held.append(1)

    threads = [threading.Thread(target=note_and_hold) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert held == [1, 1]
