"""Bringing a list in: by id, again without effect, all or nothing, nobody's own words lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from api.attendees.importing import import_people
from api.attendees.list_report import Outcome
from api.attendees.models import Attendee, FacetText
from api.attendees.people_file import PersonRow, parse_people
from api.attendees.schemas import OwnProfile
from api.attendees.service import send_profile
from api.db.session import Database
from api.events.models import Event
from api.events.service import put_event
from api.faults import InputFaults
from tests.api.world import event_file, people


@pytest.fixture(autouse=True)
def event(database: Database) -> None:
    """Make the event that people come to."""
    with database.write_session() as session:
        put_event(session, event_file(), "host@example.org")


def _bring(database: Database, rows: Sequence[PersonRow]) -> Outcome:
    with database.write_session() as session:
        event = session.scalars(select(Event)).one()
        return import_people(session, event, rows, "people.csv").outcome


def _one(database: Database, external_id: str) -> Attendee:
    with database.read_session() as session:
        query = select(Attendee).where(Attendee.external_id == external_id)
        return session.scalars(query).one()


def test_a_list_is_stored_as_it_says(database: Database) -> None:
    row = PersonRow(
        row=2, id="x", name="Ana", email="Ana@Example.org", organisation="Kovač Customs",
        languages=("en", "de"), offers="- tariffs", needs="a speaker", availability="14:00-14:40",
        groups=("seller", "step-free"), diet="vegan",
        own={"level": "KEEN", "times": "pm; am", "aim": "run a mile", "unknown": "ignored"},
    )  # fmt: skip
    assert _bring(database, [row]) == Outcome(added=1)
    ana = _one(database, "x")
    assert (ana.name, ana.languages, ana.groups) == ("Ana", ["en", "de"], ["seller", "step-free"])
    assert ana.available == ["s02", "s03"]
    assert ana.answers == {"level": ["keen"], "times": ["pm", "am"], "aim": ["run a mile"]}
    assert {facet.kind: facet.text for facet in ana.facets} == {
        "offer": "- tariffs",
        "need": "a speaker",
    }
    assert ana.account_id is not None


def test_a_bio_alone_is_enough_and_stands_where_its_person_sees_it(database: Database) -> None:
    rows = parse_people(
        b"id,name,offers,bio\nx,Ana,,I repair boats. Looking for a dry shed.\ny,Bo,Bread,I run.\n",
        "people.csv",
    ).people
    assert _bring(database, rows) == Outcome(added=2)
    texts = [{facet.kind: facet.text for facet in _one(database, one).facets} for one in "xy"]
    assert texts == [
        {"offer": "I repair boats. Looking for a dry shed."},
        {"offer": "Bread", "interest": "I run."},
    ]


def test_the_same_list_again_changes_nothing(database: Database) -> None:
    _bring(database, people("cork"))
    before = _one(database, "cork-1")
    assert _bring(database, people("cork")) == Outcome(unchanged=4)
    after = _one(database, "cork-1")
    assert (after.id, after.changed_at) == (before.id, before.changed_at)


def test_a_newer_list_updates_adds_and_removes_nobody(database: Database) -> None:
    _bring(database, people("cork", 3))
    first, second, *_ = people("cork", 5)
    rows = [replace(first, needs=""), second, *people("cork", 5)[3:]]
    assert _bring(database, rows) == Outcome(added=2, changed=1, unchanged=1, not_listed=1)
    assert [facet.kind for facet in _one(database, "cork-1").facets] == ["offer"]


def test_what_people_sent_themselves_stands(database: Database) -> None:
    _bring(database, people("cork", 2))
    own = OwnProfile(name="Ana herself", need="my own words")
    with database.write_session() as session:
        send_profile(session, _one(database, "cork-1").id, own)
    first, second = people("cork", 2)
    assert _bring(database, [first, second]) == Outcome(kept=1, unchanged=1)
    assert _bring(database, [replace(first, groups=("seller",)), second]) == Outcome(
        changed=1, unchanged=1
    )
    ana = _one(database, "cork-1")
    assert (ana.name, ana.text("need"), ana.groups) == ("Ana herself", "my own words", ["seller"])


def test_a_person_known_by_address_takes_the_list_s_id(database: Database) -> None:
    (row,) = people("cork", 1)
    _bring(database, [row])
    known = _one(database, "cork-1").id
    assert _bring(database, [replace(row, id="new-1")]) == Outcome(renumbered=1)
    assert _one(database, "new-1").id == known


def test_every_fault_is_named_and_nothing_stored(database: Database) -> None:
    first, second, third, fourth = people("cork")
    rows = [
        replace(first, availability="23:00-23:30"),
        replace(second, groups=("sellr",), own={"level": "expert"}),
        replace(third, organisation="x" * 301),
        replace(fourth, email="CORK1@example.org"),
    ]
    with pytest.raises(InputFaults) as raised:
        _bring(database, rows)
    places = [fault.where for fault in raised.value.faults]
    assert places == [
        "people.csv, row 2, column availability",
        "people.csv, row 3, column groups",
        "people.csv, row 3, column level",
        "people.csv, row 4, column organisation",
        "people.csv, row 5, column email",
    ]
    assert '"sellr" is not a label of the event (seller, step-free).' in str(raised.value)
    with database.read_session() as session:
        for rows_of in (Attendee, FacetText):
            assert session.scalar(select(func.count()).select_from(rows_of)) == 0
