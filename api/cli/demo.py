"""`confab demo`: the main job on the sample event, from the list to the printed timetable."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.console import Stages, console
from api.cli.store import open_database, read_settings
from api.cli.timetable import run_job, write_files

if TYPE_CHECKING:
    from api.db.session import Database
    from api.settings import Settings

ORGANISER = "host@example.org"
OUT = Path("demo-output")
_SAMPLE = "business-exchange"


def run(fresh: bool) -> None:
    """Import, embed, match, schedule, verify, store, write `OUT`, and report.

    Raises
    ------
    InputFaults
        A step could not be done.
    """
    from api.accounts.stewards import name_steward
    from api.attendees.importing import import_people
    from api.attendees.people_file import read_people
    from api.cli.demo_report import print_report
    from api.events.event_reading import read_event
    from api.events.service import put_event

    folder = sample()
    settings = read_settings()
    if fresh:
        _forget(settings)
    file = read_event(folder / "event.toml")
    slug = file.event.slug
    rows = read_people(folder / "attendees.csv", file.fields).people
    say = console()
    say.print(f"{file.event.name}: a fictional event with {len(rows)} people.\n")
    with open_database(settings) as database:
        with Stages().running() as stages:
            stages.report("Import the list", 0.0)
            with database.write_session() as session:
                event, _ = put_event(session, file, ORGANISER)
                name_steward(session, ORGANISER)
                import_people(session, event, rows, "attendees.csv")
            stages.report("Import the list", 1.0, f"{len(rows)} people")
            job = run_job(database, settings, slug, {"reuse": True}, stages)
            _publish(database, slug, job.result["version"])
            stages.report("Write the files", 0.0)
            written, missing = write_files(database, settings, slug, OUT, job.result["version"])
            stages.report("Write the files", 1.0, f"in {OUT}/")
        with database.read_session() as session:
            print_report(session, slug, job.result["version"])
    say.print("\nWritten to demo-output/: " + ", ".join(written))
    if missing:
        say.print(missing)
    confab = _called()
    say.print("\nGo on with:")
    for words, what in (
        ("serve", "the site, with this event in it"),
        (f"sign-in-link {ORGANISER}", "a link for the organiser"),
        (f"sign-in-link {rows[0].email}", "one for an attendee"),
    ):
        say.print(f"  {confab} {words:<36} {what}", soft_wrap=True)


def sample() -> Path:
    """Find the sample event: inside the installed package, or in the checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_examples" / _SAMPLE
    return installed if installed.is_dir() else package.parent / "examples" / _SAMPLE


def _called() -> str:
    """Say how the command line was called, to be called again in the same way."""
    name = Path(sys.argv[0])
    if name.stem != "confab":
        return "python -m api.cli"
    return "confab" if shutil.which("confab") == str(name) else str(name)


def _publish(database: Database, slug: str, number: int) -> None:
    """Let attendees see the timetable; the sample's people are sent nothing real."""
    from api.cli.event import find_event
    from api.timetable import queries
    from api.timetable.service import publish

    with database.write_session() as session:
        version = queries.version(session, find_event(session, slug).id, number)
        assert version is not None
        if version.published_at is None:
            publish(session, version)


def _forget(settings: Settings) -> None:
    """Remove what the last demo made: its output, and the embedded database's file."""
    shutil.rmtree(OUT, ignore_errors=True)
    url = settings.database_url.get_secret_value()
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
