"""`confab check`: what is wrong with a set-up, in words."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict

import typer

from api.cli.checks.finding import Finding
from api.cli.console import write_json
from api.cli.store import reach_database, read_settings
from api.faults import InputFaults
from api.settings import Settings

WRONG = 1
_SIGNS = {"good": "ok  ", "look": "look", "bad": "BAD "}


def check(as_json: bool) -> None:
    """Look at every part of the set-up; exit status 1 if one does not work."""
    found: list[Finding] = []
    for finding in _findings():
        found.append(finding)
        if not as_json:
            sys.stdout.write(_line(finding))
            sys.stdout.flush()
    bad = sum(finding.state == "bad" for finding in found)
    if as_json:
        write_json({"good": not bad, "findings": [asdict(finding) for finding in found]})
    elif bad:
        sys.stdout.write(f"\n{bad} {'thing does' if bad == 1 else 'things do'} not work.\n")
    else:
        sys.stdout.write("\nAll that is needed works.\n")
    if bad:
        raise typer.Exit(WRONG)


def _findings() -> Iterator[Finding]:
    from api.cli.checks.address import address_findings
    from api.cli.checks.machine import disk_findings, model_finding, print_finding
    from api.cli.checks.mail import mail_findings

    try:
        settings = read_settings()
    except InputFaults as faults:
        for fault in faults.faults:
            yield Finding("settings", "bad", f"{fault.where}: {fault.what}", fault.remedy)
        return
    yield from _database(settings)
    yield from mail_findings(settings)
    yield from address_findings(settings)
    yield from disk_findings(settings)
    yield model_finding(settings)
    yield print_finding()


def _database(settings: Settings) -> Iterator[Finding]:
    from api.cli.checks.database import database_findings, missing_file

    url = settings.database_url.get_secret_value()
    missing = missing_file(url)
    if missing:
        # Looking at it would make it.
        yield missing
        return
    try:
        with reach_database(url, "CONFAB_DATABASE_URL") as database:
            yield from database_findings(database)
    except InputFaults as faults:
        for fault in faults.faults:
            yield Finding("database", "bad", f"{fault.where}: {fault.what}", fault.remedy)


def _line(finding: Finding) -> str:
    line = f"{_SIGNS[finding.state]}  {finding.part:<9} {finding.words}\n"
    return line if not finding.remedy else f"{line}{'':<16}{finding.remedy}\n"
