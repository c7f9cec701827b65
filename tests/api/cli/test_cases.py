"""Small inputs that were got wrong once (tests/cases), each with what is right.

To add one: put its files into tests/cases and a function here, `@right("its name")`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select

from api.attendees.importing import import_people
from api.attendees.list_report import Outcome
from api.attendees.models import Attendee
from api.attendees.people_file import PeopleList, read_people
from api.db.session import Database
from api.events.event_file import EventFile
from api.events.event_reading import read_event
from api.events.models import Event
from api.events.queries import by_slug
from api.events.service import put_event
from api.faults import InputFaults
from api.mail.addresses import ascii_form, needs_utf8
from api.matches.profiles import profile_of
from api.timetable.exports.file_names import file_names
from matcher.policy.masks import Colleagues

CASES = Path(__file__).parents[2] / "cases"


@dataclass(frozen=True, slots=True)
class Bench:
    """A database, and what a case does with it."""

    database: Database

    def event(self, file: str = "00-event.toml") -> EventFile:
        """Read an event's file and bring it in."""
        event = read_event(CASES / file)
        with self.database.write_session() as session:
            put_event(session, event, "host@example.org")
        return event

    def read(self, file: str, event: EventFile | None = None) -> PeopleList:
        """Read a list."""
        return read_people(CASES / file, event.fields if event else ())

    def bring(self, file: str, event: EventFile) -> Outcome:
        """Bring a list into an event."""
        listed = self.read(file, event)
        with self.database.write_session() as session:
            row = by_slug(session, event.event.slug)
            assert isinstance(row, Event)
            return import_people(session, row, listed.people, file).outcome

    def people(self) -> dict[str, Attendee]:
        """Give who is stored, by the list's id."""
        with self.database.read_session() as session:
            return {each.external_id: each for each in session.scalars(select(Attendee))}


Check = Callable[[Bench], None]
RIGHT: dict[str, Check] = {}


def right(case: str) -> Callable[[Check], Check]:
    """Say that a function checks a case."""

    def enter(check: Check) -> Check:
        assert case not in RIGHT
        RIGHT[case] = check
        return check

    return enter


@right("01-headings-not-known")
def _headings_of_other_tools_are_understood(bench: Bench) -> None:
    event = bench.event()
    assert bench.read("01-headings-not-known.csv", event).notices == ()
    assert bench.bring("01-headings-not-known.csv", event) == Outcome(added=3)
    tomas = bench.people()["p3"]
    assert (tomas.name, tomas.email, tomas.organisation) == (
        "Tomás Ó Briain",
        "tomas@example.org",
        "Briain Bread",
    )


@right("04-semicolon-commas-in-heading")
def _a_heading_with_commas_does_not_hide_semicolons(bench: Bench) -> None:
    event = bench.event()
    (notice,) = bench.read("04-semicolon-commas-in-heading.csv", event).notices
    assert "Anything else (diet, access" in notice.what
    assert bench.bring("04-semicolon-commas-in-heading.csv", event) == Outcome(added=2)
    assert bench.people()["p1"].text("offer") == "Two chilled vans, free after six"


@right("08-bullets-taken-for-formulas")
def _bullets_are_text_as_written(bench: Bench) -> None:
    event = bench.event()
    assert bench.bring("08-bullets-taken-for-formulas.csv", event) == Outcome(added=5)
    people = bench.people()
    assert people["p1"].text("offer") == "- Van(s), chilled, free after six\n- a driver"
    assert people["p4"].text("offer") == "+A1 signs and websites for traders"
    assert people["p4"].text("need") == "=> a stall neighbour"
    assert people["p5"].text("offer") == "@home(s): we knit for the holiday cottages"


@right("10-renumbered")
def _a_list_numbered_again_moves_nobody_s_profile(bench: Bench) -> None:
    event = bench.event()
    assert bench.bring("10-first.csv", event) == Outcome(added=3)
    before = {each.id: (each.email, each.text("offer")) for each in bench.people().values()}
    assert bench.bring("10-renumbered.csv", event) == Outcome(added=1, renumbered=3)
    people = bench.people()
    names = ["Ada Byrne", "Maeve O'Dowd", "Nell D'Arcy", "Tomás Ó Briain"]
    assert [people[number].name for number in "1234"] == names
    after = {each.id: (each.email, each.text("offer")) for each in people.values()}
    assert before.items() < after.items()


def _here(bench: Bench, event: EventFile) -> dict[str, str]:
    """Say by their numbers in which slots each may be met: "1234"."""
    slots = [key for key, _, _ in event.slot_times()]
    return {
        who: "".join(
            key[-1] for key in slots if person.available is None or key in person.available
        )
        for who, person in bench.people().items()
    }


@right("13-midnight")
def _spans_over_midnight_are_read_and_nobody_meets_while_away(bench: Bench) -> None:
    event = bench.event("13-midnight.toml")
    assert bench.bring("13-midnight.csv", event) == Outcome(added=6)
    assert _here(bench, event) == {
        "e1": "1234",
        "e2": "1234567",
        "e3": "123456",
        "e4": "123467",
        "e5": "67",
        "e6": "1234",
    }


@right("14-spring-gap")
def _an_hour_that_the_clocks_skip_is_named_with_its_place(bench: Bench) -> None:
    with pytest.raises(InputFaults) as refused:
        bench.event("14-spring-gap.toml")
    places = [fault.where for fault in refused.value.faults]
    assert places == [f"14-spring-gap.toml, slots[0].starts[{n}]" for n in (2, 3)]


@right("14-autumn")
def _an_hour_that_comes_twice_is_named_with_its_place(bench: Bench) -> None:
    with pytest.raises(InputFaults) as refused:
        bench.event("14-autumn.toml")
    places = [fault.where for fault in refused.value.faults]
    assert places == [f"14-autumn.toml, slots[0].starts[{n}]" for n in (1, 2, 3)]


@right("15-two-days")
def _times_of_two_days_are_told_apart(bench: Bench) -> None:
    # What mails, pages and files say of them: tests/api/timetable/test_two_days.py.
    event = bench.event("15-two-days.toml")
    assert bench.bring("15-people.csv", event).added == 7
    assert bench.bring("15-other-times.csv", event).changed == 2
    here = _here(bench, event)
    assert (here["o1"], here["o5"], here["o2"]) == ("45", "1", "12345")


@right("21-addresses")
def _every_address_has_a_form_for_servers(bench: Bench) -> None:
    # What is sent, and what the organiser reads: tests/api/mail/test_case_addresses.py.
    assert bench.bring("21-addresses.csv", bench.event()).added == 4
    sent_to = {who: ascii_form(person.email) for who, person in bench.people().items()}
    assert sent_to["i1"] == "ana@xn--bckerei-5wa.example"
    assert [who for who, address in sent_to.items() if needs_utf8(address)] == ["i2"]


@right("22-names")
def _each_person_has_a_calendar_of_their_own(bench: Bench) -> None:
    event = bench.event()
    assert bench.bring("22-names.csv", event) == Outcome(added=6)
    names = file_names([*bench.people()], ".ics")
    assert len({name.casefold() for name in names}) == 6
    assert not any("\u202e" in name or "/" in name for name in names)


@right("23-freelance")
def _who_is_freelance_has_no_colleagues(bench: Bench) -> None:
    event = bench.event()
    assert bench.bring("23-freelance.csv", event) == Outcome(added=6)
    people = bench.people()
    profiles = [profile_of(people[f"f{number}"], event.rules) for number in range(1, 7)]
    pairs = np.triu_indices(6, 1)
    assert not Colleagues.of(profiles).refuses(*pairs).any()


@pytest.mark.parametrize("case", RIGHT)
def test_a_case_is_got_right(database: Database, case: str) -> None:
    RIGHT[case](Bench(database))
