"""Heads and food: what the page counts, what it learns, what two organisers type."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import update

from api.attendees.models import Attendee
from api.clock import now
from api.events.models import Event, LogEntry, Organiser
from api.events.service import put_event
from api.insight.catering import (
    Earlier,
    Plates,
    basis,
    earlier_events,
    keep_plates,
    plates_of,
    seen_by,
    shares_from,
)
from api.insight.guests import Guest
from api.insight.heads import USUAL, heads_by_hour, heads_of
from api.insight.kitchen import food_lines, kitchen_of
from tests.api.looking import HOST, plain
from tests.api.world import World, event_file

FOOD = "/organise/cork/food"
NOON = dt.datetime(2027, 3, 18, 12, tzinfo=dt.UTC)


def _guest(diet: str = "", coming: str = "yes", available: list[str] | None = None) -> Guest:
    return Guest("Ana", "ana", coming, diet, available, None, "empty")  # type: ignore[arg-type]


def _earlier(usual: float, came: int | None) -> Earlier:
    return Earlier("e", "Before", NOON, "UTC", usual, Plates(came=came))


def test_the_kitchen_counts_each_need_of_each_who_may_come() -> None:
    people = [
        _guest("vegan"), _guest("Vegan, nut allergy"), _guest("no nuts"), _guest(), _guest("none"),
        _guest("halal", "no"), _guest("low FODMAP"), _guest("low FODMAP"),
    ]  # fmt: skip
    kitchen = kitchen_of(people)
    assert (kitchen.people, kitchen.plain) == (7, 2)
    assert kitchen.diets == (("vegan", 2),)
    assert [(e.name, e.people, e.allergic) for e in kitchen.allergens] == [("nuts", 2, 1)]
    assert kitchen.unclear == (("low FODMAP", 2),)
    assert food_lines(kitchen) == (("vegan", 2), ("nuts: allergy", 2), ("to be read by you", 2))


def test_heads_by_hour_follow_the_times_that_people_gave() -> None:
    minutes = dt.timedelta(minutes=1)
    slots = [(f"s{n}", NOON + 30 * n * minutes, NOON + (30 * n + 20) * minutes) for n in range(4)]
    people = [_guest() for _ in range(100)] + [_guest(available=["s0"]) for _ in range(50)]
    first, second = heads_by_hour(people, slots)
    assert (first.starts, first.ends) == (NOON, NOON + 50 * minutes)
    assert (first.expected, second.expected) == (135, 90)
    assert first.low < 135 < first.high <= 150


def test_who_is_checked_in_counts_in_full() -> None:
    people = [_guest() for _ in range(10)]
    here = [Guest("B", "b", "yes", "", None, now(), "empty") for _ in range(40)]
    heads = heads_of([*people, *here])
    assert heads.checked_in == 40
    assert 45 <= heads.low <= 49 <= heads.high <= 50


def test_earlier_events_move_the_shares_the_more_the_larger_they_were() -> None:
    assert shares_from(()) == USUAL
    assert shares_from((_earlier(100, None),)) == USUAL
    few, many = (shares_from((_earlier(n, round(n * 0.5)),)) for n in (10, 1000))
    assert many.yes < few.yes < USUAL.yes
    assert many.yes == pytest.approx(0.9 * 525 / 1025)
    assert shares_from((_earlier(10, 500),)).yes <= 0.98
    words = " ".join(basis((_earlier(100, 80),), many, times=True))
    assert "80 came where the usual shares say 100, 20 % fewer" in words
    assert "no earlier event of yours" in " ".join(basis((), USUAL, times=False))


def test_ordered_against_came_is_kept_and_teaches_the_next_event(small_world: World) -> None:
    client = small_world.client(HOST)
    sent = {"ordered": "6", "came": "2", "left_over": "4"}
    assert client.post(FOOD, data=sent).status_code == 303
    html = plain(client.get(FOOD))
    assert "6 ordered, 2 came: 4 plates too many." in html
    with small_world.database.write_session() as session:
        (entry,) = session.query(LogEntry).filter_by(kind="food-said")
        assert entry.data == {"ordered": "6", "came": "2", "left_over": "4", "before": "nothing"}
        host = entry.account_id
        assert host is not None
        later = put_event(session, event_file("later", slots={
            "date": "2028-03-18", "minutes": 20, "starts": ["13:40"]}), HOST)[0]  # fmt: skip
        (before,) = earlier_events(session, later.id)
        assert (before.event_id, before.plates.heads) == (small_world.event_id, 2)
        assert before.usual == pytest.approx(4 * 0.65)
        assert seen_by(session, host, [small_world.event_id]) == {small_world.event_id}
        session.execute(update(Organiser).where(Organiser.account_id == host).values(role="door"))
        assert seen_by(session, host, [small_world.event_id]) == frozenset()


def test_check_ins_count_where_nobody_counted_by_hand(small_world: World) -> None:
    with small_world.database.write_session() as session:
        session.execute(
            update(Attendee)
            .where(Attendee.id.in_(small_world.attendees[:3]))
            .values(checked_in_at=now(), changed_at=now())
        )
    with small_world.database.read_session() as session:
        plates = plates_of(session, small_world.event_id)
    assert (plates.checked_in, plates.heads, plates.came) == (3, 3, None)


def test_two_organisers_on_one_count(small_world: World) -> None:
    client = small_world.client(HOST)
    stale = re.findall(r'name="stamp" value="(\w+)"', client.get(FOOD).text)[0]
    with small_world.database.write_session() as session:
        account = session.query(Organiser).filter_by(event_id=small_world.event_id).first()
        assert account is not None
        keep_plates(session, small_world.event_id, account.account_id, Plates(ordered=90))
    answer = client.post(FOOD, data={"ordered": "80", "came": "", "stamp": stale})
    assert answer.status_code == 409
    assert "90" in answer.text
    with small_world.database.read_session() as session:
        assert plates_of(session, small_world.event_id).ordered == 90


@pytest.mark.parametrize("wrong", ["-1", "many", "1000000", "1.5"])
def test_what_is_wrong_stands_beside_its_field(small_world: World, wrong: str) -> None:
    answer = small_world.client(HOST).post(FOOD, data={"ordered": wrong, "came": "7"})
    assert answer.status_code == 422
    assert f'value="{wrong}"' in answer.text
    with small_world.database.read_session() as session:
        assert plates_of(session, small_world.event_id).ordered is None


def test_the_caterers_sheet_names_nobody_and_the_second_one_does(small_world: World) -> None:
    with small_world.database.write_session() as session:
        event = session.get_one(Event, small_world.event_id)
        for number, diet in enumerate(("nut allergy", "vegan", "low FODMAP", "")):
            person = session.get_one(Attendee, small_world.attendees[number])
            person.diet, person.changed_at = diet, now()
        assert event.name
    client = small_world.client(HOST)
    kitchen = client.get("/organise/cork/print/kitchen.html").text
    assert "Cork 1" not in kitchen
    assert "Vegan" in kitchen.title()
    assert "low FODMAP" in kitchen
    names = client.get("/organise/cork/print/allergies.html").text
    assert "Cork 1" in names
    assert "Cork 3" in names
    assert "Cork 2" not in names
    assert client.get("/organise/cork/print/kitchen.pdf").content.startswith(b"%PDF-")
    assert "low FODMAP" in plain(client.get(FOOD))
    viewer = small_world.client("viewer@example.org").get("/organise/cork/print/allergies.html")
    assert viewer.status_code in (403, 404)
