from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.attendees.models import Attendee, Block, FacetText
from api.attendees.people_file import PersonRow
from api.events.event_file import EventFile, Group, OwnField, Rules
from api.faults import InputFaults
from api.matches.profiles import (
    groups_of,
    own_table,
    parameters_of,
    policy_of,
    profile_of,
    profiles_of_file,
    side_of,
)
from matcher import Facet

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"

EVENT = EventFile.model_validate(
    {
        "event": {"slug": "quay", "name": "Quay", "timezone": "Europe/Dublin", "mix": 0.3},
        "slots": {"date": "2027-03-18", "minutes": 20, "starts": ["14:00", "14:20"]},
        "zones": [{"name": "Hall", "tables": 2}],
        "rules": {
            "suggestions": 7,
            "competitors": [["Quay Foods", "Harbour Bread"]],
            "groups": [
                {"name": "seller", "cap": 2, "label": True},
                {"name": "money", "cap": 1, "sectors": ["Finance"], "roles": ["Banker"]},
            ],
        },
        "fields": [
            {
                "id": "sport",
                "label": "Sport",
                "kind": "multi",
                "options": ["running", "rowing"],
                "counts": "must match",
                "weight": 0.5,
            },
            {"id": "aim", "label": "Aim", "kind": "text"},
            {
                "id": "level",
                "label": "Level",
                "kind": "choice",
                "options": ["new", "keen", "expert"],
                "counts": "should match",
                "ordered": True,
            },
        ],
    }
)


def test_a_row_of_a_file_becomes_a_profile() -> None:
    row = PersonRow(
        row=2,
        id="a",
        name="Ann",
        sector="Finance",
        role="Broker",
        languages=("en",),
        offers="Loans",
        needs="[private] clients",
        availability="14:00-14:25",
        groups=("seller",),
        own={"sport": "running; rowing", "aim": "a 5k; slowly", "shoe": "42"},
        bio="Runs.",
    )
    (profile,) = profiles_of_file([row], EVENT, "people.csv")
    assert profile.groups == ("seller", "money")
    assert profile.answers == {"sport": ("running", "rowing"), "aim": ("a 5k; slowly",)}
    assert profile.available == ("s01",)
    assert (profile.offers, profile.needs, profile.bio) == ("Loans", "[private] clients", "Runs.")


def test_without_an_event_availability_and_fields_mean_nothing() -> None:
    row = PersonRow(row=2, id="a", offers="Bread", availability="whenever", own={"sport": "x"})
    (profile,) = profiles_of_file([row], None, "people.csv")
    assert profile.available is None
    assert profile.answers == {}


def test_every_availability_that_fits_no_slot_is_named_with_its_row() -> None:
    rows = [
        PersonRow(row=2, id="a", availability="09:00-10:00"),
        PersonRow(row=3, id="b", availability="14:00-14:40"),
        PersonRow(row=9, id="c", availability="after tea"),
    ]
    with pytest.raises(InputFaults) as caught:
        profiles_of_file(rows, EVENT, "people.csv")
    assert [fault.where for fault in caught.value.faults] == [
        "people.csv, row 2, column availability",
        "people.csv, row 9, column availability",
    ]


def test_an_attendee_becomes_a_profile_with_its_private_facets() -> None:
    attendee = Attendee(
        id="01",
        name="Ann",
        organisation="Quay",
        sector="",
        role="Banker",
        languages=["en", "de"],
        groups=[],
        answers={"sport": ["rowing"], "aim": "a 5k"},
        available=["s02"],
        facets=[
            FacetText(kind="offer", text="Bread"),
            FacetText(kind="need", text="Ovens", private=True),
        ],
    )
    profile = profile_of(attendee, EVENT.rules)
    assert profile.groups == ("money",)
    assert profile.private == {Facet.NEED}
    assert (profile.offers, profile.needs, profile.interests) == ("Bread", "Ovens", "")
    assert profile.answers == {"sport": ("rowing",), "aim": ("a 5k",)}
    assert profile.available == ("s02",)


def test_rules_become_policy_and_parameters() -> None:
    policy = policy_of(
        EVENT.rules, EVENT.fields, [Block(attendee_id="a", other_id="b")], [("c", "d")]
    )
    assert policy.blocked == {("a", "b")}
    assert policy.met == {("c", "d")}
    assert policy.competitors == (frozenset({"Quay Foods", "Harbour Bread"}),)
    assert policy.group_caps == {"seller": 2, "money": 1}
    assert [(f.id, f.counts, f.weight, f.ordered) for f in policy.fields] == [
        ("sport", "must match", 0.5, False),
        ("aim", "not at all", 0.2, False),
        ("level", "should match", 0.2, True),
    ]
    parameters = parameters_of(EVENT.event.mix, EVENT.rules, 5)
    assert (parameters.mix, parameters.top_k, parameters.suggestions) == (0.3, 5, 7)
    assert parameters_of(0.3, EVENT.rules).top_k == 40


def test_a_group_by_label_or_sector_is_named_once() -> None:
    rules = Rules(groups=(Group(name="money", cap=1, sectors=("Finance",)),))
    person = PersonRow(row=1, id="a", sector="Finance", groups=("money",))
    assert groups_of(person, rules) == ("money",)


@pytest.mark.parametrize(
    "example", sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())
)
def test_the_sample_events_translate(example: str) -> None:
    from api.attendees.people_file import read_people
    from api.events.event_reading import read_event

    folder = EXAMPLES / example
    event = read_event(folder / "event.toml")
    people = read_people(folder / "attendees.csv", event.fields).people
    profiles = profiles_of_file(people, event, "attendees.csv")
    assert len(profiles) == len(people)
    assert bool(policy_of(event.rules, event.fields).fields) is (example == "fitness-circle")


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"kind": "text", "counts": "should match"}, "a text has no steps"),
        ({"kind": "choice", "options": ["a", "b"], "counts": "must match"}, "ordered needs counts"),
        ({"kind": "multi", "options": ["a", "b"]}, "ordered needs counts"),
    ],
)
def test_a_scale_that_could_not_count_is_refused(field: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        OwnField.model_validate({"id": "x", "label": "X", "ordered": True} | field)


def test_a_side_of_two_parts_is_one_side() -> None:
    parts = (
        Group(name="buyer", side=True, sectors=("Retail",)),
        Group(name="buyer", side=True, roles=("Buyer",)),
    )
    rules = Rules(groups=(*parts, Group(name="miller", side=True, sectors=("Mills",))))
    rows = [
        PersonRow(row=2, id="r", sector="Retail"),
        PersonRow(row=3, id="f", sector="Food", role="Buyer"),
        PersonRow(row=4, id="rb", sector="Retail", role="Buyer"),
        PersonRow(row=5, id="m", sector="Mills", role="Buyer"),
    ]
    assert [side_of(row, rules) for row in rows] == ["buyer", "buyer", "buyer", ""]


def test_hosts_are_known_as_lists_know_people() -> None:
    rules = Rules.model_validate({"hosts": {" A1 ": "Hall 1", " Ann@Example.org ": "Hall 2"}})
    by_id = PersonRow(row=2, id="A1")
    by_address = PersonRow(row=3, id="", email="ann@example.ORG")
    guest = PersonRow(row=4, id="", name="Neither id nor address")
    tables = [own_table(row, row.id, rules) for row in (by_id, by_address, guest)]
    assert tables == ["Hall 1", "Hall 2", ""]


@pytest.mark.parametrize(
    ("hosts", "said"),
    [
        # Whoever has no address would be that host.
        ({"": "Hall 1"}, "needs an id or an address"),
        ({" ": "Hall 1"}, "needs an id or an address"),
        ({"a@b.org": "Hall 1", "A@b.org ": "Hall 2"}, "a@b.org is there twice"),
        ({"a": 1}, "a valid string"),
        (["a"], "a valid dictionary"),
    ],
)
def test_hosts_that_are_nobody_or_twice_the_same_are_refused(hosts: object, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Rules.model_validate({"hosts": hosts})
