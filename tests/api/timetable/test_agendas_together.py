"""Agendas of a parcel are worded together: as each alone, and never in words that are outdated."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from api.attendees.models import Attendee
from api.clock import now
from api.db.session import Database
from api.events.service import put_event
from api.mail import parcels
from api.mail.composing import Mail, Source, compose
from api.mail.models import OutboxMail
from api.mail.parcels import ParcelWords
from api.mail.sending import send_parcel
from tests.api.looking import HOST, email
from tests.api.publishing import send_agendas
from tests.api.timetable.versions import add_version
from tests.api.world import World, event_file
from tests.mail_server import mail_server, text_of


@pytest.fixture
def waiting(small_world: World) -> dict[str, tuple[str, Source | None]]:
    """The mails of a version that changes four agendas, by their ids."""
    add_version(small_world, {(1, 3): (0, "Quay 1"), (2, 4): (1, "Quay 2")})
    with small_world.database.write_session() as session:
        assert send_agendas(session, small_world.event_id, 2, 1, "p") == 4
    with small_world.database.read_session() as session:
        rows = session.scalars(select(OutboxMail)).all()
    # The two who meet in the version that is shown come first: ids of one batch have no order.
    rows = sorted(rows, key=lambda row: small_world.attendees.index(row.attendee_id or ""))
    return {row.id: (row.kind, row.source) for row in rows}


def _together(world: World, waiting: dict[str, tuple[str, Source | None]]) -> list[Mail]:
    words = ParcelWords(waiting, world.settings)
    found = []
    for mail_id in waiting:
        with world.database.read_session() as session:
            worded = words.of(session, mail_id)
        assert isinstance(worded, Mail)
        found.append(worded)
    return found


def _count(database: Database, statements: list[str]) -> None:
    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)


def test_together_they_say_what_each_says_alone_in_one_reading(
    small_world: World, waiting: dict[str, tuple[str, Source | None]]
) -> None:
    with small_world.database.write_session() as session:
        changed = session.get_one(Attendee, small_world.attendees[2])
        changed.available, changed.name = ["s01", "s02"], "Dr. Ánná <Ó>"
    alone = []
    for kind, source in waiting.values():
        with small_world.database.read_session() as session:
            alone.append(compose(session, kind, source, None, small_world.settings))
    statements: list[str] = []
    _count(small_world.database, statements)
    assert _together(small_world, waiting) == alone
    whole = len(statements)
    statements.clear()
    _together(small_world, dict(list(waiting.items())[:2]))
    assert whole - len(statements) == 2, "one more for each more mail: has anything changed?"


def test_what_changes_while_a_parcel_leaves_stands_in_all_that_leave_after_it(
    small_world: World, waiting: dict[str, tuple[str, Source | None]]
) -> None:
    texts: list[str] = []
    with mail_server() as server:
        worker = server.worker(small_world.database, small_world.settings)
        words = ParcelWords(waiting, small_world.settings)
        for number, mail_id in enumerate(waiting):
            with small_world.database.write_session() as session:
                for person in session.scalars(select(Attendee)):
                    person.name, person.changed_at = f"Somebody{number}", now()
            with small_world.database.read_session() as session:
                worded = words.of(session, mail_id)
            assert isinstance(worded, Mail)
            texts.append(worded.text)
        send_parcel(worker, "p:0")
    for number, text in enumerate(texts):
        assert f"Somebody{number}" in text
        assert f"Somebody{number - 1}" not in text
    assert sorted(server.recipients) == [email(n) for n in (1, 2, 3, 4)]
    assert all("Somebody3" in text_of(mail) for mail in server.mails)


def test_a_break_that_moves_meanwhile_stands_in_the_mails_that_leave_after_it(
    small_world: World, waiting: dict[str, tuple[str, Source | None]]
) -> None:
    words, (first, second, *_) = ParcelWords(waiting, small_world.settings), waiting
    with small_world.database.read_session() as session:
        words.of(session, first)
    file = event_file(breaks=[{"name": "Scones", "start": "14:40", "end": "15:00"}])
    with small_world.database.write_session() as session:
        put_event(session, file, HOST)
    with small_world.database.read_session() as session:
        worded = words.of(session, second)
    assert isinstance(worded, Mail)
    assert "Scones" in worded.text


def test_words_grow_old(
    small_world: World,
    waiting: dict[str, tuple[str, Source | None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words, (first, second, *_) = ParcelWords(waiting, small_world.settings), waiting
    with small_world.database.read_session() as session:
        words.of(session, first)
    with small_world.database.write_session() as session:
        # Changed by a clock that is behind: no time of a change is newer than before.
        for person in session.scalars(select(Attendee)):
            person.name = "Somebody else"
    with small_world.database.read_session() as session:
        monkeypatch.setattr(parcels, "FRESH", parcels.FRESH * 0)
        worded = words.of(session, second)
    assert isinstance(worded, Mail)
    assert "Somebody else" in worded.text
