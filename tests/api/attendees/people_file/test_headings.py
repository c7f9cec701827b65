"""Headings of other tools, and what is not used."""

from __future__ import annotations

import pytest

from api.attendees.people_file import PeopleList, parse_people
from api.events.event_file import OwnField
from api.faults import InputFaults

FIELDS = (OwnField(id="level", label="How long have you done it?", kind="text"),)


def _read(heading: str, *rows: str) -> PeopleList:
    return parse_people("\n".join((heading, *rows)).encode(), "people.csv", FIELDS)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Full Name", "name"),
        ("Attendee name", "name"),
        ("  NAME ", "name"),
        ("E-Mail", "email"),
        ("e mail address", "email"),
        ("Attendee Email", "email"),
        ("Work email", "email"),
        ("Company", "organisation"),
        ("Organization", "organisation"),
        ("Firma", "organisation"),
        ("Job Title", "role"),
        ("job_title", "role"),
        ("What I offer", "offers"),
        ("What can you offer?", "offers"),
        ("What can you offer others?", "offers"),
        ("What do you offer, in short?", "offers"),
        ("Question: I offer", "offers"),
        ("Was bieten Sie an?", "offers"),
        ("Que recherchez-vous ?", "needs"),
        ("What company do you work for?", "organisation"),
        ("Unternehmen / Organisation", "organisation"),
        ("Welche Sprachen sprechen Sie?", "languages"),
        ("Teilnehmername", "name"),
        ("What do you need? (required)", "needs"),
        ("What are you looking for?", "needs"),
        ("Your interests*", "interests"),
        ("Industry", "sector"),
        ("Languages spoken", "languages"),
        ("Dietary requirements", "diet"),
        ("Available times", "availability"),
        ("About me", "bio"),
        ("Ｏrganisation", "organisation"),
        ("\u200bsector\u00a0", "sector"),
    ],
)
def test_a_heading_is_understood(heading: str, column: str) -> None:
    said = {"email": "ana@example.org", "languages": "en"}.get(column, "14:00-15:00")
    base = "offers" if column != "offers" else "needs"
    listed = _read(f'id,{base},"{heading}"', f"x1,bread,{said}")
    assert listed.notices == ()
    found = getattr(listed.people[0], column)
    assert found in (said, (said,))


@pytest.mark.parametrize("heading", ["level", "LEVEL", "How long have you done it?"])
def test_a_field_of_the_event_is_known_by_id_and_by_label(heading: str) -> None:
    listed = _read(f"id,offers,{heading}", "x1,bread,ten years")
    assert (listed.people[0].own, listed.notices) == ({"level": "ten years"}, ())


@pytest.mark.parametrize(
    ("heading", "near"),
    [
        ("organistaion", "organisation"),
        ("intrests", "interests"),
        ("langauges", "languages"),
        ("levle", "level"),
        ("E-mail (private address)x", "email"),
        ("sector or trade", "sector"),
    ],
)
def test_an_unknown_heading_is_told_with_the_nearest_known(heading: str, near: str) -> None:
    (notice,) = _read(f"id,offers,{heading}", "x1,bread,y").notices
    assert notice.where == "people.csv, row 1"
    assert f'"{heading}" is not used; did you mean {near}?' in notice.what


def test_what_is_like_nothing_is_told_too_and_so_is_a_column_without_heading() -> None:
    listed = _read("id,offers,Order total,,Badge colour", "x1,bread,12.00,what is this,red")
    said = [str(notice) for notice in listed.notices]
    assert 'Not used: "Order total", "Badge colour".' in said[0]
    assert "row 2, column D: This column has no heading" in said[1]


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("id,offers,email,E-Mail", 'The headings "email", "E-Mail" all mean email.'),
        ("id,offers,Offers", 'The column "offers" is there twice.'),
        ("id,offers,company,employer", '"company", "employer" all mean organisation'),
        ("ID,Nmae", 'Did you mean name by "Nmae"?'),
    ],
)
def test_two_headings_for_one_column_stop_the_list(heading: str, said: str) -> None:
    with pytest.raises(InputFaults, match=r"people\.csv, row 1") as refused:
        _read(heading, "x1,bread,a@example.org,b@example.org")
    assert said in str(refused.value)


def test_the_attendee_comes_before_the_buyer_and_that_is_told() -> None:
    heading = "id,offers,Email,Attendee email"
    listed = _read(heading, "x1,bread,buyer@example.org,ana@example.org")
    assert listed.people[0].email == "ana@example.org"
    assert 'Not used: "Email"; "Attendee email" says the same.' in listed.notices[0].what


def test_a_column_of_our_own_name_comes_before_words_that_may_mean_it() -> None:
    listed = _read("id,offers,availability,times", "x1,bread,14:00-15:00,early mornings")
    assert listed.people[0].availability == "14:00-15:00"
    assert 'Not used: "times"; "availability" says the same.' in listed.notices[0].what


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("First Name,Last Name", "Ana,Kovač"),
        ("Vorname,Name", "Ana,Kovač"),
        ("Prénom,Nom de famille", "Ana,Kovač"),
        ("Name,First name", "Ana Kovač,Ana"),
        ("Attendee name: Given name,Attendee name: Family name", "Ana,Kovač"),
    ],
)
def test_a_name_in_parts_is_put_together(heading: str, cells: str) -> None:
    listed = _read(f"id,offers,{heading}", f"x1,bread,{cells}")
    assert (listed.people[0].name, listed.notices) == ("Ana Kovač", ())


def test_a_whole_name_stands_for_its_parts() -> None:
    listed = _read("id,offers,name,first_name,last_name", "x1,bread,Ana K.,Ana,Kovač")
    assert listed.people[0].name == "Ana K."
    assert '"first_name", "last_name"; "name" says the same' in listed.notices[0].what


def test_titles_above_the_heading_are_told() -> None:
    listed = parse_people(
        b"Guest list,,\n,,\nid,offers,needs\nx1,bread,a van\n", "people.csv", FIELDS
    )
    assert [person.row for person in listed.people] == [4]
    assert str(listed.notices[0]).startswith("people.csv, row 3: The columns are named here")
    assert "Guest list" in listed.notices[0].what


def test_rows_that_say_nothing_are_named_together() -> None:
    listed = _read("id,offers,needs", "x1,-,tbd", "x2,bread,-", "x3,n/a,?")
    (notice,) = listed.notices
    assert notice.where == "people.csv, rows 2, 4"
    assert "Nothing is said there" in notice.what
    assert [person.offers for person in listed.people] == ["-", "bread", "n/a"]


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("id,Nom,Prénom,offre", "1,Roe,Ana,x"),
        ("id,Nombre,Apellidos,ofrezco", "1,Ana,Roe,x"),
        ("id,Attendee name,Attendee name: Given name,offers", "1,Ana Roe,Ana,x"),
        ("id;Teilnehmername: Vorname;Teilnehmername: Nachname;Angebot", "1;Ana;Roe;x"),
    ],
)
def test_a_name_is_put_together_from_its_parts(heading: str, row: str) -> None:
    assert _read(heading, row).people[0].name == "Ana Roe"


def test_who_has_said_nothing_as_yet_is_taken_and_named() -> None:
    read = _read("id,name,email,offers", "1,Ana,,bread", "2,Ben,,", "3,,c@example.org,")
    assert [person.row for person in read.people] == [2, 3, 4]
    assert "rows 3, 4" in str(read.notices[-1])
    with pytest.raises(InputFaults, match=r"row 3.* is empty"):
        _read("id,name,email,offers", "1,Ana,,bread", "Total: 1,,,")


def test_a_link_to_an_address_is_the_address() -> None:
    (person,) = _read("email,offers", "mailto:ana@example.org,bread").people
    assert person.email == "ana@example.org"


def test_text_with_a_bracket_after_an_equals_sign_is_text() -> None:
    assert _read("id,offers", "1,=Bread(s) and rolls").people[0].offers == "=Bread(s) and rolls"
    with pytest.raises(InputFaults, match="formula"):
        _read("id;offers", '1;"=HYPERLINK(""http://x.example"") and"')
