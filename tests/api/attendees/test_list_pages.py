"""The organiser's list: shown by name before it is stored, brought in once, as it was shown."""

from __future__ import annotations

from sqlalchemy import func, select

from api.attendees.models import Attendee, SentList
from api.attendees.schemas import OwnProfile
from api.attendees.service import send_profile
from tests.api.attendees.lists import bring, mark
from tests.api.world import World

PATH = "/organise/cork/people"
HEAD = "id,name,email,organisation,offers,needs\n"
GOOD = (
    HEAD + 'n-1,Nora,nora@example.org,,,a boat\nn-2,Bo,bo@example.org,,,"sails, two"\n'
).encode()


def _count(world: World) -> int:
    with world.database.read_session() as session:
        return session.scalar(select(func.count()).select_from(Attendee)) or 0


def test_a_list_is_shown_before_anything_is_stored(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    before = _count(small_world)
    assert host.get(f"{PATH}/list").headers["location"] == PATH
    assert host.post(PATH, files={"people": ("list.csv", GOOD)}).status_code == 303
    shown = host.get(f"{PATH}/list").text
    assert "2 people would be added." in shown
    assert "Nora" in shown
    assert "4 people of the event are not in the list" in shown
    assert "Bring these 2 people in" in shown
    assert _count(small_world) == before
    done = bring(host, GOOD)
    assert "2 people were added." in done
    assert _count(small_world) == before + 2
    assert "Nora" in host.get(PATH).text
    assert "2 added, 0 changed" in host.get("/organise/cork").text
    report = host.get(f"{PATH}/list.json").json()
    assert [one["name"] for one in report["added"]] == ["Nora", "Bo"]
    assert report["stored"] is True


def test_a_second_click_brings_nothing_in_again(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    host.post(PATH, files={"people": ("list.csv", GOOD)})
    form = {"action": "bring", "seen": mark(host.get(f"{PATH}/list").text)}
    answers = [host.post(f"{PATH}/list", data=form) for _ in range(2)]
    assert [answer.headers["location"] for answer in answers] == [f"{PATH}/list"] * 2
    assert host.get("/organise/cork").text.count("2 added, 0 changed") == 1


def test_what_has_changed_since_is_shown_again(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    rows = HEAD + "cork-1,Cork 1,cork1@example.org,Firm 1,bread,a van\n"
    host.post(PATH, files={"people": ("list.csv", rows.encode())})
    seen = mark(host.get(f"{PATH}/list").text)
    with small_world.database.write_session() as session:
        own = OwnProfile(name="Cork 1", need="my own words")
        send_profile(session, small_world.attendees[0], own)
    host.post(f"{PATH}/list", data={"action": "bring", "seen": seen})
    shown = host.get(f"{PATH}/list").text
    assert "Something has changed since you looked" in shown
    assert "1 has sent their profile themselves" in shown
    assert "Cork 1: organisation, offers, needs" in shown
    assert "my own words" not in shown
    bring(host, rows.encode())
    with small_world.database.read_session() as session:
        ana = session.get_one(Attendee, small_world.attendees[0])
        assert ana.text("need") == "my own words"


def test_what_is_no_list_is_not_kept(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    assert host.post(PATH).status_code == 422
    answer = host.post(PATH, files={"people": ("list.pdf", b"%PDF-1.7")})
    assert answer.status_code == 422
    assert "This is a PDF" in answer.text
    with small_world.database.read_session() as session:
        assert session.scalars(select(SentList)).all() == []


def test_a_list_can_be_put_away(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    host.post(PATH, files={"people": ("list.csv", GOOD)})
    assert host.post(f"{PATH}/list", data={"action": "drop"}).headers["location"] == PATH
    assert host.get(f"{PATH}/list").status_code == 303
    assert host.get(f"{PATH}/list.json").status_code == 404


def test_names_of_long_lists_are_cut_and_counts_are_not(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    rows = HEAD + "".join(f"m-{i},Person {i},m{i}@example.org,,,a boat\n" for i in range(60))
    host.post(PATH, files={"people": ("list.csv", rows.encode())})
    shown = host.get(f"{PATH}/list").text
    assert "60 people would be added." in shown
    assert "and 40 more" in shown
