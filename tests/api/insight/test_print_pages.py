"""The page Print: what it offers, on what paper, before and after there is a timetable."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete, update

from api.attendees.models import Attendee
from api.events.models import Event
from api.insight.print_sheets import SHEETS, a_part, entries_of
from api.timetable.exports.pdf import can_print
from api.timetable.models import ScheduleVersion
from tests.api.looking import HOST, plain
from tests.api.world import World
from tests.needs import require

PRINT = "/organise/cork/print"


def test_every_sheet_is_offered_and_comes_in_the_formats_offered(small_world: World) -> None:
    require(can_print(), "the Python package typst")
    client = small_world.client(HOST)
    html = client.get(f"{PRINT}?paper=letter&badge=label").text
    addresses = set(re.findall(rf'"({PRINT}/[^"]+)"', html))
    assert len(addresses) == 3 * len(SHEETS)
    assert all("paper=letter" in each and "badge=label" in each for each in addresses)
    for address in addresses:
        if (".png" in address or ".pdf" in address) and not re.search(
            "agendas|badges|cards", address
        ):
            continue  # one list is made like another
        answer = client.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200, address
        if ".pdf" in address:
            assert answer.content.startswith(b"%PDF-")
            assert answer.headers["content-disposition"].startswith('inline; filename="cork-')
        if ".html" in address and not re.search("cards|kitchen|allergies", address):
            assert "Cork 1" in re.sub("</?b>", "", answer.text), address


def test_badges_and_the_door_before_any_timetable(small_world: World) -> None:
    with small_world.database.write_session() as session:
        session.execute(delete(ScheduleVersion))
    client = small_world.client(HOST)
    html = plain(client.get(PRINT))
    assert html.count("There is no timetable yet.") == 3
    assert "Cork 3" in client.get(f"{PRINT}/badges.html").text
    assert "<b>3</b>" in client.get(f"{PRINT}/door.html").text
    assert client.get(f"{PRINT}/agendas.html").status_code == 404


def test_who_said_no_has_no_badge_and_who_left_is_nowhere(small_world: World) -> None:
    with small_world.database.write_session() as session:
        ids = small_world.attendees
        session.execute(update(Attendee).where(Attendee.id == ids[2]).values(coming="no"))
        session.execute(
            update(Attendee).where(Attendee.id == ids[3]).values(left_at=Attendee.joined_at)
        )
    client = small_world.client(HOST)
    badges, door = (client.get(f"{PRINT}/{name}.html").text for name in ("badges", "door"))
    assert "Cork 3" not in badges
    assert "Cork 4" not in badges
    kept, said_no = door.split("Said they would not come")
    assert ">3</b>" in said_no
    assert ">3</b>" not in kept
    assert ">4</b>" not in door


def test_the_code_on_a_badge_is_for_its_bearer(small_world: World) -> None:
    with small_world.database.read_session() as session:
        event = session.get_one(Event, small_world.event_id)
        people = entries_of(session, event, SHEETS[0]).people
        codes = {session.get_one(Attendee, each.id).badge: each.path for each in people}
    assert len(codes) == len(people) == 4
    assert all(path.endswith(f"/cork/door/{code}") for code, path in codes.items())


@pytest.mark.parametrize(
    "odd", ["badges.exe", "nothing.pdf", "badges", ".pdf", "..%2fbadges.pdf", "badges.pdf.html"]
)
def test_there_is_no_other_sheet(small_world: World, odd: str) -> None:
    assert small_world.client(HOST).get(f"{PRINT}/{odd}").status_code == 404


@pytest.mark.parametrize(
    "odd", ["version=999", "version=²", "version=-1", "paper=a0", "part=50000"]
)
def test_what_an_address_says_wrong_counts_as_not_said(small_world: World, odd: str) -> None:
    client = small_world.client(HOST)
    assert "Cork 1" in client.get(f"{PRINT}/agendas.html?{odd}").text
    assert client.get(f"{PRINT}?{odd}").status_code == 200


def test_many_people_are_printed_in_parts_that_hold_each_once(small_world: World) -> None:
    with small_world.database.read_session() as session:
        event = session.get_one(Event, small_world.event_id)
        for sheet in SHEETS:
            entries = entries_of(session, event, sheet)
            step = a_part(session, event, sheet, 10)
            parts = [entries.some(at, at + step) for at in range(0, len(entries), step)]
            assert sum(len(part) for part in parts) == len(entries)
            assert all(len(part) for part in parts)
