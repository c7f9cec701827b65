"""`confab schedule` and `confab export`: a new version of a timetable, and its files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from api.cli.console import Stages, console, write_json
from api.cli.event import find_event
from api.cli.store import open_database, read_settings
from api.faults import InputFault, InputFaults

if TYPE_CHECKING:
    from api.db.session import Database
    from api.jobs.queries import JobView
    from api.settings import Settings


def make_timetable(slug: str, time_limit: float | None, seed: int, as_json: bool) -> None:
    """Match an event's people and make the next version of its timetable."""
    from api.timetable import queries

    settings = read_settings()
    payload = {"seconds": time_limit, "seed": seed}
    with open_database(settings) as database:
        with Stages(quiet=as_json).running() as stages:
            job = run_job(database, settings, slug, payload, stages)
        number = job.result["version"]
        with database.read_session() as session:
            version = queries.version(session, find_event(session, slug).id, number)
            assert version is not None
            certificate = version.certificate
    if as_json:
        write_json({"event": slug, "version": number, "certificate": certificate})
        return
    say = console()
    say.print(f"Version {number} is kept, not published.")
    say.print(f"Next: confab export --event {slug} --out FOLDER")


def run_job(
    database: Database,
    settings: Settings,
    slug: str,
    payload: dict[str, Any],
    stages: Stages,
) -> JobView:
    """Make a timetable in this process, its progress shown.

    Raises
    ------
    InputFaults
        The job could not be done; its reason says what to do.
    """
    import api.timetable.jobs  # noqa: F401 - declares the job
    from api.jobs.service import run_here
    from api.timetable.making.run_view import STAGES
    from api.timetable.service import MAKE

    with database.read_session() as session:
        event_id = find_event(session, slug).id

    def show(stage: str, fraction: float, note: str) -> None:
        stages.report(STAGES.get(stage, stage), fraction, note)

    job = run_here(database, settings, MAKE, payload, event_id=event_id, observer=show)
    if job.state != "done":
        raise InputFaults([InputFault(f"event {slug}", job.error or "It was stopped.", "")])
    return job


def export_timetable(slug: str, out: Path, number: int | None, as_json: bool) -> None:
    """Write the files of a version into a folder."""
    settings = read_settings()
    with open_database(settings) as database:
        written, missing = write_files(database, settings, slug, out, number)
    if as_json:
        write_json({"event": slug, "out": str(out), "files": written})
        return
    say = console()
    for name in written:
        say.print(f"  {out / name}", soft_wrap=True)
    if missing:
        say.print(missing)


def write_files(
    database: Database, settings: Settings, slug: str, out: Path, number: int | None
) -> tuple[list[str], str]:
    """Write a version's files; give their names, and why there is no PDF or "".

    Raises
    ------
    InputFaults
        There is no such version, or the folder cannot be written to.
    """
    from api.events.queries import rules_of
    from api.timetable import queries
    from api.timetable.exports.documents import problem_of, schedule_document
    from api.timetable.exports.folder import write_folder
    from api.timetable.versions.certificate_view import certificate_view

    with database.read_session() as session:
        event = find_event(session, slug)
        version = queries.version(session, event.id, number)
        if version is None:
            which = "--event" if number is None else "--version"
            what = "There is no timetable yet." if number is None else "There is no such version."
            raise InputFaults(
                [InputFault(which, what, f"Make one: confab schedule --event {slug}")]
            )
        view = queries.view(session, event, version)
        certificate = certificate_view(version, view, rules_of(event).min_meetings)
        documents = {
            "schedule.json": schedule_document(version, view),
            "problem.json": problem_of(version, view),
        }
    domain = urlsplit(settings.base_url).hostname or "localhost"
    try:
        return write_folder(out, view, certificate, documents, domain)
    except OSError as error:
        where = str(error.filename or out)
        raise InputFaults(
            [
                InputFault(
                    where, f"It cannot be written ({error.strerror}).", "Choose another folder."
                )
            ]
        ) from error
