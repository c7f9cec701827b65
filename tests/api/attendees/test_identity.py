"""A row is a person: lists numbered again, addresses that change, names that nearly match."""

from __future__ import annotations

import pytest

from api.attendees.list_report import Outcome
from api.attendees.models import Attendee
from api.attendees.same_name import is_slip, name_key
from api.clock import now
from api.db.session import Database
from api.events.service import put_event
from api.faults import InputFaults
from api.settings import Settings
from tests.api.attendees.lists import FIRST, RENUMBERED, Lists
from tests.api.world import event_file

HEAD = "id,name,email,organisation,needs\n"


@pytest.fixture
def lists(database: Database, settings: Settings) -> Lists:
    """Make an event without people."""
    with database.write_session() as session:
        put_event(session, event_file(), "host@example.org")
    return Lists(database, settings)


def _refused(lists: Lists, rows: str) -> str:
    before = lists.people()
    with pytest.raises(InputFaults) as raised:
        lists.bring(rows)
    assert lists.people() == before
    return str(raised.value)


def test_a_list_that_is_numbered_again_is_read_as_what_it_is(lists: Lists) -> None:
    lists.bring(FIRST)
    before = lists.people()
    report = lists.bring(RENUMBERED)
    assert report.outcome == Outcome(added=1, renumbered=3)
    assert [str(one) for one in report.renumbered] == [
        "Maeve O'Dowd: id 1 → 2",
        "Nell D'Arcy: id 2 → 3",
        "Tomás Ó Briain: id 3 → 4",
    ]
    after = lists.people()
    assert {one.external_id: name for name, one in after.items()} == {
        "1": "Ada Byrne",
        "2": "Maeve O'Dowd",
        "3": "Nell D'Arcy",
        "4": "Tomás Ó Briain",
    }
    for name, one in before.items():
        now_ = after[name]
        assert (one.id, one.key, one.address) == (now_.id, now_.key, now_.address)
        assert one.need == now_.need
    assert lists.bring(RENUMBERED).outcome == Outcome(unchanged=4)
    assert lists.bring(FIRST).outcome == Outcome(renumbered=3, not_listed=1)
    # The id that the first list gives to somebody else is no longer Ada's; she stays.
    assert lists.people()["Ada Byrne"].external_id.startswith("guest-")


def test_who_has_sent_their_profile_keeps_it_and_is_named(lists: Lists) -> None:
    lists.bring(FIRST)
    maeve = lists.people()["Maeve O'Dowd"]
    lists.send(maeve.id, name="Maeve O'Dowd", need="[private] a new partner")
    report = lists.bring(RENUMBERED)
    assert report.outcome == Outcome(added=1, renumbered=3)
    assert [(one.name, one.stays) for one in report.own_words] == [
        ("Maeve O'Dowd", ("organisation", "offers", "needs"))
    ]
    after = lists.people()["Maeve O'Dowd"]
    assert (after.id, after.need) == (maeve.id, "[private] a new partner")


@pytest.mark.parametrize(
    "ids", [("2", "1", "3"), ("2", "3", "1"), ("3", "1", "2"), ("9", "1", "2")]
)
def test_ids_that_are_swapped_or_go_round(lists: Lists, ids: tuple[str, ...]) -> None:
    lists.bring(FIRST)
    before = lists.people()
    rows = FIRST.splitlines()
    moved = [f"{id_},{row.split(',', 1)[1]}" for id_, row in zip(ids, rows[1:], strict=True)]
    lists.bring("\n".join([rows[0], *moved]))
    after = lists.people()
    assert [after[name].external_id for name in before] == list(ids)
    assert {n: (p.id, p.need) for n, p in after.items()} == {
        n: (p.id, p.need) for n, p in before.items()
    }


def test_an_address_is_one_in_any_case_and_form(lists: Lists) -> None:
    lists.bring(HEAD + "1,Ana,ana@bücher.example,,a boat\n")
    again = HEAD + "7,Ana,ANA@xn--bcher-kva.example,,a boat\n"
    assert lists.bring(again).outcome == Outcome(renumbered=1)
    twice = HEAD + "1,Ana,ana@bücher.example,,a boat\n2,Bo,ANA@xn--bcher-kva.example,,a van\n"
    assert "row 3, column email: The address is already in row 2" in _refused(lists, twice)


def test_a_row_with_one_person_s_id_and_name_and_another_s_address_stops(lists: Lists) -> None:
    lists.bring(FIRST)
    told = _refused(lists, HEAD + "1,Maeve O'Dowd,nell@example.org,Dowd Vans,a boat\n")
    assert told.startswith("people.csv, row 2, column email: ")
    assert "Nell D'Arcy" in told
    assert "Maeve O'Dowd" in told
    # Shifted by a row in sorting, without any id.
    shifted = (
        "name,email,organisation,needs\n"
        "Maeve O'Dowd,nell@example.org,Dowd Vans,a\nNell D'Arcy,maeve@example.org,Darcy Books,b\n"
    )
    assert _refused(lists, shifted).count("column email") == 2


def test_without_addresses_the_id_counts_if_the_name_agrees(lists: Lists) -> None:
    bare = "id,name,needs\n1,Maeve O'Dowd,a bakery\n2,Nell D'Arcy,bread\n"
    lists.bring(bare)
    again = "id,name,needs\n1,maeve o’dowd,a bakery\n2,D'ARCY  Nell,honey\n"
    report = lists.bring(again)
    assert [one.what for one in report.changed] == [
        "name Maeve O'Dowd → maeve o’dowd",
        "name Nell D'Arcy → D'ARCY  Nell, needs",
    ]
    shifted = "id,name,needs\n1,Ada Byrne,a van\n2,Maeve O'Dowd,a bakery\n3,Nell D'Arcy,bread\n"
    told = _refused(lists, shifted)
    assert 'row 2, column id: The id "1" is maeve o’dowd\'s in the event' in told
    assert "this row says Ada Byrne" in told
    # One letter is a slip, unless the corrected name is somebody else's.
    lists.bring("id,name,needs\n1,Maeve O'Dow,a bakery\n2,Nell D'Arcy,honey\n")
    assert "Maeve O'Dow" in lists.people()


def test_a_slip_is_none_where_the_other_name_is_somebody_s(lists: Lists) -> None:
    lists.bring("id,name,needs\n1,Paul Murphy,a boat\n2,Paula Murphy,a van\n")
    told = _refused(lists, "id,name,needs\n1,Ann,tea\n2,Paul Murphy,a boat\n3,Paula Murphy,a van\n")
    assert told.count("column id") == 2


def test_an_address_comes_to_who_had_none(lists: Lists) -> None:
    lists.bring("id,name,needs\n1,Maeve O'Dowd,a bakery\n")
    other = HEAD + "1,Ada Byrne,ada@example.org,,a van\n"
    assert "Maeve O'Dowd" in _refused(lists, other)
    report = lists.bring(HEAD + "1,Maeve O'Dowd,maeve@example.org,,a bakery\n")
    assert [one.what for one in report.changed] == ["email (none) → maeve@example.org"]
    # A later list without addresses takes none away.
    assert lists.bring("id,name,needs\n1,Maeve O'Dowd,a bakery\n").outcome == Outcome(unchanged=1)


def test_a_corrected_address_is_shown_and_taken_until_the_account_is_theirs(lists: Lists) -> None:
    lists.bring(FIRST)
    maeve = lists.people()["Maeve O'Dowd"]
    corrected = FIRST.replace("maeve@", "m.odowd@")
    report = lists.bring(corrected)
    assert [one.what for one in report.changed] == ["email maeve@example.org → m.odowd@example.org"]
    assert lists.people()["Maeve O'Dowd"].address == "m.odowd@example.org"
    assert lists.people()["Maeve O'Dowd"].id == maeve.id
    lists.sign_in("m.odowd@example.org")
    report = lists.bring(FIRST.replace("A bakery at night", "a spy"))
    assert report.outcome == Outcome(held=1, unchanged=2)
    assert report.held[0].new_address == "maeve@example.org"
    after = lists.people()["Maeve O'Dowd"]
    assert (after.address, after.need) == ("m.odowd@example.org", "A bakery at night")


def test_an_address_is_not_corrected_where_several_have_the_name(lists: Lists) -> None:
    two = "1,John Smith,js1@example.org,A,a boat\n2,John Smith,js2@example.org,B,a van\n"
    lists.bring(HEAD + two)
    told = _refused(lists, HEAD + "1,John Smith,js3@example.org,B,a van\n")
    assert "row 2, column email: John Smith (js1@example.org) has this id" in told


def test_another_name_under_a_new_address_is_somebody_new(lists: Lists) -> None:
    lists.bring(FIRST)
    report = lists.bring(HEAD + "1,Ada Byrne,ada@example.org,Byrne Signs,a van\n")
    assert report.outcome == Outcome(added=1, not_listed=3)
    assert [one.name for one in report.not_listed] == list(lists.people())[:3]
    assert lists.people()["Maeve O'Dowd"].need == "A bakery at night"


def test_who_has_no_address_is_found_in_a_list_that_is_numbered_again(lists: Lists) -> None:
    lists.bring(FIRST.replace("tomas@example.org", ""))
    before = lists.people()
    report = lists.bring(RENUMBERED.replace("tomas@example.org", ""))
    assert report.outcome == Outcome(added=1, renumbered=3)
    assert lists.people()["Tomás Ó Briain"].id == before["Tomás Ó Briain"].id
    # But whoever has an address in the event is not known by the name alone.
    told = _refused(lists, FIRST.replace("nell@example.org", ""))
    assert "row 3, column email: This row looks like Nell D'Arcy (nell@example.org)" in told


def test_ids_may_be_left_out_where_there_are_addresses(lists: Lists) -> None:
    without = "\n".join(row.split(",", 1)[1] for row in FIRST.splitlines())
    lists.bring(without)
    ids = {name: one.external_id for name, one in lists.people().items()}
    assert set(ids.values()) == {"guest-1", "guest-2", "guest-3"}
    assert lists.bring(without).outcome == Outcome(unchanged=3)
    assert lists.bring(FIRST).outcome == Outcome(renumbered=3)
    assert lists.bring(without).outcome == Outcome(unchanged=3)
    told = _refused(lists, "id,name,email,needs\n,Ana,,a boat\n")
    assert "row 2, column id: The row has neither id nor address." in told


def test_a_list_brings_nobody_back_who_has_withdrawn(lists: Lists) -> None:
    lists.bring(FIRST)
    maeve = lists.people()["Maeve O'Dowd"]
    with lists.database.write_session() as session:
        session.get_one(Attendee, maeve.id).left_at = now()
    report = lists.bring(RENUMBERED.replace("A bakery at night", "a spy"))
    assert report.outcome == Outcome(added=1, renumbered=2, withdrawn=1)
    after = lists.people()["Maeve O'Dowd"]
    assert (after.left, after.need, after.external_id) == (True, "A bakery at night", "2")


def test_who_looks_like_one_person_is_pointed_out(lists: Lists) -> None:
    twins = FIRST + "8,O'Dowd Maeve,m2@example.org,DOWD VANS,vans,bread\n"
    report = lists.bring(twins)
    assert report.alike == (
        "Rows 2 and 5 look like one person: O'Dowd Maeve (DOWD VANS), id 8, m2@example.org and "
        "id 1, maeve@example.org.",
    )
    report = lists.bring(HEAD + "9,Nell D'Arcy,nd@example.org,Darcy Books,bread\n")
    assert report.alike == (
        "Row 2 looks like somebody who is in the event: Nell D'Arcy (Darcy Books), id 9, "
        "nd@example.org; in the event id 2, nell@example.org.",
    )
    assert lists.bring(FIRST).alike == ()


def test_what_one_ticked_as_private_a_list_does_not_uncover(lists: Lists) -> None:
    lists.bring(FIRST)
    maeve = lists.people()["Maeve O'Dowd"].id
    with lists.database.write_session() as session:
        for facet in session.get_one(Attendee, maeve).facets:
            facet.private = True
    lists.bring(FIRST.replace("A bakery at night", "bread"))
    with lists.database.read_session() as session:
        assert all(facet.private for facet in session.get_one(Attendee, maeve).facets)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Maeve O'Dowd", "MAEVE  o’dowd", True),
        ("Tomás Ó Briain", "Tomas O Briain", True),
        ("Straße", "STRASSE", True),
        ("Byrne, Ada", "Ada Byrne", True),
        ("Jean-Luc Picard", "Jean Luc Picard", True),
        ("Paul Murphy", "Paula Murphy", False),
        ("राम", "रमा", False),
        ("かな", "がな", False),
        ("Ανδρέας", "ΑΝΔΡΕΑΣ", True),
    ],
)
def test_what_counts_as_the_same_name(one: str, other: str, same: bool) -> None:
    assert (name_key(one) == name_key(other)) is same


def test_what_counts_as_a_slip() -> None:
    assert is_slip("Tomás Briain", "Tomás Ó Briain")
    assert is_slip("Maeve O'Dow", "Maeve O'Dowd")
    assert not is_slip("Ada Byrne", "Maeve O'Dowd")


def test_addresses_shifted_against_names_stop_without_organisations_too(lists: Lists) -> None:
    rows = "Ana Roe,ana@example.org,bread\nBen Orr,ben@example.org,vans\nCem Ak,cem@example.org,tax"
    lists.bring(f"name,email,offers\n{rows}\n")
    shifted = rows.replace("ana@", "x@").replace("ben@", "ana@").replace("cem@", "ben@")
    told = _refused(lists, f"name,email,offers\n{shifted.replace('x@', 'cem@')}\n")
    assert told.count("column email") == 3
    # Somebody takes a name that another has and keeps: both are in the list.
    both = "name,email,offers\nBen Orr,ana@example.org,bread\nBen Orr,ben@example.org,vans\n"
    assert lists.bring(both).outcome.changed == 1


@pytest.mark.parametrize("column", ["id", "email"])
def test_without_names_the_words_tell_whose_row_it_is(lists: Lists, column: str) -> None:
    marks = {"id": ("1", "2", "3"), "email": ("a@example.org", "b@example.org", "c@example.org")}
    one, two, three = marks[column]
    head = f"{column},offers,needs\n"
    lists.bring(f"{head}{one},Two chilled vans,bread\n{two},Bookkeeping and VAT,bread\n")
    told = _refused(lists, f"{head}{one},Painted signs,x\n{two},Two  chilled vans,bread\n")
    assert f"row 3, column {column}" in told
    _refused(lists, f"{head}{two},Two chilled vans,bread\n{one},Bookkeeping and VAT,bread\n")
    # Two may come to say the same; and words are one's own to change.
    same = f"{head}{one},Two chilled vans,bread\n{two},Two chilled vans,bread\n"
    assert lists.bring(same).outcome.changed == 1
    assert lists.bring(f"{head}{two},Only books now,x\n{three},Honey,y\n").outcome.changed == 1
