"""The door: people are found as they are typed, noted once, and nobody else is told of a code."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from api.attendees.importing import import_people
from api.attendees.models import Attendee
from api.attendees.people_file import PersonRow
from api.clock import now
from api.event_day.arrivals import look_for, turnout
from api.events.models import Event
from tests.api.looking import HOST, badge_of, begin, plain
from tests.api.world import World

DOOR = "/organise/cork/door"


def add(world: World, *people: tuple[str, str]) -> None:
    rows = [
        PersonRow(row=n, id=f"x{n}", name=name, organisation=firm)
        for n, (name, firm) in enumerate(people, 2)
    ]
    with world.database.write_session() as session:
        import_people(session, session.get_one(Event, world.event_id), rows, "more.csv")


def here(world: World, number: int) -> bool:
    with world.database.read_session() as session:
        person = session.get_one(Attendee, world.attendees[number - 1])
        return person.checked_in_at is not None


def mark(world: World, number: int) -> str:
    with world.database.read_session() as session:
        since = session.get_one(Attendee, world.attendees[number - 1]).checked_in_at
    assert since is not None
    return since.isoformat()


def test_people_are_found_however_they_are_typed(small_world: World) -> None:
    add(
        small_world,
        ("Łukasz Østergård", "Møbel & Søn"),
        ("Zoë Müller", "Bäckerei Groß"),
        ("Seán O’Dálaigh-Roche", "100% Wool"),
        ("Ann Zoeller", ""),
    )
    with small_world.database.read_session() as session:

        def found(words: str) -> list[str]:
            arrivals = look_for(session, small_world.event_id, words)
            assert arrivals.number == len(arrivals.some)
            return [person.name for person in arrivals.some]

        assert found("lukasz oster") == ["Łukasz Østergård"]
        assert found("MOBEL") == ["Łukasz Østergård"]
        assert found("muller") == found("Mueller") == found("backerei gross") == ["Zoë Müller"]
        assert found("odalaigh") == found("roche sean") == ["Seán O’Dálaigh-Roche"]
        assert found("zoe") == ["Ann Zoeller", "Zoë Müller"]
        assert found("oe") == ["Ann Zoeller", "Zoë Müller"], "within a word, too"
        assert found("100 wool") == ["Seán O’Dálaigh-Roche"]
        assert found("nobody") == found("%") == found("") == found("\x00") == []
        code = badge_of(small_world, 1)
        assert found(code.lower()) == found(f"{code[:4]} {code[4:]}") == ["Cork 1"]
    with small_world.database.write_session() as session:
        session.execute(
            update(Attendee)
            .where(Attendee.name == "Zoë Müller")
            .values(name="Zoë Meier", changed_at=now())
        )
    with small_world.database.read_session() as session:
        assert look_for(session, small_world.event_id, "muller").number == 0
        assert look_for(session, small_world.event_id, "meier").number == 1


def test_at_most_twenty_are_listed(small_world: World) -> None:
    add(small_world, *((f"Pat Murphy {n}", "") for n in range(30)))
    answer = small_world.client(HOST).get(DOOR, params={"q": "murphy"})
    assert answer.text.count('value="here"') == 20
    assert "10 others not shown" in answer.text
    assert len(answer.text) < 60_000


def test_here_once_and_not_here_after_all(world: World) -> None:
    begin(world, -10)
    door = world.client("door@example.org")
    assert "<strong>0</strong> here, of 4" in door.get(DOOR).text
    answer = door.post(DOOR, data={"who": "cork-1", "action": "here"})
    assert answer.status_code == 303
    shown = door.get(answer.headers["location"])
    assert "here since" in shown.text
    assert "<strong>1</strong> here, of 4" in shown.text
    assert "at Quay 1, with Cork 2, who is not here yet." in shown.text
    first = mark(world, 1)
    # Another helper taps as well: it stays what the first one noted.
    world.client(HOST).post(DOOR, data={"who": "cork-1", "action": "here"})
    assert mark(world, 1) == first
    assert door.post(DOOR, data={"who": "cork-1", "action": "undo", "mark": first}).is_redirect
    assert not here(world, 1)


def test_what_was_noted_anew_is_not_taken_back_unseen(world: World) -> None:
    door = world.client("door@example.org")
    door.post(DOOR, data={"who": "cork-1", "action": "here"})
    old = mark(world, 1)
    door.post(DOOR, data={"who": "cork-1", "action": "undo", "mark": old})
    door.post(DOOR, data={"who": "cork-1", "action": "here"})
    answer = door.post(DOOR, data={"who": "cork-1", "action": "undo", "mark": old})
    assert answer.status_code == 409
    assert "Cork 1 was noted anew meanwhile" in plain(answer)
    assert here(world, 1)


def test_a_badge_is_read_and_changes_nothing(world: World) -> None:
    path = f"{DOOR}/{badge_of(world, 2)}"
    answer = world.client("door@example.org").get(path)
    assert "Cork 2" in answer.text
    assert 'aria-label="Cork 2 is here"' in answer.text
    assert not here(world, 2)
    wrong = world.client("door@example.org").get(f"{DOOR}/2222222222")
    assert wrong.status_code == 404
    assert "Nobody here has a badge with this code" in wrong.text


@pytest.mark.parametrize("who", ["", "cork2", "cork1", "stranger", "host-elsewhere"])
def test_a_badge_tells_nobody_else_anything(world: World, who: str) -> None:
    client = world.client(f"{who}@example.org" if who else "")
    right, wrong = (client.get(f"{DOOR}/{code}") for code in (badge_of(world, 2), "2222222222"))
    assert right.status_code == wrong.status_code
    assert right.status_code == (404 if who else 303)
    assert "Cork 2" not in right.text.replace("Signed in as Cork 2", "")


def test_who_is_not_in_the_event_is_not_noted(world: World) -> None:
    door = world.client("door@example.org")
    for data in (
        {"who": "elsewhere-1", "action": "here"},
        {"who": "", "action": "here"},
        {"who": "cork-1", "action": "burn"},
        {"who": "cork-1"},
    ):
        assert door.post(DOOR, data=data).status_code == 404
    with world.database.write_session() as session:
        session.get_one(Attendee, world.attendees[0]).left_at = now()
    assert door.post(DOOR, data={"who": "cork-1", "action": "here"}).status_code == 404
    assert door.get(f"{DOOR}/{badge_of(world, 1)}").status_code == 404
    assert not here(world, 1)


def test_who_said_no_counts_once_they_are_here(world: World) -> None:
    with world.database.write_session() as session:
        session.get_one(Attendee, world.attendees[0]).coming = "no"
    door = world.client("door@example.org")
    assert "said no" in door.get(DOOR, params={"q": "cork 1"}).text
    with world.database.read_session() as session:
        assert turnout(session, world.event_id).expected == 3
    door.post(DOOR, data={"who": "cork-1", "action": "here"})
    with world.database.read_session() as session:
        count = turnout(session, world.event_id)
    assert (count.here, count.expected) == (1, 4)


def test_a_viewer_checks_nobody_in(world: World) -> None:
    viewer = world.client("viewer@example.org")
    assert viewer.get(DOOR).status_code == 403
    assert viewer.post(DOOR, data={"who": "cork-1", "action": "here"}).status_code == 403
    assert "/door" not in viewer.get("/organise/cork").text
