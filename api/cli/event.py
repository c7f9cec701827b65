"""`confab init` and `confab import`: an event and its people, into the database."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.console import console, say_notices, write_json
from api.cli.store import open_database, read_settings
from api.faults import InputFault, InputFaults

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from api.events.models import Event


class _OnlyLooking(Exception):
    """Ends a transaction that was only to say what would happen."""


def make_event(path: Path, organiser: str, as_json: bool) -> None:
    """Make the database where there is none, and the event in it."""
    from api.accounts.schemas import plain_address
    from api.events.event_file import read_event
    from api.events.service import put_event

    file = read_event(path)
    try:
        address = plain_address(organiser)
    except ValueError as error:
        raise InputFaults([InputFault("--organiser", str(error), "Correct it.")]) from error
    with open_database(read_settings()) as database, database.write_session() as session:
        event, new = put_event(session, file, address)
        done = {
            "event": event.slug,
            "new": new,
            "slots": len(event.slots),
            "tables": len(event.tables),
            "organiser": address,
        }
    if as_json:
        write_json(done)
        return
    say = console()
    say.print(
        f"{file.event.name}: {'made' if new else 'brought up to date'}, "
        f"{done['slots']} times, {done['tables']} tables, run by {address}."
    )
    say.print(f"Next: confab import PEOPLE.csv --event {done['event']}")


def import_people(path: Path, slug: str, check: bool, as_json: bool) -> None:
    """Bring a list of people into an event, or only say what would happen."""
    from api.attendees.importing import Outcome
    from api.attendees.importing import import_people as run
    from api.attendees.people_file import PeopleList, read_people
    from api.events.stored import StoredEvent

    listed = PeopleList(())
    outcome = Outcome()
    with open_database(read_settings()) as database:
        try:
            with database.write_session() as session:
                event = find_event(session, slug)
                listed = read_people(path, StoredEvent.of(event).fields)
                outcome = run(session, event, listed.people, path.name)
                if check:
                    raise _OnlyLooking
        except _OnlyLooking:
            pass
    if as_json:
        notices = [str(notice) for notice in listed.notices]
        write_json({"event": slug, "stored": not check, **asdict(outcome), "notices": notices})
        return
    say_notices(listed.notices)
    say = console()
    say.print(
        f"{outcome.added} people {'would be' if check else 'were'} added, {outcome.changed} "
        f"changed, {outcome.unchanged} as they were."
    )
    if outcome.kept:
        say.print(f"{outcome.kept} have sent their profile themselves: it stays as they wrote it.")
    if outcome.not_listed:
        say.print(f"{outcome.not_listed} people of the event are not in the list; they stay.")
    if check:
        say.print("Nothing was stored.")


def find_event(session: Session, slug: str) -> Event:
    """Find an event by its slug.

    Raises
    ------
    InputFaults
        There is none.
    """
    from sqlalchemy import select

    from api.events.models import Event
    from api.events.queries import by_slug

    event = by_slug(session, slug)
    if event is None:
        known = ", ".join(session.scalars(select(Event.slug).order_by(Event.slug))) or "none yet"
        raise InputFaults(
            [
                InputFault(
                    "--event",
                    f'There is no event "{slug}" (known: {known}).',
                    "Name one of these, or make it: confab init event.toml",
                )
            ]
        )
    return event
