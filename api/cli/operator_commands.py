"""The commands of whoever runs the site, and their options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import JsonOption

operator = typer.Typer()
database = typer.Typer(help="Look after the database.", no_args_is_help=True)


@operator.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    with_worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Or workers run elsewhere.")
    ] = True,
) -> None:
    """Run the site: the web process and one worker."""
    from api.cli.serving import serve as run

    run(host, port, with_worker)


@operator.command()
def worker() -> None:
    """Run one more worker beside a site on PostgreSQL."""
    from api.cli.serving import worker as run

    run()


@operator.command()
def steward(
    email: Annotated[str, typer.Argument(help="Their address.")],
    dismiss: Annotated[
        bool, typer.Option("--dismiss", help="They are one no more; the last one may go, too.")
    ] = False,
) -> None:
    """Let somebody make events in the browser, and say there who else may."""
    from api.cli.accounts import steward as run

    run(email, dismiss)


@operator.command()
def check(as_json: JsonOption = False) -> None:
    """Say what is wrong with the set-up: database, mail, address, clock, disk, model.

    No mail is sent and nothing is stored. Exit status 1: something does not work.
    """
    from api.cli.check import check as run

    run(as_json)


@operator.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where it goes; never written over.")],
    as_json: JsonOption = False,
) -> None:
    """Keep everything in one file, as it is at this moment; the site may run meanwhile."""
    from api.cli.backup import backup as run

    run(file, as_json)


@operator.command()
def restore(
    file: Annotated[Path, typer.Argument(help="As `confab backup` wrote it.")],
    as_json: JsonOption = False,
) -> None:
    """Bring a backup into the database of the settings, which must be empty."""
    from api.cli.backup import restore as run

    run(file, as_json)


@operator.command()
def move(
    url: Annotated[str, typer.Argument(help="sqlite:///PATH or postgresql://USER@HOST/NAME.")],
    as_json: JsonOption = False,
) -> None:
    """Copy everything into another, empty database; stop the site first."""
    from api.cli.backup import move as run

    run(url, as_json)


@database.command()
def upgrade() -> None:
    """Bring the database to this release's shape."""
    from api.cli.store import upgrade as run

    run()
