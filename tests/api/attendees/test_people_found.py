"""The list of people: each filter finds whom it says; what is done to many is what was shown."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from api.accounts.models import Account
from api.attendees.labels import labels_of, put_label
from api.attendees.leaving import leave
from api.attendees.models import Attendee, Draft
from api.attendees.people_file import parse_people
from api.attendees.schemas import OwnProfile
from api.attendees.service import send_profile
from api.attendees.team_rows import BulkAction, TeamNote
from api.clock import now
from api.events.models import Event
from api.events.stored import StoredEvent
from tests.api.looking import HOST
from tests.api.world import World

PEOPLE = "/organise/cork/people"
MANY = f"{PEOPLE}/many"


@pytest.fixture
def world(small_world: World) -> World:
    """Have the four of the event come differently far."""
    one, two, three, four = small_world.attendees
    with small_world.database.write_session() as session:
        for number in (1, 2):
            address = Account.email == f"cork{number}@example.org"
            account = session.scalars(select(Account).where(address)).one()
            account.signed_in_at = now()
            if number == 2:
                draft = Draft(event_id=small_world.event_id, account_id=account.id, content={})
                session.add(draft)
        send_profile(session, one, OwnProfile(name="Cork 1", need="own", private=("need",)))
        put_label(session, [one, three], "press")
        session.get_one(Attendee, three).groups = ["seller"]
        session.get_one(Attendee, two).coming = "yes"
        session.get_one(Attendee, two).checked_in_at = now()
        session.add(TeamNote(attendee_id=one, text="a note of the team"))
        leave(session, four)
    return small_world


def _found(html: str) -> list[str]:
    return re.findall(r'aria-label="Tick ([^"]+)"', html)


def test_each_filter_finds_whom_it_says(world: World) -> None:
    host = world.client(HOST)
    cases = {
        "": ["Cork 1", "Cork 2", "Cork 3"],
        "q=firm+2": ["Cork 2"],
        "label=press": ["Cork 1", "Cork 3"],
        "group=seller": ["Cork 3"],
        "label=press&group=seller": ["Cork 3"],
        "state=unopened": ["Cork 3"],
        "state=opened": [],
        "state=begun": ["Cork 2"],
        "state=sent": ["Cork 1"],
        "state=thin": ["Cork 1"],
        "state=unmatched": ["Cork 2", "Cork 3"],
        "state=coming": ["Cork 2"],
        "state=refused": [],
        "state=here": ["Cork 2"],
        "state=unreached": [],
        "state=left": ["cork-4"],
        "sort=newest": ["Cork 3", "Cork 2", "Cork 1"],
        "sort=organisation": ["Cork 2", "Cork 3", "Cork 1"],
        "state=strange&sort=strange": ["Cork 1", "Cork 2", "Cork 3"],
        "q=%25": [],
    }
    wrong = {}
    for query, expected in cases.items():
        found = _found(host.get(f"{PEOPLE}?{query}").text)
        if found != expected:
            wrong[query] = found
    assert wrong == {}
    assert "3 people take part" in host.get(PEOPLE).text
    # Who looks in reads the list and is offered nothing to do.
    html = world.client("viewer@example.org").get(PEOPLE).text
    assert "Cork 2" in html
    assert "Do something to several" not in html


def test_of_who_left_by_themselves_the_team_reads_the_lists_id_alone(world: World) -> None:
    host = world.client(HOST)
    listed = host.get(PEOPLE, params={"state": "left"})
    assert _found(listed.text) == ["cork-4"]
    assert _found(host.get(PEOPLE, params={"state": "left", "q": "cork4@"}).text) == []
    person = host.get(f"{PEOPLE}/{world.attendees[3]}")
    asked = {"state": "left", "scope": "found", "action": "label", "given": "press"}
    assert host.post(MANY, data=asked).status_code == 303
    shown = host.get(MANY)
    for answer in (listed, person, shown):
        assert "cork4@example.org" not in answer.text
        assert "Cork 4" not in answer.text


def test_what_is_done_is_what_was_shown(world: World) -> None:
    host = world.client(HOST)
    chosen = {"action": "label", "given": "Bread", "scope": "found", "label": "press"}
    assert host.post(MANY, data=chosen).headers["location"] == MANY
    shown = host.get(MANY).text
    assert "Label 2 people: Bread" in shown
    assert "Cork 3" in shown
    # Somebody else comes under the filter meanwhile: they were not shown.
    with world.database.write_session() as session:
        put_label(session, [world.attendees[1]], "press")
    seen = re.findall(r'name="seen" value="([^"]+)"', shown)[0]
    assert host.post(f"{MANY}/do", data={"seen": "other"}).status_code == 422
    assert host.post(f"{MANY}/do", data={"seen": seen}).status_code == 303
    assert _found(host.get(f"{PEOPLE}?label=Bread").text) == ["Cork 1", "Cork 3"]
    assert "Label Bread given to 2 people" in host.get("/organise/cork").text
    # Once: nothing waits any more.
    assert host.post(f"{MANY}/do", data={"seen": seen}).headers["location"] == PEOPLE
    host.post(MANY, data={"action": "unlabel", "given": "bread", "person": [world.attendees[0]]})
    seen = re.findall(r'name="seen" value="([^"]+)"', host.get(MANY).text)[0]
    host.post(f"{MANY}/do", data={"seen": seen})
    assert _found(host.get(f"{PEOPLE}?label=Bread").text) == ["Cork 3"]


def test_what_cannot_be_done_is_said_and_nothing_waits(world: World) -> None:
    host = world.client(HOST)
    for chosen, words in (
        ({"action": "label", "given": "x"}, "Nobody is ticked"),
        ({"action": "label", "scope": "found"}, "Type a label"),
        ({"action": "burn", "scope": "found"}, "Choose what to do"),
        ({"action": "label", "given": "x", "person": "somebody-else"}, "Nobody is ticked"),
    ):
        host.post(MANY, data=chosen)
        assert words in host.get(PEOPLE).text, words
    with world.database.read_session() as session:
        assert session.scalars(select(BulkAction)).all() == []


def test_nothing_is_kept_of_who_left_by_their_own_act(world: World) -> None:
    host, (one, *_) = world.client(HOST), world.attendees
    with world.database.write_session() as session:
        leave(session, one)
    host.post(MANY, data={"action": "label", "given": "vip", "person": one})
    seen = re.findall(r'name="seen" value="([^"]+)"', host.get(MANY).text)[0]
    assert host.post(f"{MANY}/do", data={"seen": seen}).status_code == 303
    with world.database.read_session() as session:
        assert labels_of(session, [one]) == {}


def test_two_windows_at_once(world: World) -> None:
    windows = [world.client(HOST) for _ in range(3)]
    form = {"action": "label", "given": "vip", "scope": "found"}
    with ThreadPoolExecutor(3) as threads:
        said = list(threads.map(lambda each: each.post(MANY, data=form).status_code, windows))
    assert said == [303, 303, 303]


def test_several_are_withdrawn_and_restored(world: World) -> None:
    host = world.client(HOST)
    ticked = [*world.attendees[:2], world.attendees[3]]
    host.post(MANY, data={"action": "withdraw", "person": ticked})
    shown = host.get(MANY).text
    assert "Withdraw 3 people" in shown
    assert "2 people have meetings in the published timetable" in shown
    seen = re.findall(r'name="seen" value="([^"]+)"', shown)[0]
    host.post(f"{MANY}/do", data={"seen": seen})
    assert "2 people withdrawn. 1 person stayed as they were." in host.get(PEOPLE).text
    left = host.get(f"{PEOPLE}?state=left").text
    assert sorted(_found(left)) == ["Cork 1", "Cork 2", "cork-4"]
    host.post(MANY, data={"action": "restore", "scope": "found", "state": "left"})
    seen = re.findall(r'name="seen" value="([^"]+)"', host.get(MANY).text)[0]
    host.post(f"{MANY}/do", data={"seen": seen})
    assert _found(host.get(PEOPLE).text) == ["Cork 1", "Cork 2", "Cork 3"]
    assert _found(host.get(f"{PEOPLE}?state=left").text) == ["cork-4"]


def test_the_file_can_be_brought_in_again_and_tells_nothing_private(world: World) -> None:
    with world.database.write_session() as session:
        third = session.get_one(Attendee, world.attendees[2])
        third.role, third.available = "=cmd()", ["s01", "s03"]
    host = world.client(HOST)
    host.post(MANY, data={"action": "csv", "scope": "found"})
    assert "3 people as CSV" in host.get(MANY).text
    data = host.get(f"{MANY}/people.csv").content
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["Cork 1", "Cork 2", "Cork 3"]
    assert rows[2]["role"] == "'=cmd()"
    assert rows[0]["team labels"] == "press"
    assert b"a note of the team" not in data
    assert rows[0]["needs"] == ""
    with world.database.read_session() as session:
        event = StoredEvent.of(session.get_one(Event, world.event_id))
    read = parse_people(data, "people.csv", event.fields).people
    assert [(row.id, row.email) for row in read][2] == ("cork-3", "cork3@example.org")
    assert (read[2].availability, read[2].groups) == ("s01; s03", ("seller",))
    host.post(MANY, data={"action": "xlsx", "person": [world.attendees[2]]})
    book = host.get(f"{MANY}/people.xlsx").content
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert b"=cmd()" in parts.read("xl/sharedStrings.xml")
