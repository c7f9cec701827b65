"""Everything is late: times move, meetings stay, those concerned are told once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from icalendar import Calendar
from sqlalchemy import select

from api.accounts.service import account_of
from api.attendees.importing import import_people
from api.attendees.models import Attendee
from api.db.session import Database
from api.event_day import jobs as handlers
from api.event_day.delay import TELL, delay
from api.events.event_reading import read_event
from api.events.models import Event, Slot
from api.events.service import put_event
from api.jobs import execution
from api.jobs.models import Job
from api.jobs.worker import new_worker
from api.mail.models import OutboxMail
from api.timetable import queries
from api.timetable.making.stored_problem import stored_problem
from tests.api.event_day.test_pages import pairs_of, report, shown
from tests.api.looking import HOST, begin, email, plain
from tests.api.publishing import word_all
from tests.api.timetable.conftest import MEETINGS
from tests.api.timetable.versions import add_version
from tests.api.world import World, event_file, people

assert handlers.tell, "declares what the worker runs"
LATE = {"delay_slot": "s02", "delay_minutes": "15", "delay_sure": "yes"}


def late(world: World, **fields: str) -> int:
    answer = world.client(HOST).post("/organise/cork/delay", data=LATE | fields)
    return answer.status_code


def starts(world: World) -> list[str]:
    with world.database.read_session() as session:
        event = session.get_one(Event, world.event_id)
        return [f"{part.starts_at:%H:%M}" for part in (*event.slots, *event.breaks)]


def told(world: World) -> dict[str, str]:
    """Do the job, twice as after a crash; the texts of what then leaves, by address."""
    put_in(world)
    with world.database.write_session() as session:
        word_all(session, world.settings)
    with world.database.read_session() as session:
        rows = session.scalars(select(OutboxMail).where(OutboxMail.state == "waiting")).all()
        assert len(rows) == len({row.to_address for row in rows})
        return {row.to_address: row.text for row in rows}


def put_in(world: World) -> None:
    with world.database.read_session() as session:
        job = session.scalars(select(Job).where(Job.kind == TELL).order_by(Job.id.desc())).first()
        assert job is not None
        assert job.payload["event_id"] == world.event_id
    for _ in range(2):
        execution.run(new_worker(world.database, world.settings), job.id)


def test_the_rest_of_the_day_moves_and_its_people_are_told(world: World) -> None:
    before = pairs_of(world, 2)
    assert starts(world) == ["13:40", "14:00", "14:20", "14:40"]
    assert late(world) == 303
    assert starts(world) == ["13:40", "14:15", "14:35", "14:55"], "the break moves too"
    assert shown(world).number == 2
    assert pairs_of(world, 2) == before, "nobody meets anybody else"
    mails = told(world)
    assert set(mails) == {email(n) for n in (1, 2, 3, 4)}
    assert "Everything from 14:00 on starts 15 minutes later." in mails[email(1)]
    assert "14:15  Cork 3" in mails[email(1)]
    assert "Everything from 14:00 on starts 15 minutes late" in plain(
        world.client(HOST).get("/organise/cork")
    )
    entries = Calendar.from_ical(
        world.client(email(1)).get("/e/cork/agenda.ics").content
    ).walk("VEVENT")  # fmt: skip
    assert {f"{entry['dtstart'].dt:%H:%M}" for entry in entries} == {"13:40", "14:15"}


def test_it_is_seen_before_and_taken_back_after(world: World) -> None:
    begin(world, -60)
    host = world.client(HOST)
    before = times(world)
    look = host.post("/organise/cork/delay", data=LATE | {"delay_sure": "", "delay_look": "yes"})
    assert look.status_code == 200
    assert "2 times move" in look.text
    assert "4 people have a meeting then" in look.text
    assert times(world) == before
    assert "Take the delay back" not in look.text
    assert host.post("/organise/cork/delay", data=LATE).is_redirect
    assert times(world) != before
    assert "Take the delay back" in host.get("/organise/cork/day").text
    assert host.post("/organise/cork/delay/back").is_redirect
    assert times(world) == before
    told = tell_last(world)
    assert {mail.split("@")[0] for mail in told} == {"cork1", "cork2", "cork3", "cork4"}
    # Once is enough, and what has begun is not taken back.
    assert host.post("/organise/cork/delay/back").is_redirect
    assert times(world) == before
    assert host.post("/organise/cork/delay", data=LATE).is_redirect
    begin(world, 30)
    late = times(world)
    assert host.post("/organise/cork/delay/back").is_redirect
    assert times(world) == late


def times(world: World) -> list[dt.datetime]:
    with world.database.read_session() as session:
        rows = select(Slot.starts_at).where(Slot.event_id == world.event_id).order_by(Slot.key)
        return list(session.scalars(rows))


def tell_last(world: World) -> list[str]:
    """Do the last job that tells people; give whom it writes to."""
    with world.database.read_session() as session:
        jobs = select(Job.id).where(Job.kind == TELL).order_by(Job.created_at.desc(), Job.id.desc())
        last = session.scalars(jobs.limit(1)).one()
    execution.run(new_worker(world.database, world.settings), last)
    with world.database.write_session() as session:
        word_all(session, world.settings)
        mails = session.scalars(select(OutboxMail).where(OutboxMail.batch == last)).all()
        assert all("The delay is taken back" in mail.text for mail in mails)
        return [mail.to_address for mail in mails]


def test_who_meets_nobody_later_is_told_nothing(world: World) -> None:
    number = add_version(world, {(1, 2): (0, "Quay 1"), (3, 4): (1, "Quay 2")})
    world.client(HOST).post(
        f"/organise/cork/timetable/{number}", data={"action": "publish", "acknowledge": "yes"}
    )
    assert late(world) == 303
    assert set(told(world)) == {email(3), email(4)}


def test_a_repair_goes_on_from_the_new_times(world: World) -> None:
    begin(world, minutes=25)  # the second slot began 5 minutes ago, the third begins in 15
    assert late(world, delay_slot="s03", delay_minutes="30") == 303
    path = report(world, absent="cork-1", notice="30")
    assert world.client(HOST).post(path).status_code == 303
    after = pairs_of(world, 3)
    assert ("cork-2", "cork-4") in after
    assert any(slot == "s03" for slot, _ in after.values()), "in 45 minutes: there is time"
    assert {tuple(f"cork-{n}" for n in pair) for pair in MEETINGS if 1 not in pair} <= after.keys()


def test_prices_of_runs_are_not_taken_along(world: World) -> None:
    prices = {
        "utility": [0.0] * 4, "guarantee": [0.0] * 4, "worst": [0.0] * 4, "cap": [0.0] * 4,
        "person_slot": [], "slot": [1.0] * 3, "group": [], "team": {}, "team_guarantee": {},
        "row": [[0.5, 0.0, 0.0]] * 4,
    }  # fmt: skip
    with world.database.write_session() as session:
        version = queries.published(session, world.event_id)
        assert version is not None
        version.certificate = version.certificate | {"dual": prices}
        dual = stored_problem(session, version).certificate.dual
        assert dual is not None
        assert dual.row is not None
    assert late(world) == 303
    with world.database.read_session() as session:
        version = queries.published(session, world.event_id)
        assert version is not None
        stored = stored_problem(session, version)
    assert [slot.start for slot in stored.problem.slots] == [0, 35, 55]
    assert stored.certificate.dual is not None
    assert stored.certificate.dual.row is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"delay_slot": ""}, "Choose a time that has not begun."),
        ({"delay_slot": "s01"}, "Choose a time that has not begun."),
        ({"delay_minutes": "7"}, "Choose one of the options."),
        ({"delay_sure": ""}, "Tick the box if you mean it"),
    ],
)
def test_nothing_moves_by_mistake(world: World, fields: dict[str, str], said: str) -> None:
    begin(world, minutes=5)
    before = starts(world)
    answer = world.client(HOST).post("/organise/cork/delay", data=LATE | fields)
    assert answer.status_code == 422
    assert said in answer.text
    if not fields.keys() & {"delay_slot", "delay_minutes"}:
        assert 'value="s02" selected' in answer.text, "nothing is lost"
    assert starts(world) == before


def test_a_delay_takes_the_night_past_midnight_along(database: Database) -> None:
    cases = Path(__file__).resolve().parents[2] / "cases"
    with database.write_session() as session:
        event, _ = put_event(session, read_event(cases / "13-midnight.toml"), HOST)
        two, _ = put_event(session, read_event(cases / "15-two-days.toml"), HOST)
        ids = event.id, two.id
    with database.write_session() as session:
        delay(session, ids[0], "s04", 30, account_of(session, HOST).id)
        delay(session, ids[1], "s02", 60, account_of(session, HOST).id)
    with database.read_session() as session:
        event, two = (session.get_one(Event, each) for each in ids)
        assert [f"{s.starts_at:%d %H:%M}" for s in event.slots] == [
            "18 22:30", "18 22:50", "18 23:10", "19 00:00", "19 00:20", "19 00:40", "19 01:00",
        ]  # fmt: skip
        assert [f"{s.starts_at:%d %H:%M}" for s in two.slots] == [
            "27 14:00", "27 15:20", "28 00:50", "28 13:00", "28 13:20",
        ], "the next day stays"  # fmt: skip
        jobs = session.scalars(select(Job).where(Job.kind == TELL)).all()
        assert {job.payload["since"] for job in jobs} == {
            "2027-03-18T23:30:00+00:00", "2027-03-27T14:20:00+00:00",
        }  # fmt: skip


def test_who_said_until_when_is_held_to_no_later_end(world: World) -> None:
    with world.database.write_session() as session:
        person = session.get_one(Attendee, world.attendees[3])
        person.available = ["s01", "s02"]
        before_delay = person.changed_at
    assert late(world) == 303
    client = world.client(HOST)
    day = " ".join(plain(client.get("/organise/cork/day")).split())
    assert "Cork 4 (14:15) is not there for all of that time" in day
    with world.database.read_session() as session:
        person = session.get_one(Attendee, world.attendees[3])
        assert person.available == ["s01"]
        assert person.changed_at > before_delay, "what counts who is free counts anew"
        version = queries.published(session, world.event_id)
        assert version is not None
        before = version.number
    texts = told(world)
    said = "Your meeting at 14:15 does not lie within the times you gave. The organiser sees it"
    assert said in " ".join(texts[email(4)].split())
    assert "the times you gave" not in texts[email(1)]
    path = report(world)
    assert client.post(path).status_code == 303
    after = pairs_of(world, before + 1)
    assert all(slot == "s01" for pair, (slot, _) in after.items() if "cork-4" in pair)
    assert "not there for all" not in plain(client.get("/organise/cork/day"))


def test_times_of_a_list_are_kept_to_the_minute(database: Database) -> None:
    file = event_file("late")
    row = replace(people("late", 1)[0], availability="from 14:00; 13:40-13:55")
    with database.write_session() as session:
        event, _ = put_event(session, file, HOST)
        until = replace(people("till", 1)[0], availability="until 14:30")
        import_people(session, event, [row, until], "people.csv")
        event_id = event.id

    def there() -> dict[str, list[str] | None]:
        with database.read_session() as session:
            rows = session.scalars(select(Attendee).where(Attendee.event_id == event_id))
            return {each.external_id: each.available for each in rows}

    assert there() == {"late-1": ["s02", "s03"], "till-1": ["s01", "s02"]}
    host = ""
    with database.write_session() as session:
        host = account_of(session, HOST).id
        delay(session, event_id, "s01", 10, host)
    assert there() == {"late-1": ["s02", "s03"], "till-1": ["s01", "s02"]}, "14:10 to 14:30"
    with database.write_session() as session:
        delay(session, event_id, "s01", 10, host)
    assert there() == {"late-1": ["s01", "s02", "s03"], "till-1": ["s01"]}, "14:00 and 14:20"
