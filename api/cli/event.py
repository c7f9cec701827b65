"""`confab init` and `confab import`: an event and its people, into the database."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from api.attendees.list_report import ListReport, shortened, words
from api.cli.console import console, say_notices, write_json
from api.cli.store import open_database, read_settings
from api.faults import InputFault, InputFaults

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from api.events.models import Event


def make_event(path: Path, organiser: str, as_json: bool) -> None:
    """Make the database where there is none, and the event in it."""
    from api.accounts.schemas import plain_address
    from api.events.event_reading import read_event
    from api.events.service import put_event
    from api.insight.changing import bring_up_to_date

    file = read_event(path)
    try:
        address = plain_address(organiser)
    except ValueError as error:
        raise InputFaults([InputFault("--organiser", str(error), "Correct it.")]) from error
    with open_database(read_settings()) as database, database.write_session() as session:
        touches = bring_up_to_date(session, file)
        event, new = put_event(session, file, address)
        done = {
            "event": event.slug,
            "new": new,
            "slots": len(event.slots),
            "tables": len(event.tables),
            "organiser": address,
            "notes": [*file.notes(), *touches],
        }
    if as_json:
        write_json(done)
        return
    say = console()
    say.print(
        f"{file.event.name}: {'made' if new else 'brought up to date'}, "
        f"{done['slots']} times, {done['tables']} tables, run by {address}."
    )
    for note in (*file.notes(), *touches):
        say.print(f"Note: {note}")
    say.print(f"Next: confab import PEOPLE.csv --event {done['event']}")


def import_people(path: Path, slug: str, check: bool, yes: bool, as_json: bool) -> None:
    """Bring a list of people into an event, or only say what would happen."""
    from api.attendees.importing import carry_out
    from api.attendees.list_plan import plan_list
    from api.attendees.people_file import read_people
    from api.events.stored import StoredEvent

    with open_database(read_settings()) as database:
        with database.read_session() as session:
            event = find_event(session, slug)
            listed = read_people(path, StoredEvent.of(event).fields)
            planned = plan_list(session, event, listed.people, path.name, cancelled=listed.away)
            report = planned.report
        stored = not check
        _point_out(report.alike)
        if report.alike and stored:
            stored = yes or not sys.stdin.isatty() or typer.confirm("Bring them in like this?")
        if stored:
            with database.write_session() as session:
                event = find_event(session, slug)
                # Planned again: meanwhile somebody may have sent their profile.
                rows, away = listed.people, listed.away
                plan = plan_list(session, event, rows, path.name, cancelled=away, lock=True)
                report = carry_out(session, event, plan, None, path.name[:200])
    if as_json:
        notices = [str(notice) for notice in listed.notices]
        told = {"event": slug, "stored": stored, **asdict(report.outcome), "notices": notices}
        write_json(told | {"people": report.document()})
        return
    say_notices(listed.notices)
    if listed.tool:
        console().print(f"This is an attendee list from {listed.tool}.")
    _say(report, stored)


def _point_out(alike: Sequence[str]) -> None:
    """Name, before anything is stored, who looks like one person."""
    for line in shortened(alike):
        sys.stderr.write(f"{line}\n")
    if alike:
        sys.stderr.write("They are taken for different people. If they are one, change the list.\n")


def _say(report: ListReport, stored: bool) -> None:
    say = console()
    for sentence, lines in words(report, stored):
        say.print(sentence)
        for line in shortened(lines):
            say.print(f"  {line}", soft_wrap=True)
    if not stored:
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
