"""The B2B meeting scheduling problem: our breaks and proofs beside the published solvers'.

Source of instances and figures: Bofill et al., JAIR 74 (2022) 263-301. The data are read from
``CONFAB_DATA`` (by default ``../shared/data`` beside the checkout) and are not part of Confab.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import time
from pathlib import Path

from scheduling.exact import place_all
from scheduling.instances import read_dzn
from scheduling.stop import MaxRuntime

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"


def main() -> int:
    """Run the originals, or all files; print a table and write benchmarks/results/b2b.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds a file")
    parser.add_argument("--files", choices=("original", "all"), default="original")
    asked = parser.parse_args()
    data = Path(os.environ.get("CONFAB_DATA", ROOT.parent / "shared" / "data")) / "b2b"
    if not data.is_dir():
        print(f"No B2B data at {data}: set CONFAB_DATA to the folder that holds b2b/.")
        return 0
    with (data / "best_known.csv").open(encoding="utf-8") as file:
        published = [row for row in csv.DictReader(file) if row["fairness_d"] == "2"]
    rows = []
    heads = ("file", "published", "ours", "proven", "s", "MaxSAT s", "CPLEX s")
    print("{:28}{:>12}{:>12}{:>8}{:>8}{:>10}{:>10}".format(*heads))
    for row in published:
        name = row["instance"]
        path = data / "jair2022" / f"{name}.dzn"
        if (asked.files == "original" and not name.endswith(".original")) or not path.exists():
            continue
        started = time.monotonic()
        certificate = place_all(read_dzn(path), stop=MaxRuntime(asked.limit)).certificate
        seconds = time.monotonic() - started
        best = row["total_breaks"] if row["status"] == "optimal" else "infeasible"
        none = "none found" if certificate.objective is None else f"{certificate.objective:.0f}"
        ours = "infeasible" if certificate.status == "infeasible" else none
        proven = certificate.status != "feasible"
        print(
            f"{name:28}{best:>12}{ours:>12}{'yes' if proven else 'no':>8}{seconds:8.1f}"
            f"{row['maxsat_s']:>10}{row['mip_s']:>10}",
            flush=True,
        )
        rows.append(
            {
                "file": name,
                "published": best,
                "ours": ours,
                "bound": certificate.bound,
                "proven": proven,
                "seconds": round(seconds, 2),
            }
        )
    right = sum(row["ours"] == row["published"] and row["proven"] for row in rows)
    print(f"{right} of {len(rows)} at the published answer and proven within {asked.limit:g} s.")
    RESULTS.mkdir(parents=True, exist_ok=True)
    document = {"limit": asked.limit, "rows": rows}
    (RESULTS / "b2b.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
