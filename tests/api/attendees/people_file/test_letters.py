"""Lists that are not UTF-8: read as what they most probably are, with what else they may be."""

from __future__ import annotations

import pytest

from api.attendees.people_file import Choices, parse_people, read_list

NAMES = {
    "cp1252": ("Jürgen Weiß", "Seán Ó Briain", "Éloïse D’Arcy", "Søren Ångström"),
    "mac_roman": ("Jürgen Weiß", "Seán Ó Briain", "Éloïse D’Arcy", "Søren Ångström"),
    "cp850": ("Jürgen Weiß", "Seán Ó Briain", "Éloïse Núñez", "Søren Ångström"),
    "cp1250": ("Dvořák", "Łukasz Żak", "Kovačič", "Svatopluk Čech"),
    "cp1251": ("Иван Петров", "Ольга Щукина", "Юрий Якин"),
    "koi8_r": ("Иван Петров", "Ольга Щукина", "Юрий Якин"),
    "cp1253": ("Γιώργος Νίκου", "Ελένη Παπαδοπούλου"),
    "cp1254": ("Ayşe Yılmaz", "Işıl Doğan", "İbrahim Şahin"),
    "shift_jis": ("小林 さくら", "田中 ひろし"),
    "gb18030": ("王小明", "李娜", "张伟"),
    "utf-16-le": ("Jürgen Weiß", "Ольга Щукина"),
    "utf-16-be": ("Jürgen Weiß", "王小明"),
}


def _list(names: tuple[str, ...], encoding: str) -> bytes:
    rows = "".join(f"x{place},{name},bread\n" for place, name in enumerate(names))
    return f"id,name,offers\n{rows}".encode(encoding)


@pytest.mark.parametrize("encoding", list(NAMES))
def test_names_are_read_as_they_were_written(encoding: str) -> None:
    listed = parse_people(_list(NAMES[encoding], encoding), "people.csv")
    assert tuple(person.name for person in listed.people) == NAMES[encoding]


def test_what_was_guessed_is_told_and_the_others_are_offered_with_names() -> None:
    data = _list(("Kovač",), "cp1250")
    listed = parse_people(data, "people.csv")
    assert "This is not UTF-8; it is read as Western European (Windows)" in str(listed.notices[0])
    samples = {reading.encoding: reading.samples for reading in listed.readings}
    assert samples["cp1250"] == ("Kovač",)
    assert listed.readings[0].encoding == listed.encoding
    again = read_list(data, "people.csv", choices=Choices(encoding="cp1250"))
    assert again.people[0].name == "Kovač"
    assert [fault for fault in again.notices if "UTF-8" in fault.what] == []


def test_one_damaged_letter_spoils_no_others() -> None:
    data = "id,name,offers\nx1,Jürgen Größ,a\nx2,Éloïse Núñez,b\nx3,Zoë,c\n".encode()
    listed = parse_people(data.replace("ë".encode(), b"\xeb"), "people.csv")
    assert [person.name for person in listed.people][:2] == ["Jürgen Größ", "Éloïse Núñez"]
    assert listed.encoding == "utf-8"


@pytest.mark.parametrize("chosen", ["", "no-such", "cp1250"])
def test_what_is_utf_8_is_read_as_that_whatever_is_chosen(chosen: str) -> None:
    listed = read_list(_list(("Zoë",), "utf-8"), "a.csv", choices=Choices(encoding=chosen))
    assert (listed.people[0].name, listed.readings) == ("Zoë", ())
