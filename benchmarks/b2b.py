"""The B2B meeting scheduling problem: our breaks and proofs beside the published solvers'.

``python -m benchmarks.b2b [--files all] [--limit 60]``. Source of instances and figures: Bofill
et al., JAIR 74 (2022) 263-301; d is the most by which two people's breaks may differ. Their
solvers had two hours on another machine, so compare orders of size, not seconds. The data are
read from ``CONFAB_DATA`` (by default ``../shared/data`` beside the checkout) and are not part of
Confab.
"""

from __future__ import annotations

import argparse
import csv
import sys
from dataclasses import dataclass
from pathlib import Path

from api.formats.dzn import read_dzn
from benchmarks.measuring import show, timed, write
from benchmarks.outcomes.data import Absent, folder
from scheduling.given.place_all import place_all
from scheduling.stop import MaxRuntime

HEADING = ("file", "d", "published", "ours", "proven", "clash", "s", "MaxSAT s", "CPLEX s")


@dataclass(frozen=True, slots=True)
class Row:
    """One file with one d: what is published and what we found."""

    file: str
    spread: int
    published: str
    ours: str
    bound: float | None
    proven: bool
    clash: int
    """Rules in the smallest clashing set; 0 where meetings could be placed."""
    seconds: float
    maxsat_seconds: str
    cplex_seconds: str

    @property
    def right(self) -> bool:
        """Whether this is the published answer and proven."""
        return self.proven and self.ours == self.published


def measured(published: dict[str, str], path: Path, limit: float) -> Row:
    """Place one file's meetings within the limit."""
    spread = int(published["fairness_d"])
    problem = read_dzn(path, spread)
    timing, result = timed(lambda: place_all(problem, stop=MaxRuntime(limit)), 1)
    certificate = result.certificate
    none = "none found" if certificate.objective is None else f"{certificate.objective:.0f}"
    best = published["total_breaks"] if published["status"] == "optimal" else "infeasible"
    return Row(
        file=published["instance"],
        spread=spread,
        published=best,
        ours="infeasible" if certificate.status == "infeasible" else none,
        bound=certificate.bound,
        proven=certificate.status != "feasible",
        clash=len(certificate.clash),
        seconds=round(timing.median, 2),
        maxsat_seconds=published["maxsat_s"],
        cplex_seconds=published["mip_s"],
    )


def cells(row: Row) -> tuple[str, ...]:
    """One line of the table."""
    found = (row.published, row.ours, "yes" if row.proven else "no", str(row.clash or ""))
    times = (f"{row.seconds:.1f}", row.maxsat_seconds, row.cplex_seconds)
    return (row.file, str(row.spread), *found, *times)


def main() -> None:
    """Run the originals, or all files; print a table and write benchmarks/results/b2b.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds a file")
    parser.add_argument("--files", choices=("original", "all"), default="original")
    asked = parser.parse_args()
    try:
        home = folder("b2b", "best_known.csv")
    except Absent as absent:
        sys.exit(str(absent))
    with (home / "best_known.csv").open(encoding="utf-8") as file:
        published = list(csv.DictReader(file))
    rows: list[Row] = []
    for line in published:
        path = home / "jair2022" / f"{line['instance']}.dzn"
        if path.exists() and (asked.files == "all" or path.stem.endswith(".original")):
            rows.append(measured(line, path, asked.limit))
            print(*cells(rows[-1]), file=sys.stderr, flush=True)
    right = sum(row.right for row in rows)
    title = f"{right} of {len(rows)} at the published answer, proven, within {asked.limit:g} s each"
    table = show(title, HEADING, [cells(row) for row in rows])
    command = f"python -m benchmarks.b2b --files {asked.files} --limit {asked.limit:g}"
    write("b2b", command, [table], rows=rows)


if __name__ == "__main__":
    main()
