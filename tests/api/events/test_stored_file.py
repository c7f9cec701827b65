"""What goes in as a file comes out as one: event.toml, database, event.toml, the same settings."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from api.accounts.service import account_of
from api.db.session import Database
from api.events.event_file import EventFile
from api.events.event_reading import parse_event
from api.events.file_text import text_of
from api.events.service import SlugTaken, make_event, put_event
from api.events.stored_file import document_of, file_of
from tests.api.world import event_file

WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\0"), min_size=1, max_size=30
)
CLOCK = st.builds(lambda h, m: f"{h:02}:{m:02}", st.integers(0, 23), st.sampled_from([0, 20, 40]))


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Any event file: several days, breaks on some of them, groups, hosts, closed tables."""
    dates = draw(
        st.lists(
            st.dates(dt.date(2027, 1, 1), dt.date(2027, 1, 9)), min_size=1, max_size=3, unique=True
        )
    )
    slots = [
        {
            "date": date,
            "minutes": draw(st.sampled_from([10, 20])),
            "starts": sorted(draw(st.sets(CLOCK, min_size=1, max_size=4))),
        }
        for date in sorted(dates)
    ]
    zones = draw(st.lists(WORDS, min_size=1, max_size=3, unique=True))
    tables = [
        {"name": name, "tables": draw(st.integers(1, 3)), "quiet": draw(st.booleans())}
        for name in zones
    ]
    pause = st.fixed_dictionaries(
        {"name": WORDS, "start": CLOCK, "end": CLOCK},
        optional={"date": st.sampled_from(dates)},
    )
    group = st.fixed_dictionaries(
        {"name": WORDS, "side": st.booleans(), "label": st.booleans()},
        optional={"cap": st.integers(0, 4), "sectors": st.lists(WORDS, max_size=2)},
    )
    question = st.fixed_dictionaries(
        {
            "label": WORDS,
            "kind": st.just("choice"),
            "options": st.lists(WORDS, min_size=1, max_size=3),
        },
        optional={
            "help": WORDS,
            "weight": st.sampled_from([0.0, 0.5]),
            "counts": st.just("must match"),
        },
    )
    own = draw(st.lists(question, max_size=2))
    return {
        "event": {
            "slug": "any", "name": draw(WORDS), "timezone": "Europe/Dublin", "place": draw(WORDS),
            "about": draw(WORDS), "languages": ["en"],
            "mix": draw(st.sampled_from([0.0, 0.35, 1.0])),
        },
        "slots": slots,
        "breaks": draw(st.lists(pause, max_size=2)),
        "zones": tables,
        "rules": {
            "min_meetings": 1,
            "max_consecutive": draw(st.none() | st.integers(1, 4)),
            "groups": draw(st.lists(group, max_size=2)),
            "hosts": draw(st.sampled_from([{}, {"sx-1": f"{zones[0]} 1"}])),
            "competitors": draw(st.lists(st.lists(WORDS, min_size=2, max_size=3), max_size=2)),
        },
        "fields": [each | {"id": f"q{at}"} for at, each in enumerate(own)],
        "registration": draw(
            st.sampled_from([{}, {"how": "open", "places": 9}, {"how": "code", "code": "abc-def"}])
        ),
        "closed": draw(st.sampled_from([{}, {f"{zones[0]} 1": ["s01"]}])),
    }  # fmt: skip


def same(file: EventFile) -> tuple[object, ...]:
    """All that a file says, however days are grouped; one break said twice is one."""
    return (
        file.event, file.slot_times(), sorted(set(file.break_times())), file.zones, file.rules,
        file.fields, file.closed, file.registration,
    )  # fmt: skip


@given(document=documents())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_comes_back_as_it_went_in(database: Database, document: dict[str, Any]) -> None:
    try:
        file = EventFile.model_validate(document)
    except ValidationError:
        assume(False)
    with database.write_session() as session:
        event = make_event(session, file, account_of(session, "h@example.org").id)
        assert same(file_of(event)) == same(file)
        text = text_of(document_of(event))
        again = parse_event(text, "event.toml")
        assert same(again) == same(file)
        session.rollback()


def test_a_break_of_one_day_stays_on_that_day(database: Database) -> None:
    days = [
        {"date": f"2027-03-{day}", "minutes": 20, "starts": ["13:40", "14:00"]} for day in (18, 19)
    ]
    tea = {"name": "Tea", "start": "14:20", "end": "14:40", "date": "2027-03-19"}
    with database.write_session() as session:
        event, _ = put_event(session, event_file(slots=days, breaks=[tea]), "h@example.org")
        assert [pause.starts_at.day for pause in event.breaks] == [19]
        assert document_of(event)["breaks"] == [tea | {"date": dt.date(2027, 3, 19)}]
        event, _ = put_event(
            session, event_file("two", slots=days, breaks=[tea | {"date": None}]), "h@example.org"
        )
        assert [pause.starts_at.day for pause in event.breaks] == [18, 19]
        assert "date" not in document_of(event)["breaks"][0]


def test_a_taken_address_leaves_nothing_behind(database: Database) -> None:
    with database.write_session() as session:
        event, _ = put_event(session, event_file(), "h@example.org")
        other = account_of(session, "other@example.org").id
        with pytest.raises(SlugTaken):
            make_event(session, event_file(), other)
        assert [entry for entry in session.new if not entry.id] == []
        assert document_of(event)["event"]["slug"] == "cork"
