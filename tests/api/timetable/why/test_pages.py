"""Why not: the reason in names and times, a change that helps, and no word of a refusal."""

from __future__ import annotations

import datetime as dt
import re

from sqlalchemy import select

from api.attendees.models import Attendee, Block
from api.clock import now
from api.events.models import Event, Organiser
from api.matches.models import Wish
from api.timetable.models import Meeting, Placement, ScheduleVersion
from api.timetable.versions.pair_rules import settle
from tests.api.looking import HOST, begin, plain, seen_by_organiser
from tests.api.world import World

WHY = "/organise/cork/timetable/2/why"


def ask(world: World, person: str, other: str = "") -> str:
    answer = world.client(HOST).get(f"{WHY}?person={person}&other={other}")
    assert answer.status_code == 200
    return " ".join(plain(answer).split())


def test_a_person_in_names_and_times(world: World) -> None:
    page = ask(world, "cork-1")
    assert "Cork 1 has 2 meetings" in page
    assert "cork-1 " not in page
    assert "No further meeting was found for them" in page
    assert "What would help" not in page


def test_two_who_meet_and_two_who_could(world: World) -> None:
    assert "They meet at 13:40, Quay 1." in ask(world, "cork-1", "cork-2")
    page = ask(world, "cork-1", "cork-4")
    assert "Cork 1 and Cork 4 do not meet" in page
    assert "Nothing stands in the way at 14:20. They were not suggested to each other" in page
    assert "Add the meeting: it fits." in page
    assert "/organise/cork/day?a=cork-1&amp;b=cork-4" in page
    form = world.client(HOST).get("/organise/cork/day?a=cork-1&b=cork-4").text
    assert re.search(r'name="meet_a_0" value="Cork 1"', form)
    assert re.search(r'name="meet_b_0" value="Cork 4"', form)


def test_what_has_begun_is_no_remedy(world: World) -> None:
    begin(world, minutes=50)  # the last slot runs
    page = ask(world, "cork-1", "cork-4")
    assert "have other meetings" in page
    assert "What would help" not in page
    assert "No single change would help without a loss to others." in page


def test_an_answer_is_the_same_whatever_anybody_asked_for_in_private(world: World) -> None:
    def answers() -> list[str]:
        two = [ask(world, "cork-1", f"cork-{n}") for n in (2, 3, 4)]
        return [*two, *(ask(world, f"cork-{n}") for n in (1, 2, 3, 4))]

    before = answers()
    one, two, three, four = world.attendees
    with world.database.write_session() as session:
        session.add(Block(attendee_id=four, other_id=one))
        session.add(Wish(attendee_id=two, other_id=three, want="want"))
        session.add(Wish(attendee_id=three, other_id=two, want="want"))
    assert answers() == before
    with world.database.write_session() as session:
        version = session.scalars(select(ScheduleVersion).where(ScheduleVersion.number == 2)).one()
        pairs = [p for p in version.problem["pairs"] if {p["a"], p["b"]} != {"cork-1", "cork-4"}]
        version.problem = version.problem | {"pairs": pairs}
    assert answers() == before, "nor whether they were suggested to each other"


def test_whoever_refuses_a_meeting_that_stands_is_not_given_away(world: World) -> None:
    before = ask(world, "cork-1", "cork-2"), ask(world, "cork-1"), seen_by_organiser(world)
    with world.database.write_session() as session:
        session.add(
            Wish(attendee_id=world.attendees[0], other_id=world.attendees[1], want="rather not")
        )
    assert before == (
        ask(world, "cork-1", "cork-2"), ask(world, "cork-1"), seen_by_organiser(world)
    )  # fmt: skip


def test_two_of_the_same_name_are_told_apart(world: World) -> None:
    with world.database.write_session() as session:
        session.get_one(Attendee, world.attendees[1]).name = "Cork 1"
    assert "Cork 1 (Firm 1) has 2 meetings" in ask(world, "cork-1")


def test_what_cannot_be_asked_is_said(world: World) -> None:
    assert "Choose two different people" in ask(world, "cork-1", "cork-1")
    assert "is not in this version" in ask(world, "cork-99")
    with world.database.write_session() as session:
        for version in session.scalars(select(ScheduleVersion)):
            version.problem = {}
    assert "made by an earlier release" in ask(world, "cork-1")


def test_the_true_reason_is_told_where_it_is_the_organisers(world: World) -> None:
    with world.database.write_session() as session:
        for number in (0, 3):
            session.get_one(Attendee, world.attendees[number]).organisation = "Harbour Bread"
    page = ask(world, "cork-1", "cork-4")
    assert "Both are of the same organisation, and colleagues do not meet here." in page
    assert "/timetable/2/change?a=cork-1&amp;b=cork-4" in page
    with world.database.write_session() as session:
        settle(session, world.event_id, (world.attendees[0], world.attendees[3]), "forbid")
    assert "You have settled that they do not meet." in ask(world, "cork-1", "cork-4")


def test_a_meeting_before_is_told_whatever_was_said_of_it(world: World) -> None:
    said = []
    with world.database.write_session() as session:
        elsewhere, *_ = session.scalars(select(Event).where(Event.slug == "elsewhere"))
        for slot in elsewhere.slots:
            slot.starts_at -= dt.timedelta(days=111)
            slot.ends_at -= dt.timedelta(days=111)
        host = session.scalars(
            select(Organiser).where(Organiser.event_id == world.event_id, Organiser.role == "owner")
        ).first()
        assert host is not None
        session.add(Organiser(event_id=elsewhere.id, account_id=host.account_id, role="owner"))
        then = session.scalars(
            select(Attendee).where(Attendee.event_id == elsewhere.id).order_by(Attendee.external_id)
        ).all()
        for number, person in zip((0, 3), then, strict=False):
            person.account_id = session.get_one(Attendee, world.attendees[number]).account_id
        one, two = sorted(person.id for person in then[:2])
        meeting = Meeting(event_id=elsewhere.id, a_id=one, b_id=two)
        version = ScheduleVersion(
            event_id=elsewhere.id, number=1, problem={}, certificate={}, published_at=now()
        )
        session.add_all([meeting, version])
        session.flush()
        session.add(Placement(
            version_id=version.id, meeting_id=meeting.id, slot_key="s01", table_key="Quay 1"
        ))  # fmt: skip
        meeting_id = meeting.id
    for happened in (None, True, False):
        with world.database.write_session() as session:
            session.get_one(Meeting, meeting_id).happened = happened
        said.append(ask(world, "cork-1", "cork-4"))
    assert "They were to meet at Cork Exchange on Friday 27 November 2026" in said[0], said[0]
    assert said[0] == said[1] == said[2]
