"""Events with people, rules and relevance labels: the samples, or anybody's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from api.attendees.people_file import read_people
from api.events.event_reading import read_event
from api.matches.profiles import parameters_of, policy_of, profiles_of_file
from benchmarks.outcomes.data import ROOT, Absent
from benchmarks.outcomes.labels import read_labels
from matcher import Parameters, People, Policy

Floats = NDArray[np.float64]
EVENTS = (
    "business-exchange",
    "fitness-circle",
    "mentoring-breakfast",
    "research-day",
    "suppliers-evening",
    "towpath-circle",
)


@dataclass(frozen=True, eq=False)
class Sample:
    """An event's people and the grades of its held-out half; nan where nobody judged."""

    name: str
    people: People
    policy: Policy
    parameters: Parameters
    grades: Floats


def read(name: str) -> Sample:
    """Read people, rules and labels of a sample event.

    Raises
    ------
    Absent
        If the sample or its labels are not in this checkout.
    """
    home = ROOT / "examples" / name
    labels = home / "relevance.csv"
    if not labels.is_file():
        raise Absent(f"{name} is skipped: there is no {labels}.")
    return sample_of(f"Sample {name}", home / "attendees.csv", labels, home / "event.toml")


def sample_of(name: str, listed: Path, labels: Path, event: Path | None) -> Sample:
    """Read any event's people, rules and labels.

    Raises
    ------
    InputFaults
        If a file cannot be used.
    """
    setting = read_event(event) if event else None
    rows = read_people(listed, setting.fields if setting else ()).people
    people = People.of(profiles_of_file(rows, setting, listed.name))
    return Sample(
        name,
        people,
        policy_of(setting.rules, setting.fields) if setting else Policy(),
        parameters_of(setting.event.mix, setting.rules) if setting else Parameters(),
        read_labels(labels, [profile.id for profile in people.profiles]),
    )
