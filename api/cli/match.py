"""`confab match`: a list of people to scored, explained candidate pairs; no database."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from api.attendees.people_file import read_people
from api.cli.console import Stages, say_notices, write_json
from api.cli.lesson_file import read_lesson
from api.events.event_reading import read_event
from api.faults import InputFault, InputFaults
from api.matches.profiles import idle_rules, parameters_of, policy_of, profiles_of_file
from matcher import MatchResult, Parameters, People, Policy, Weights, match


def run(
    people: Path,
    out: Path,
    top_k: int,
    event: Path | None,
    as_json: bool,
    lesson: Path | None = None,
) -> None:
    """Match the people of a file and write one line of JSON a pair.

    Raises
    ------
    InputFaults
        If a file or the model cannot be used; ``out`` is as it was then.
    """
    check_folder(out)
    with Stages(quiet=as_json).running() as stages:
        weights = read_lesson(lesson) if lesson else None
        setting = read_event(event) if event else None
        listed = read_people(people, setting.fields if setting else ())
        profiles = profiles_of_file(listed.people, setting, people.name)
        notices = list(listed.notices)
        if setting:
            notices += idle_rules(listed.people, setting.rules, people.name)
        if not as_json:
            say_notices(notices)
        stages.report("Reading", 1.0, f"{len(profiles):,} people")
        policy = policy_of(setting.rules, setting.fields) if setting else Policy()
        parameters = (
            parameters_of(setting.event.mix, setting.rules, top_k)
            if setting
            else Parameters(top_k=top_k)
        )
        result = _matched(People.of(profiles), policy, parameters, weights, stages)
        write_lines(out, lines(result, [profile.id for profile in profiles]))
        stages.report("Writing", 1.0, str(out))
    if as_json:
        write_json(
            {
                "people": len(profiles),
                "pairs": len(result.graph),
                "refused": len(result.refusals),
                "out": str(out),
                "notices": [str(notice) for notice in notices],
            }
        )


def _matched(
    people: People,
    policy: Policy,
    parameters: Parameters,
    weights: Weights | None,
    stages: Stages,
) -> MatchResult:
    # Loading the model takes seconds; what is faulty should be said before.
    from api.matches.vectors import encoder_of
    from api.settings import get_settings
    from embeddings import ModelFault, embed

    stages.report("Embedding", 0.0, "loading the model")
    try:
        encoder = encoder_of(get_settings())
    except ModelFault as fault:
        raise InputFaults(
            [InputFault("model", str(fault), "Then run the command again.")]
        ) from fault
    vectors = embed(
        people.texts,
        encoder,
        progress=lambda done, total: stages.report("Embedding", 0.99 * done / max(total, 1)),
    )
    stages.report("Embedding", 1.0, f"{len(people.texts):,} texts by {encoder.name}")
    result = match(
        people,
        vectors,
        policy,
        parameters,
        weights,
        progress=lambda done, total: stages.report("Matching", 0.99 * done / max(total, 1)),
    )
    stages.report("Matching", 1.0, f"{len(result.graph):,} pairs")
    return result


def lines(result: MatchResult, order: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Give each candidate pair in the public format, strongest first.

    Parameters
    ----------
    order
        Ids in the order of the list of people: of a pair, ``a`` stands first there.
    """
    graph = result.graph
    place = {person: number for number, person in enumerate(order)}
    for pair in range(len(graph)):
        a, b = (result.people.profiles[side[pair]].id for side in (graph.a, graph.b))
        benefits = [float(graph.benefit_ab[pair]), float(graph.benefit_ba[pair])]
        if place[b] < place[a]:
            a, b = b, a
            benefits.reverse()
        yield {
            "a": a,
            "b": b,
            "score": round(float(graph.score[pair]), 4),
            "benefit_ab": round(benefits[0], 4),
            "benefit_ba": round(benefits[1], 4),
            "affinity": round(float(graph.affinity[pair]), 4),
            "reasons": [
                {
                    "for": reason.for_id,
                    "need": reason.need,
                    "offer": reason.offer,
                    "strength": reason.strength,
                    "kind": reason.kind,
                    "role": reason.role,
                }
                for reason in result.reasons_of(pair)
            ],
        }


def check_folder(out: Path) -> None:
    """Refuse a place where no file can be written, before any work is done.

    Raises
    ------
    InputFaults
        If ``out`` is a folder, or its folder is missing or read-only.
    """
    folder = out.parent
    if out.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        what = "It is a folder." if out.is_dir() else f"The folder {folder} cannot be written to."
        raise InputFaults([InputFault(str(out), what, "Give the path of a file to write.")])


def write_lines(out: Path, records: Iterator[dict[str, Any]]) -> None:
    """Write JSON lines whole or not at all: a file beside it takes its place at the end."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=out.parent, prefix=f".{out.name}.", delete=False
    ) as file:
        part = Path(file.name)
        try:
            for record in records:
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
            file.close()
            # A temporary file is its owner's alone; the result is as readable as any new file.
            mask = os.umask(0)
            os.umask(mask)
            part.chmod(0o666 & ~mask)
            part.replace(out)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
