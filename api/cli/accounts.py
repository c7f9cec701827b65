"""`confab sign-in-link` and `confab steward`: a way in without mail, and who may make events."""

from __future__ import annotations

import sys

from api.cli.console import write_json
from api.cli.store import open_database, read_settings
from api.faults import InputFault, InputFaults


def sign_in_link(email: str, as_json: bool) -> None:
    """Print a link that signs a person in once, within 15 minutes."""
    from api.accounts.mails import link_of
    from api.accounts.queries import by_address
    from api.accounts.service import LIFE, invite

    settings = read_settings()
    address = _plain(email)
    with open_database(settings) as database, database.write_session() as session:
        account = by_address(session, address)
        if account is None:
            raise InputFaults(
                [
                    InputFault(
                        "EMAIL",
                        f"Nobody is known by {address}.",
                        "Import a list with that address, or make an event for that organiser.",
                    )
                ]
            )
        link = link_of(invite(session, account), settings)
    if as_json:
        minutes = round(LIFE.total_seconds() / 60)
        write_json({"email": address, "link": link, "minutes": minutes})
    else:
        sys.stdout.write(f"{link}\n")


def steward(email: str, dismissed: bool) -> None:
    """Make somebody a steward of the site, or let them be one no more."""
    from api.accounts.queries import by_address
    from api.accounts.stewards import name_steward

    address = _plain(email)
    with open_database(read_settings()) as database, database.write_session() as session:
        if not dismissed:
            name_steward(session, address)
        elif account := by_address(session, address):
            account.steward = False
    said = "is no steward" if dismissed else "may make events, and say who else may"
    sys.stdout.write(f"{address} {said}.\n")


def _plain(email: str) -> str:
    from api.accounts.schemas import plain_address

    try:
        return plain_address(email)
    except ValueError as error:
        raise InputFaults([InputFault("EMAIL", str(error), "Correct it.")]) from error
