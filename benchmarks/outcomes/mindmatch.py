"""Mind matching: 1,162 scientists' abstracts, for speed, symmetry and reasons; no outcomes."""

from __future__ import annotations

import csv
import gzip
import time
from pathlib import Path

import numpy as np

from benchmarks.outcomes.data import folder
from benchmarks.outcomes.tables import Table
from benchmarks.outcomes.vectors import Vectors
from matcher import MatchResult, Parameters, People, Policy, Profile, match

_MEETINGS = 6


def read(path: Path) -> tuple[list[Profile], frozenset[tuple[str, str]]]:
    """Read abstracts as interests, and the pairs that must not meet."""
    profiles, conflicts = [], set()
    with gzip.open(path / "attendees.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            profiles.append(Profile(line["user_id"], interests=" ".join(line["abstract"].split())))
            for other in filter(None, line["conflict_user_ids"].split(";")):
                conflicts.add((line["user_id"], other))
    return profiles, frozenset(conflicts)


def run(vectors: Vectors, quick: bool) -> list[Table]:
    """Print how long a match takes and what it gives, beside the tool's own output."""
    home = folder("mindmatch_anon", "attendees.csv.gz", "baseline_matches_first500.csv")
    profiles, conflicts = read(home)
    if quick:
        profiles = profiles[:150]
    people = People.of(profiles)
    rows = vectors.of(people.texts)
    started = time.perf_counter()
    result = match(people, rows, Policy(blocked=conflicts), Parameters(mix=0.0))
    seconds = time.perf_counter() - started
    lists = [set(own[:_MEETINGS]) for own in result.suggestions]
    mutual, chosen = _mutual(lists)
    table = Table(
        "Mind matching: scientists by their abstracts",
        ("figure",),
        notes=[
            "No outcomes exist for this set, so it says nothing about who is right, and no "
            "popularity baseline applies.",
            "Pairs of the graph are symmetric by construction; a list's choice is returned where "
            "the other's list has it too. The published tool returned 2,100 of 3,000.",
        ],
    )
    table.add("people", len(people))
    table.add("statements", len(people.items))
    table.add("seconds to match, vectors given", seconds)
    table.add("candidate pairs with reasons", len(result.graph))
    table.add("share of pairs with a reason in words", _explained(result))
    table.add("pairs in conflict that were matched", _conflicting(result, conflicts))
    table.add(f"choices returned, lists of {_MEETINGS}", mutual / chosen)
    table.add("the published tool's lists of 6 (first 500 people)", _published(home))
    table.add("exposure, Gini, best-first lists", result.exposure_before.gini)
    table.add("exposure, Gini, Confab's lists", result.exposure_after.gini)
    return [table]


def _mutual(lists: list[set[int]]) -> tuple[int, int]:
    chosen = sum(len(own) for own in lists)
    mutual = sum(person in lists[other] for person, own in enumerate(lists) for other in own)
    return mutual, max(chosen, 1)


def _explained(result: MatchResult) -> float:
    said = [bool(result.reasons_of(pair)) for pair in range(0, len(result.graph), 7)]
    return float(np.mean(said)) if said else 0.0


def _conflicting(result: MatchResult, conflicts: frozenset[tuple[str, str]]) -> int:
    ids = [profile.id for profile in result.people.profiles]
    pairs = zip(result.graph.a.tolist(), result.graph.b.tolist(), strict=True)
    return sum((ids[a], ids[b]) in conflicts or (ids[b], ids[a]) in conflicts for a, b in pairs)


def _published(home: Path) -> float:
    with (home / "baseline_matches_first500.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    chosen = {
        (line[0], other)
        for line in lines[1:]
        for cell in line[1:]
        for other in cell.replace(",", ";").split(";")
        if other.strip()
    }
    return sum((b, a) in chosen for a, b in chosen) / max(len(chosen), 1)
