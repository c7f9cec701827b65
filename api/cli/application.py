"""The commands and their options, as `confab --help` lists them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.operator_commands import database, operator
from api.cli.options import EventOption, JsonOption, Seed, Threads, TimeLimit

app = typer.Typer(
    name="confab",
    help="Matchmaking for events: who would gain from whom, and a fair timetable.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
# Without a name of its own: its commands stand beside these.
app.add_typer(operator)
app.add_typer(database, name="db")


@app.command()
def match(
    people: Annotated[Path, typer.Argument(help="CSV or XLSX; see docs/formats.md.")],
    out: Annotated[Path, typer.Option(help="One line of JSON a candidate pair.")],
    top_k: Annotated[int, typer.Option(min=1, max=1000, help="Pairs kept for each person.")] = 20,
    event: Annotated[Path | None, typer.Option(help="event.toml: mix, rules, own fields.")] = None,
    lesson: Annotated[
        Path | None, typer.Option(help="What `confab learn OUTCOMES.csv --json` printed.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Score who would gain from whom, with reasons. Needs no database."""
    from api.cli.match import run

    run(people, out, top_k, event, as_json, lesson)


@app.command()
def solve(
    problem: Annotated[
        Path, typer.Argument(help="problem.json or a B2B instance, .dzn; docs/formats.md.")
    ],
    out: Annotated[Path, typer.Option(help="Where the schedule goes.")],
    time_limit: TimeLimit = None,
    seed: Seed = 0,
    threads: Threads = 2,
    as_json: JsonOption = False,
) -> None:
    """Make a timetable from a problem file. Needs no database, reads no text.

    Exit status 0: made; 2: the problem is faulty; 3: its rules cannot hold together.
    """
    from api.cli.solve import run

    run(problem, out, time_limit, seed, threads, as_json)


@app.command()
def repair(
    problem: Annotated[Path, typer.Argument(help="problem.json that the schedule was made from.")],
    schedule: Annotated[Path, typer.Argument(help="schedule.json, as `confab solve` wrote it.")],
    changes: Annotated[Path, typer.Argument(help="changes.json; see docs/formats.md.")],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="A folder for the new problem and schedule.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Bring a timetable up to date with what happened on the day, moving few people.

    Exit status 0: made; 2: a file is faulty, and nothing is written.
    """
    from api.cli.repair import run

    run(problem, schedule, changes, out, as_json)


@app.command()
def explain(
    problem: Annotated[Path, typer.Argument(help="problem.json that the schedule was made from.")],
    schedule: Annotated[Path, typer.Argument(help="schedule.json, as `confab solve` wrote it.")],
    person: Annotated[str, typer.Argument(help="Id of an attendee or team.")],
    other: Annotated[str | None, typer.Argument(help="Another, to ask about the two.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Say why somebody has no more meetings, or two do not meet, and what would help."""
    from api.cli.explain import run

    run(problem, schedule, person, other, as_json)


@app.command()
def evaluate(
    which: Annotated[
        str,
        typer.Option(
            "--set",
            help="speed_dating, mentor_mentee, reviewers, mindmatch, samples, symptoms, wishes "
            "or all.",
        ),
    ] = "all",
    people: Annotated[
        Path | None, typer.Option("--people", help="Or a list of people of your own.")
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option("--labels", help="Who would gain from whom among them; see docs/matching.md."),
    ] = None,
    event: Annotated[
        Path | None, typer.Option("--event", help="Their event file: mix, questions and rules.")
    ] = None,
    quick: Annotated[bool, typer.Option(help="Small slices, for a first look.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Judge matching on real outcomes, labelled samples or an event of your own.

    By the model of CONFAB_MODEL. Needs a checkout; the data sets of others must be there.
    """
    from api.cli.evaluate import OwnFiles
    from api.cli.evaluate import evaluate as run

    if (people is None) != (labels is None) or (event is not None and people is None):
        raise typer.BadParameter("Give --people and --labels together; --event goes with them.")
    own = OwnFiles(people, labels, event) if people and labels else None
    run(which, quick, as_json, own)


@app.command()
def learn(
    outcomes: Annotated[
        Path | None, typer.Argument(help="CSV of answers; see docs/matching.md.")
    ] = None,
    event: Annotated[str | None, typer.Option("--event", help="Or the event's slug.")] = None,
    activate: Annotated[
        bool, typer.Option("--activate", help="Match by this lesson from now on, if it is better.")
    ] = False,
    back: Annotated[
        bool, typer.Option("--go-back", help="Only match by the score as it comes again.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Say what feedback teaches the score, and whether it judges better than before.

    Of an event the lesson is kept as its next version, and can be used. Exit status 3: it was
    to be used and is no better.
    """
    from api.cli.learning import go_back, learn_from_event, learn_from_file

    if (outcomes is None) == (event is None):
        raise typer.BadParameter("Give a file of outcomes, or --event, not both.")
    if outcomes is not None and (activate or back):
        raise typer.BadParameter("Only an event's lesson can be used; give --event.")
    if activate and back:
        raise typer.BadParameter("Give --activate or --go-back, not both.")
    if outcomes is not None:
        learn_from_file(outcomes, as_json)
    elif event is not None and back:
        go_back(event, as_json)
    elif event is not None:
        learn_from_event(event, activate, as_json)


@app.command()
def schema(
    name: Annotated[str, typer.Argument(help="problem, schedule or changes")],
) -> None:
    """Print the JSON Schema of a public format."""
    from api.cli.solve import print_schema

    print_schema(name)


@app.command()
def demo(
    fresh: Annotated[bool, typer.Option(help="Forget the last demo first.")] = False,
) -> None:
    """Run the main job on the sample event and write demo-output/."""
    from api.cli.demo import run

    run(fresh)


@app.command()
def init(
    event: Annotated[Path, typer.Argument(help="event.toml; see docs/formats.md.")],
    organiser: Annotated[str, typer.Option(help="The organiser's e-mail address.")],
    as_json: JsonOption = False,
) -> None:
    """Make the database where there is none, and the event in it."""
    from api.cli.event import make_event

    make_event(event, organiser, as_json)


@app.command(name="import")
def import_(
    people: Annotated[Path, typer.Argument(help="CSV or XLSX; see docs/formats.md.")],
    event: EventOption,
    check: Annotated[bool, typer.Option(help="Only say what would happen.")] = False,
    yes: Annotated[bool, typer.Option(help="Ask nothing, whoever looks alike.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Bring a list of people into an event; again to update it, by address, then by id."""
    from api.cli.event import import_people

    import_people(people, event, check, yes, as_json)


@app.command()
def schedule(
    event: EventOption,
    time_limit: TimeLimit = None,
    seed: Seed = 0,
    as_json: JsonOption = False,
) -> None:
    """Match the event's people and make a new version of its timetable."""
    from api.cli.timetable import make_timetable

    make_timetable(event, time_limit, seed, as_json)


@app.command()
def export(
    event: EventOption,
    out: Annotated[Path, typer.Option(help="A folder; made where there is none.")],
    version: Annotated[int | None, typer.Option(help="Of the timetable; else the last.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Write a timetable as CSV, XLSX, calendars, a printable page and JSON."""
    from api.cli.timetable import export_timetable

    export_timetable(event, out, version, as_json)


@app.command(name="sign-in-link")
def sign_in_link(
    email: Annotated[str, typer.Argument(help="Whose link.")],
    as_json: JsonOption = False,
) -> None:
    """Print a link that signs a person in once, within 15 minutes."""
    from api.cli.accounts import sign_in_link as run

    run(email, as_json)
