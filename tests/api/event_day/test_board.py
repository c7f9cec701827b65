"""The board: names and tables of what people see now, for whoever has the link and nobody else."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient
from sqlalchemy import update

from api.attendees.models import Attendee
from api.clock import now
from api.event_day import board as boards
from api.events.models import Event
from api.timetable import queries
from tests.api.looking import HOST, begin, mark_left
from tests.api.timetable.versions import add_version
from tests.api.world import World

BOARD = "/organise/cork/board"


def link(world: World) -> str:
    """Make a link; give its path."""
    host = world.client(HOST)
    assert host.post(f"{BOARD}/link", data={"action": "make"}).is_redirect
    found = re.search(r"/board/[a-z0-9]{16}\b", host.get(f"{BOARD}/link").text)
    assert found is not None
    return found[0]


def lines(client: TestClient, path: str) -> list[str]:
    html = client.get(path).text
    found = re.findall(r'board-label">(.*?)</span> <span class="board-what">(.*?)</span>', html)
    return [": ".join(each) for each in found]


def test_now_and_next_by_name_and_by_table(world: World) -> None:
    begin(world, 5)
    client = world.client("viewer@example.org")
    shown = [lines(client, f"{BOARD}?number={number}") for number in (1, 2, 3, 4)]
    assert shown == [
        ["Cork 1: Quay 1", "Cork 2: Quay 1", "Cork 3: Quay 2", "Cork 4: Quay 2"],
        ["Quay 1: Cork 1 and Cork 2", "Quay 2: Cork 3 and Cork 4"],
        ["Cork 1: Quay 1", "Cork 2: Quay 2", "Cork 3: Quay 1", "Cork 4: Quay 2"],
        ["Quay 1: Cork 1 and Cork 3", "Quay 2: Cork 2 and Cork 4"],
    ]
    # One after the other, by the clock; without JavaScript, too.
    page = client.get(BOARD).text
    assert '<noscript><meta http-equiv="refresh" content="12"></noscript>' in page
    assert "refresh" not in client.get(f"{BOARD}?number=2").text
    assert client.get(f"{BOARD}?number=99").status_code == 200
    assert client.get(f"{BOARD}?number=0").status_code == 404


def test_it_follows_what_is_published_who_leaves_and_delays(world: World) -> None:
    begin(world, -10)
    screen, path = world.client(), link(world)
    one = f"{path}?number=1"
    assert len(lines(screen, one)) == 4
    mark_left(world, 1)
    assert lines(screen, one) == ["Cork 3: Quay 2", "Cork 4: Quay 2"]
    number = add_version(world, {(2, 3): (0, "Snug 1")})
    assert lines(screen, one) == ["Cork 3: Quay 2", "Cork 4: Quay 2"], "not before it is published"
    with world.database.write_session() as session:
        version = queries.version(session, world.event_id, number)
        assert version is not None
        version.published_at = now()
    assert lines(screen, one) == ["Cork 2: Snug 1", "Cork 3: Snug 1"]
    before = screen.get(one).text
    begin(world, -25)
    after = screen.get(one).text
    times = [re.search(r"Next</span> [^<]*?(\d\d:\d\d)", html) for html in (before, after)]
    assert times[0] is not None
    assert times[1] is not None
    assert times[0][1] != times[1][1]


def test_a_link_is_the_only_way_in_and_can_be_taken_back(world: World) -> None:
    path = link(world)
    assert world.client().get(path).status_code == 200
    assert "Cork 1" in world.client().get(f"{path}?number=1").text
    assert "/organise/" not in world.client().get(path).text
    assert world.client().get("/board/2222222222222222").status_code == 404
    second = link(world)
    assert second != path
    assert world.client().get(path).status_code == 404
    world.client(HOST).post(f"{BOARD}/link", data={"action": "take-back"})
    assert world.client().get(second).status_code == 404
    for who in ("door@example.org", "viewer@example.org"):
        answer = world.client(who).post(f"{BOARD}/link", data={"action": "make"})
        assert answer.status_code == 403
    assert world.client(HOST).post(f"{BOARD}/link", data={}).status_code == 404


def test_no_word_of_a_profile_and_no_id_is_shown(world: World) -> None:
    begin(world, -10)
    with world.database.write_session() as session:
        session.execute(
            update(Attendee)
            .where(Attendee.id == world.attendees[0])
            .values(name="", listed_name="Somebody Else")
        )
    screen, path = world.client(), link(world)
    html = "".join(screen.get(f"{path}?number={number}").text for number in (1, 2))
    assert "Guest" in html
    for private in ("cork-1", "Firm", "Somebody Else", "matter", "kitchen", "@example.org"):
        assert private not in html


def test_a_name_is_where_one_looks_for_it_and_another_day_is_named(world: World) -> None:
    begin(world, -10)
    with world.database.write_session() as session:
        for row, name in zip(world.attendees, ("Úna", "zoe", "ulla", "Ursa"), strict=True):
            session.execute(update(Attendee).where(Attendee.id == row).values(name=name))
    viewer = world.client("viewer@example.org")
    names = [line.partition(":")[0] for line in lines(viewer, f"{BOARD}?number=1")]
    assert names == ["ulla", "Úna", "Ursa", "zoe"]
    begin(world, -3 * 24 * 60)
    assert re.search(r"Next</span> [A-Z][a-z]+day \d+ [A-Z]", viewer.get(BOARD).text)


def test_before_and_after(world: World) -> None:
    viewer = world.client("viewer@example.org")
    begin(world, 24 * 60)
    assert "That was the last meeting" in viewer.get(BOARD).text
    with world.database.write_session() as session:
        while (version := queries.published(session, world.event_id)) is not None:
            version.published_at = None
            session.flush()
    assert "once the timetable is published" in viewer.get(BOARD).text


def test_a_page_does_not_grow_with_the_event(world: World) -> None:
    begin(world, -10)
    boards_rows = boards._ROWS
    boards._ROWS = 3
    try:
        with world.database.read_session() as session:
            event = session.get_one(Event, world.event_id)
            shown = [boards.board(session, event, now(), number) for number in (1, 2)]
    finally:
        boards._ROWS = boards_rows
    assert [len(each.lines) for each in shown] == [3, 1]
    assert shown[0].last == 3, "two by name, one by table"
