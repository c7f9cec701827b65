"""Names are sorted as people are asked for them at a door."""

from __future__ import annotations

import pytest

from api.timetable.exports.people_sheets import Listed, by_surname
from api.timetable.exports.surname import sorted_name


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("Ana Müller", "Müller"),
        ("Orla Nic Gabhann", "Nic Gabhann"),
        ("Ludwig van der Rohe", "van der Rohe"),
        ("Van Morrison", "Morrison"),
        ("Hall, Ben", "Hall"),
        ("Martin King Jr.", "King"),
        ("Ada Lovelace, PhD", "Lovelace,"),
        ("李 小龙", "李"),
        ("Cher", "Cher"),
        ("", ""),
    ],
)
def test_the_surname_with_what_belongs_to_it(name: str, surname: str) -> None:
    parts = sorted_name(name)
    assert parts.surname == surname
    assert "".join((parts.before, parts.surname, parts.after)).replace(" ", "") == name.replace(
        " ", ""
    )


def test_accents_and_case_do_not_part_what_belongs_together() -> None:
    names = ["Zoë Zahl", "Ana Ångström", "Ben adams", "Cy Bo", "Íde Azar"]
    sorted_ones = by_surname([Listed(str(n), name) for n, name in enumerate(names)])
    assert [each.name.split()[1] for each in sorted_ones] == [
        "adams", "Ångström", "Azar", "Bo", "Zahl",
    ]  # fmt: skip


def test_each_initial_stands_once_whatever_goes_before_it() -> None:
    names = ["Al ~7", "Bo (Zahl)", "Cy “Abt”", "Di Abel", "Ed 7", "Fi @Zander", "Gy Bo"]
    sorted_ones = by_surname([Listed(str(n), name) for n, name in enumerate(names)])
    initials = [sorted_name(each.name).initial for each in sorted_ones]
    assert initials == ["#", "#", "A", "A", "B", "Z", "Z"]
