from __future__ import annotations

import pytest
from hypothesis import given

from matcher import Facet, People, Profile
from matcher.people import quoted_role
from tests.matcher.crowds import crowds, quick


def test_two_people_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match='two profiles have the id "a"'):
        People.of([Profile(id="a"), Profile(id="a", offers="bread")])


def test_who_somebody_is_counts_as_an_offer() -> None:
    people = People.of([Profile(id="a", role="Customs agent", sector="Trade")])
    (item,) = people.items
    assert (item.text, item.facet, item.implied) == ("Customs agent, Trade", Facet.OFFER, True)
    assert people.texts[people.role_rows[0]] == "Customs agent, Trade"


@pytest.mark.parametrize(
    ("role", "sector", "said"),
    [
        ("Recruiter", "IT", "Recruiter, in IT"),
        ("Startup founder", "Art", "Startup founder, in Art"),
        ("Food chemist", "food", "Food chemist"),
        ("Engineer (C++)", "C++", "Engineer (C++)"),
        ("Nurse", "", "Nurse"),
    ],
)
def test_a_sector_is_left_out_where_the_role_has_its_words(
    role: str, sector: str, said: str
) -> None:
    assert quoted_role(role, sector) == said


@quick
@given(crowds)
def test_every_text_is_there_once_and_every_row_finds_its_own(people: list[Profile]) -> None:
    found = People.of(people)
    assert len({*found.texts}) == len(found.texts)
    for item, row, whole in zip(found.items, found.rows, found.statement_rows, strict=True):
        assert found.texts[row] == item.text
        assert (found.texts[whole] if whole >= 0 else "") == item.statement
    assert [p.id for p in found.profiles] == sorted(p.id for p in people)
    assert (found.owners[:-1] <= found.owners[1:]).all()
