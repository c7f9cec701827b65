"""The last list taken back: who goes, what returns, what stays and why, said beforehand."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from api.accounts.models import Account
from api.attendees.models import Attendee, Block
from api.attendees.schemas import OwnProfile
from api.attendees.service import say_coming, send_profile
from api.attendees.since_import import ALONE, COMPUTED, referring_tables
from api.db.session import Database
from api.matches.models import Wish
from api.rows import metadata
from tests.api.attendees.lists import FIRST, RENUMBERED, Lists, bring, mark
from tests.api.world import World

PATH = "/organise/cork/people"
BACK = f"{PATH}/list/take-back"
HEAD = "id,name,email,organisation,offers,needs\n"
NEW = (
    HEAD
    + "n-1,Nora,nora@example.org,,,a boat\n"
    + "n-2,Bo,bo@example.org,,,sails\n"
    + "cork-1,Cork 1,cork1@example.org,New Firm,bread,a van\n"
)


def everybody(database: Database) -> dict[str, Attendee]:
    with database.read_session() as session:
        return {one.external_id: one for one in session.scalars(select(Attendee))}


def take(world: World) -> str:
    host = world.client("host-cork@example.org")
    seen = mark(host.get(BACK).text)
    assert host.post(BACK, data={"seen": seen}).status_code == 303
    return host.get(PATH).text


def test_who_was_added_goes_and_what_was_changed_returns(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    before = everybody(small_world.database)["cork-1"]
    old = (before.organisation, before.text("offer"), before.text("need"))
    done = bring(host, NEW.encode())
    assert f'href="{BACK}"' in done
    shown = host.get(BACK).text
    assert "2 people would be removed" in shown
    assert "Nora" in shown
    assert "1 person would be as before" in shown
    assert "Cork 1: organisation" in shown
    assert "list.csv was taken back: 2 removed, 1 changed back." in take(small_world)
    now = everybody(small_world.database)
    assert not {"n-1", "n-2"} & now.keys()
    again = now["cork-1"]
    assert (again.organisation, again.text("offer"), again.text("need")) == old
    with small_world.database.read_session() as session:
        addresses = set(session.scalars(select(Account.email)))
    assert "nora@example.org" not in addresses
    assert "cork1@example.org" in addresses
    assert "People list taken back: 2 removed, 1 changed back" in host.get("/organise/cork").text
    # Then the list before it can be taken back.
    assert "list.csv" not in host.get(BACK).text


def test_whoever_has_done_something_stays_and_it_is_said(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    bring(host, NEW.encode())
    now = everybody(small_world.database)
    with small_world.database.write_session() as session:
        say_coming(session, now["n-1"].id, "yes")
    shown = host.get(BACK).text
    assert "1 person would stay, though the list added them" in shown
    assert "Nora: has said whether they come" in shown
    take(small_world)
    assert "n-1" in everybody(small_world.database)
    assert "n-2" not in everybody(small_world.database)


def test_what_others_keep_to_themselves_keeps_nobody_there(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    bring(host, NEW.encode())
    before = host.get(BACK).text
    seen = mark(before)
    now = everybody(small_world.database)
    with small_world.database.write_session() as session:
        session.add(Wish(attendee_id=now["cork-2"].id, other_id=now["n-2"].id, want="want"))
        session.add(Block(attendee_id=now["cork-3"].id, other_id=now["n-1"].id))
    assert mark(host.get(BACK).text) == seen
    assert host.post(BACK, data={"seen": seen}).headers["location"] == PATH
    assert not {"n-1", "n-2"} & everybody(small_world.database).keys()


def test_what_was_changed_since_stays(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    bring(host, NEW.encode())
    cork = everybody(small_world.database)["cork-1"]
    with small_world.database.write_session() as session:
        own = OwnProfile(name="Cork 1", organisation="My Firm", need="my own words")
        send_profile(session, cork.id, own)
    shown = host.get(BACK).text
    assert "has sent their profile since" in shown
    assert "my own words" not in shown
    take(small_world)
    again = everybody(small_world.database)["cork-1"]
    assert (again.organisation, again.text("need")) == ("My Firm", "my own words")


def test_what_has_happened_since_one_looked_is_shown_again(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    bring(host, NEW.encode())
    seen = mark(host.get(BACK).text)
    nora = everybody(small_world.database)["n-1"]
    with small_world.database.write_session() as session:
        say_coming(session, nora.id, "yes")
    answer = host.post(BACK, data={"seen": seen})
    assert answer.headers["location"] == BACK
    assert "n-1" in everybody(small_world.database)
    assert "1 person would be removed" in host.get(BACK).text


def test_ids_that_a_list_swapped_are_swapped_back(small_world: World) -> None:
    lists = Lists(small_world.database, small_world.settings)
    lists.bring(FIRST)
    first = {one.name: (one.external_id, one.key) for one in lists.everybody()}
    lists.bring(RENUMBERED)
    shown = small_world.client("host-cork@example.org").get(BACK).text
    assert "1 person would be removed" in shown
    assert len(re.findall(r"<li>[^<]*: id</li>", shown)) == 3
    take(small_world)
    assert {one.name: (one.external_id, one.key) for one in lists.everybody()} == first


def test_an_address_that_a_list_corrected_returns(small_world: World) -> None:
    lists = Lists(small_world.database, small_world.settings)
    lists.bring(HEAD + "m-1,Maeve,maeve@example.org,,vans,\n")
    lists.bring(HEAD + "m-1,Maeve,maeve@new.example.org,,vans,\n")
    take(small_world)
    assert lists.people()["Maeve"].address == "maeve@example.org"
    with small_world.database.read_session() as session:
        assert "maeve@new.example.org" not in set(session.scalars(select(Account.email)))


def test_an_account_that_is_theirs_by_now_stays(small_world: World) -> None:
    lists = Lists(small_world.database, small_world.settings)
    lists.bring(HEAD + "m-1,Maeve,maeve@example.org,,vans,\n")
    lists.bring(HEAD + "m-1,Maeve,maeve@new.example.org,,vans,\nm-2,Nia,nia@example.org,,tea,\n")
    lists.sign_in("maeve@new.example.org")
    lists.sign_in("nia@example.org")
    shown = small_world.client("host-cork@example.org").get(BACK).text
    assert "Maeve: address (changed since" in shown
    assert "Nia: something has happened with them since" in shown
    take(small_world)
    assert lists.people()["Maeve"].address == "maeve@new.example.org"


def test_long_lists_are_named_by_their_first(small_world: World) -> None:
    lists = Lists(small_world.database, small_world.settings)
    lists.bring(HEAD + "".join(f"m-{i},Person {i},m{i}@example.org,,,a boat\n" for i in range(700)))
    shown = small_world.client("host-cork@example.org").get(BACK).text
    assert "700 people would be removed" in shown
    assert "and 680 more" in shown
    take(small_world)
    assert not [key for key in everybody(small_world.database) if key.startswith("m-")]


def test_every_table_about_people_is_looked_at() -> None:
    """A new table keeps people, unless it is named among those that go along."""
    metadata()
    about = {table.name for table in referring_tables()}
    assert {"thread_member", "meeting", "feedback", "team_note"} <= about
    assert not about & (COMPUTED | ALONE)
    assert {"candidate", "facet_text", "imported_person"} <= COMPUTED


@pytest.mark.parametrize("who", ["door@example.org", "viewer@example.org"])
def test_who_may_not_change_people_takes_nothing_back(small_world: World, who: str) -> None:
    assert small_world.client(who).post(BACK, data={"seen": "x"}).status_code in (403, 404)
