"""`confab sign-in-link`: a way in where no mail can be sent."""

from __future__ import annotations

import sys

from api.cli.console import write_json
from api.cli.store import open_database, read_settings
from api.faults import InputFault, InputFaults


def sign_in_link(email: str, as_json: bool) -> None:
    """Print a link that signs a person in once, within 15 minutes."""
    from api.accounts.mails import link_of
    from api.accounts.queries import by_address
    from api.accounts.schemas import plain_address
    from api.accounts.service import LIFE, invite

    settings = read_settings()
    try:
        address = plain_address(email)
    except ValueError as error:
        raise InputFaults([InputFault("EMAIL", str(error), "Correct it.")]) from error
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
