"""The sample events: each list goes into its event as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.attendees.importing import import_people
from api.attendees.people_file import read_people
from api.db.session import Database
from api.events.event_reading import read_event
from api.events.service import put_event

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("folder", sorted(p.parent.name for p in EXAMPLES.glob("*/event.toml")))
def test_a_sample_list_goes_into_its_event(database: Database, folder: str) -> None:
    event = read_event(EXAMPLES / folder / "event.toml")
    listed = read_people(EXAMPLES / folder / "attendees.csv", event.fields)
    with database.write_session() as session:
        row, _ = put_event(session, event, "host@example.org")
        outcome = import_people(session, row, listed.people, "attendees.csv").outcome
    assert outcome.added == len(listed.people)
