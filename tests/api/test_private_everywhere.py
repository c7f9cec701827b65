"""Words that are private, edited, deleted or gone with their author occur nowhere for others."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as options
from hypothesis import strategies as st

from api.attendees.leaving import leave
from api.attendees.models import Attendee
from api.cli.timetable import write_files
from api.clock import now
from api.db.session import Database
from api.settings import Settings
from api.timetable.agenda.left import tell_left
from tests.api.marked import FACETS, MarkedEvent, make, mark, plainly, read_by_others

_slugs = (f"marked{number}" for number in itertools.count())
MOMENTS = ("before matching", "after matching", "after publishing", "after threads began")
EVERYTHING = (*FACETS, "name", "firm", "role", "post", "step")


def _whole_way(
    database: Database, site: Settings, moment: str, change: Callable[[MarkedEvent], None]
) -> MarkedEvent:
    """Hold an evening from list to threads; something changes at one moment of it."""
    event = make(database, site, next(_slugs))
    run_id = ""
    steps: dict[str, Callable[[], None]] = {
        "after matching": lambda: None,
        "after publishing": lambda: event.publish(run_id),
        "after threads began": event.begin_threads,
    }
    if moment == "before matching":
        change(event)
    run_id = event.match()
    for at, step in steps.items():
        step()
        if at == moment:
            change(event)
    return event


def _found(event: MarkedEvent, person: int, *what: str) -> list[str]:
    """Say where others can read a person's words."""
    words = [mark(person, each).casefold() for each in what]
    return [
        f"{where}: {word}"
        for where, text in read_by_others(event, person)
        for word in words
        if word in text
    ]


def _edit(event: MarkedEvent, person: int, facet: str, how: str) -> None:
    with event.database.write_session() as session:
        row = session.get_one(Attendee, event.people[person])
        (text,) = (each for each in row.facets if each.kind == facet)
        if how == "private":
            text.private = True
        elif how == "[private]":
            text.text = f"[private] {text.text}"
        elif how == "edited":
            text.text = "somebody who builds boats"
        else:
            row.facets.remove(text)


def _leave(event: MarkedEvent, person: int) -> None:
    with event.database.write_session() as session:
        leave(session, event.people[person])
        tell_left(session, event.event_id, event.people[person], event.slug, event.settings)


# What a page shows is the same on both databases: each walk is made on one of them.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@on_sqlite
def test_words_are_read_until_they_are_private(database: Database, settings: Settings) -> None:
    event = _whole_way(database, settings, "", lambda event: None)
    where = " ".join(_found(event, 1, *EVERYTHING))
    for what in EVERYTHING:
        assert mark(1, what).casefold() in where, f"nobody reads any {what}: this proves nothing"
    for place in (
        "/matches", "/agenda", "agenda.ics", "/threads", "/feedback/", "timetable.csv",
        "timetable.xlsx", "timetable.html", "/groups", "mail agenda", "mail thread", "/outbox",
        "/people", "/day",
    ):  # fmt: skip
        assert place in where, place


@on_sqlite
@options(
    max_examples=1, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    person=st.integers(0, 3),
    facet=st.sampled_from(FACETS),
    moment=st.sampled_from(MOMENTS),
    how=st.sampled_from(("private", "[private]", "edited", "deleted")),
)
@example(person=1, facet="need", moment="after threads began", how="private")
@example(person=2, facet="interest", moment="after threads began", how="edited")
def test_private_words_are_nowhere(
    database: Database, settings: Settings, person: int, facet: str, moment: str, how: str
) -> None:
    event = _whole_way(database, settings, moment, lambda event: _edit(event, person, facet, how))
    assert _found(event, person, facet) == []


@on_postgresql
def test_words_made_private_after_publishing_are_nowhere(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    event = _whole_way(
        database, settings, "after publishing", lambda event: _edit(event, 1, "offer", "private")
    )
    assert _found(event, 1, "offer") == []
    out = tmp_path / "files"
    write_files(database, settings, event.slug, out, 1)
    for file in out.rglob("*.*"):
        if file.is_file() and file.suffix != ".pdf":
            text = plainly(file.read_bytes(), file.name)
            assert mark(1, "offer").casefold() not in text, file.name
            assert mark(1, "name").casefold() in text or file.suffix in (".json", ".ics")


@on_postgresql
def test_who_left_is_nowhere(database: Database, settings: Settings) -> None:
    event = _whole_way(database, settings, "after threads began", lambda e: _leave(e, 1))
    assert _found(event, 1, *EVERYTHING) == []


@on_sqlite
def test_who_left_is_nowhere_though_the_row_is_whole(
    database: Database, settings: Settings
) -> None:
    def only_marked(event: MarkedEvent) -> None:
        with event.database.write_session() as session:
            session.get_one(Attendee, event.people[1]).left_at = now()

    event = _whole_way(database, settings, "after threads began", only_marked)
    assert _found(event, 1, *EVERYTHING) == []


def test_words_are_found_behind_escapes_and_folds() -> None:
    assert "zq<1, b" in plainly(b"DESCRIPTION:Z\r\n q<1\\, b", "x.ics")
    assert "a & b" in plainly(b"A &amp; B", "")
