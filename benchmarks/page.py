"""The page of figures, docs/benchmarks.md, and its plot, from what the benchmarks wrote down."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from typing import Any

from benchmarks.measuring import RESULTS

PLOT = "pictures/growth.svg"
BEGINNING = """# Benchmarks

<!-- Made by `make docs` from benchmarks/results; do not edit. -->

Every table is what the command above it printed on the machine named with it. Machines differ and
are noisy: compare ratios and gaps, not seconds. Each benchmark runs Confab beside other ways on
the same input in the same run. Data of others is not part of Confab; what it is and where it
comes from stands in the benchmark that uses it.
"""
TEXTS = {
    "scheduling": """## Schedules

Generated people with needs and offers; everybody wants a full agenda of 12 slots and has 40
candidates or more; each person is away from a random part of the slots. "80 % tables": at most
four fifths of all who could meet at once have a table. "% of bound" is the plain sum of scores as
a share of what no schedule can beat; "under half" counts people who get less than half of the
meetings they are there for. `ours` is Confab at fairness 0, `fair` at fairness 1, `greedy` what
products do (best pair first, first free slot), `rounds` a maximum-weight matching slot by slot,
`mind_matching` a linear programme and then a greedy colouring, `one_model` the textbook CP-SAT
model over pairs and slots.
""",
    "stopping": """## Ending when told to

Each person is away from 40 % of the slots, the slowest kind. A limit is to be kept within a
tenth; who cancels waits at most a second and keeps the best so far.
""",
    "b2b": """## Given meetings

The B2B meeting scheduling problem of Bofill et al., JAIR 74 (2022): fewest breaks in people's
days; d is the most by which two people's breaks may differ. Their times are from another machine,
with a limit of two hours (TO: not finished). "clash" counts the rules in the smallest set that
cannot hold together.
""",
    "selection": """## Who meets, on real matrices

Reviewers and papers of MIDL 2018 (Kobren, Saha and McCallum, KDD 2019; greatest sum 201.8849,
best worst-off paper .9448) and the bids of three computer-science conferences (PrefLib MD-00002,
Mattei and Walsh 2013).
""",
    "repair": """## Repair on the day

"told": people whose agenda changed; "lost": meetings that could not be kept; "moved": published
meetings of others that moved; "short": people under their guarantee of three meetings. A fresh
solve is worth a little more, because it may move everybody.
""",
    "matching": """## Candidate pairs

Three needs and three offers a person, vectors given; only Confab gives reasons, too. Recall is
told against each way's own ranking, computed exactly: of Confab the score, of the others the sum
of both directed MaxSims. usearch finds the 80 nearest items of each item, and the people behind
them are ranked exactly: the larger the event, the more would be needed.
""",
    "renewal": """## Matches after an edit

Seconds from sending a profile to having its matches where pages read them: a worker process that
hears within a tenth of a second that something was stored, a SQLite file, the default model. All
people are matched each time. "New worker" is the first match of a process: the model is loaded and
every text taken apart. "After a timetable": the first edit after one was made, whose matches stay
as they are. "More runs" are those after two edits during a run.
""",
    "embedding": """## Embedding

Statements of the sample events, short and long as they come. Least cosine: of any text's vector
with what the defaults give, so settings that blur show.
""",
    "through_the_database": """## An event through the database

A SQLite file; each step in a process of its own, so that the peak of memory is its own. "Bring in"
reads, checks and stores the list as `confab import` does; "an object a row" is the same list,
stored as one would first write it. "Match" and "solve" are the jobs of a worker, which load the
model; vectors of what people say are there already. There are 12 times and a table for every two
people, and everybody wants a full agenda. "Publish" ends when every mail stands in the outbox; "a
mail at a time" is the same mails put in one by one; "send" is the first 400 of them, handed to a
mail server of this machine. "CPU s" is what the step's process took of the processor, with its
start; the last of these runs had less than one of the two cores to itself, so there it says
more than the clock. To be reached: 10,000 people brought in within 15 s and published within 30
s, and 50,000 from their list to the outbox within ten minutes and 4 GB. Missed at 50,000: 49
minutes of processor and 4.2 GB. Two thirds of the matching are products of everybody with
everybody, which grow with the square; the rest is reading what people say, 3 ms a person, and
storing 1.6 million pairs.
""",
    "kill": """## Killed processes

A small event goes round: a list is brought, a timetable made by command and by button, a version
published, mail sent. Meanwhile the web process, one of two workers or the command is killed
(SIGKILL) at a random moment and begun again; the organiser asks again, as people do. Then all must
be over within five minutes, and: the list is there as a whole, no job runs or waits, each run made
one version or none, each publishing sent once, every mail is marked as sent and came, none came
that is not in the outbox, and the database is sound. "Under way" counts the kills of a process at
its work, and those of the web process while anything it was asked for was not over; kills go on
until there are as many of these as were asked for, and the seconds are theirs. "With faults" counts
all kills after which any of the above did not hold. "Came again" are mails whose worker died
between handing them over and noting it: they have the same Message-ID.
""",
    "web": """## A site under load

Real processes: with SQLite one, with PostgreSQL two, whose server runs beside them. The visitors
are on the same machine; "visitors' share" is their part of the processor that they and the web
processes took, and PostgreSQL's own comes on top. Everybody has six meetings, twenty people to
look at and a thread, in a version published after another; fifty connections ask as different
people as soon as they are answered. "Alone": one visitor at a time. "CPU ms" is what a web process
takes for an answer. Largest kB: as sent, compressed. "At rest" is `confab serve` with its worker,
for a minute in which nobody comes. To be reached: 95 in 100 within a second with fifty at a time,
within 50 ms alone, organisers within 200 ms at 5,000 people, 500 profiles at once within two
seconds, 400 MB a process, at rest 1 % of a core, no errors.

Measured on a machine that runs Python about three times as slowly as the one of the schedules
above. Reached there: no errors, memory, and pages that cost much the same for 150 people and for
10,000. Missed there: fifty at a time wait up to three seconds, matches take 74 ms alone (PostgreSQL
up to 107), a timetable's list and the day's form more than 200 ms, and of 500 profiles the last
come after nine seconds: 20 ms of processor each, one after the other. At rest it is a little more
than 1 %, measured by itself afterwards.
""",
}
COLOURS = {
    "ours": "#b02a4f",
    "greedy": "#8a5a00",
    "rounds": "#2c6a4a",
    "mind_matching": "#245f8f",
    "one_model": "#5c5f69",
}


def page() -> str:
    """Write the page; a benchmark that was never run has no section."""
    found = {name: _read(name) for name in TEXTS}
    parts = [BEGINNING]
    for name, text in TEXTS.items():
        if found[name]:
            parts.append(_section(text, found[name]))
            if name == "scheduling":
                parts.append(
                    "![Seconds against people, both axes logarithmic, a fifth of the slots "
                    f"missed: a table of the same figures stands above]({PLOT})\n"
                )
    return "\n".join(parts)


def _read(name: str) -> dict[str, Any]:
    path = RESULTS / f"{name}.json"
    content: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return content


def _section(text: str, found: dict[str, Any]) -> str:
    machine = found["machine"]
    lines = [
        text,
        f"`{found['command']}`, {machine['date']}: {machine['cores']} cores of "
        f"{machine['processor']}, {machine['memory_gb']} GB, Python {machine['python']}, NumPy "
        f"{machine['numpy']}, OR-Tools {machine['ortools']}.\n",
    ]
    for table in found["tables"]:
        heading = table["heading"]
        lines += [
            f"**{table['title']}**\n",
            "| " + " | ".join(heading) + " |",
            "|---|" + "---:|" * (len(heading) - 1),
            *("| " + " | ".join(row) + " |" for row in table["rows"]),
            "",
        ]
    return "\n".join(lines)


def plot() -> bytes | None:
    """Draw seconds against people, both logarithmic; None if there is nothing to draw."""
    found = _read("scheduling")
    if not found:
        return None
    import io

    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams.update({"svg.hashsalt": "confab", "svg.fonttype": "none"})
    lines: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for row in found["rows"]:
        if row["absence"] == 0.2 and not row["table_load"] and not row["failed"]:
            lines[row["way"]].append((row["people"], row["seconds"]))
    figure = Figure(figsize=(7, 4.5), facecolor="#fbf9f5")
    axes = figure.add_subplot(facecolor="#fbf9f5")
    for way, colour in COLOURS.items():
        points = sorted(point for point in lines[way] if point[0] >= 100)
        if points:
            people, seconds = zip(*points, strict=True)
            axes.loglog(people, [max(s, 1e-3) for s in seconds], "o-", color=colour, linewidth=1.5)
            name = f" {way.replace('_', ' ')}" + (
                f", {_slope(points)}" if len(points) > 1 and way == "ours" else ""
            )
            axes.annotate(name, (people[-1], max(seconds[-1], 1e-3)), color=colour, va="bottom",
                          xytext=(4, 0), textcoords="offset points")  # fmt: skip
    axes.set(xlabel="people", ylabel="seconds", xlim=(80, 400_000))
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(visible=True, color="#e4dfd5", linewidth=0.5)
    figure.tight_layout()
    drawn = io.BytesIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None})
    return drawn.getvalue()


def _slope(points: list[tuple[int, float]]) -> str:
    """Say how the seconds grow with the people, between the ends."""
    (few, fast), (many, slow) = points[0], points[-1]
    return f"n^{math.log(slow / fast) / math.log(many / few):.1f}"
