"""What people write about food, in four languages and many spellings, is read or kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.insight.diets import read_diet


@pytest.mark.parametrize(
    ("diet", "texts"),
    [
        ("vegetarian", "vegetarian; Vegetarisch; végétarienne; veggie; no meat; vegitarian"),
        ("vegan", "VEGAN!; plant-based; végan; vegano; vegane Kost, bitte; végétalien"),
        ("pescatarian", "pescatarian; pescetarian; Pescetarier; pescatariana"),
        ("halal", "halal; Hallal food only please"),
        ("kosher", "kosher; koscher; casher; kasher"),
        ("gluten-free", "gluten free; gluten-free; Glutenfrei; sans gluten; sin gluten; GF"),
        ("lactose-free", "lactose free; laktosefrei; Laktoseintoleranz; sin lactosa"),
        ("dairy-free", "no dairy; dairy free; milchfrei; ohne Milch"),
        ("no pork", "no pork; kein Schweinefleisch; sans porc; sin cerdo"),
    ],
)  # fmt: skip
def test_a_diet_in_several_spellings_and_languages(diet: str, texts: str) -> None:
    for text in texts.split("; "):
        read = read_diet(text)
        assert (read.diets, read.avoided, read.unclear) == ({diet}, frozenset(), ""), text


@pytest.mark.parametrize(
    ("allergens", "texts"),
    [
        ({"nuts"}, "nut allergy; Nussallergie; allergic to hazelnuts; alergia a los frutos secos"),
        ({"peanuts"}, "peanut allergy; Erdnuss-Allergie; allergique aux arachides"),
        ({"nuts", "eggs", "milk"}, "allergic to nuts, eggs and milk; Allergie: Nuss, Eier, Milch"),
        ({"gluten"}, "coeliac; Zöliakie; celiac disease; cœliaque; celíaca"),
        ({"kiwi"}, "allergic to kiwi; kiwi allergy; Kiwi (allergy)"),
        ({"sesame"}, "no allergies except sesame"),
    ],
)  # fmt: skip
def test_an_allergy_by_the_name_of_its_allergen(allergens: set[str], texts: str) -> None:
    for text in texts.split("; "):
        read = read_diet(text)
        assert allergens <= read.avoided or read.unclear == text, text
        assert allergens <= read.allergic or read.unclear == text, text


def test_what_is_avoided_without_being_called_an_allergy() -> None:
    for text in ("no nuts", "nut-free", "keine Nüsse", "sans noix", "sin nueces"):
        read = read_diet(text)
        assert (read.avoided, read.allergic, read.unclear) == ({"nuts"}, frozenset(), ""), text


def test_several_needs_count_each() -> None:
    read = read_diet("Vegetarian, gluten-free; no egg. Sesame allergy")
    assert read.diets == {"vegetarian", "gluten-free"}
    assert read.avoided == {"eggs", "sesame"}
    assert read.allergic == {"sesame"}


@pytest.mark.parametrize(
    "text",
    ["", "none", "-", "n/a", "No", "keine", "no allergies", "I eat everything", "ich esse alles",
     "aucune", "ninguna", "no special diet"],
)  # fmt: skip
def test_nothing_is_nothing(text: str) -> None:
    assert read_diet(text) == read_diet("")


@pytest.mark.parametrize(
    "text",
    ["not vegan", "mostly vegetarian", "flexitarian", "I eat fish but no meat", "Fisch ist ok",
     "low FODMAP", "no mushrooms", "allergies", "eggs", "私はベジタリアンです"],
)  # fmt: skip
def test_what_may_mean_several_things_is_shown_as_it_was_written(text: str) -> None:
    assert read_diet(text).unclear == text


@given(st.text(alphabet="abo eulgtfrmi,-/ .ä", min_size=1, max_size=30))
def test_whatever_is_written_counts_somewhere(text: str) -> None:
    with_allergy = read_diet(f"{text} allergy")
    assert with_allergy.avoided or with_allergy.unclear
    read = read_diet(f"nuts allergy, {text}")
    assert "nuts" in read.allergic
