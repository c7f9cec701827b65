"""`confab init` and `confab import`: good lists in, bad ones refused whole, status 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import func, select

from api.accounts.models import Account
from api.attendees.list_report import Outcome
from api.attendees.models import Attendee
from api.db.session import Database
from tests.api.attendees.lists import FIRST, RENUMBERED
from tests.api.cli import command
from tests.api.cli.command import Ended

EVENT = """
[event]
slug = "cork"
name = "Cork Exchange"
timezone = "Europe/Dublin"
[slots]
date = 2027-03-18
minutes = 20
starts = ["14:00", "14:20"]
[[zones]]
name = "Quay"
tables = 3
"""
GOOD = "id,name,email,offers,needs\nx1,Ana,ana@example.org,tariffs,a speaker\nx2,Bo,,a van,\n"


Confab = Callable[..., Ended]


@pytest.fixture
def confab(database_url: str, tmp_path: Path) -> Confab:
    """Run a command beside a file event.toml."""
    (tmp_path / "event.toml").write_text(EVENT)

    def run(*words: str, **settings: str) -> Ended:
        return command.confab(
            *words, folder=tmp_path, **{"CONFAB_DATABASE_URL": database_url, **settings}
        )

    return run


@pytest.fixture
def event(confab: Confab) -> None:
    """Make the event."""
    assert confab("init", "event.toml", "--organiser", "host@example.org").status == 0


def _people(database: Database) -> int:
    with database.read_session() as session:
        return session.scalar(select(func.count()).select_from(Attendee)) or 0


@pytest.mark.usefixtures("event")
def test_an_event_and_its_people(confab: Confab, database: Database, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(GOOD)
    only_checked = confab("import", "people.csv", "--event", "cork", "--check")
    assert only_checked.status == 0
    assert "Nothing was stored" in only_checked.out
    assert _people(database) == 0
    brought = confab("import", "people.csv", "--event", "cork", "--json")
    told = json.loads(brought.out)
    assert [one["name"] for one in told.pop("people")["added"]] == ["Ana", "Bo"]
    nobody = {kind.name for kind in fields(Outcome)} - {"added"}
    assert told.pop("notices") == []
    assert told == {"event": "cork", "stored": True, "added": 2, **dict.fromkeys(nobody, 0)}
    assert _people(database) == 2
    again = confab("init", "event.toml", "--organiser", "host@example.org", "--json")
    assert json.loads(again.out)["new"] is False


BAD = {
    "a missing column": (
        b"name,offers\nAna,tariffs\n",
        'row 1: The column "id" is missing, and "email" too',
    ),
    "a duplicate id": (
        b"id,offers\nx1,a\nx2,b\nx1,c\n",
        'row 4, column id: The id "x1" is already in row 2',
    ),
    "an empty profile": (
        b"id,offers,needs\nx1,a,\nx2,,\n",
        "row 3, columns offers, needs, interests, bio: The profile of",
    ),
    "100 kB in a cell": (
        b"id,offers\nx1," + b"word " * 20_000 + b"\n",
        "row 2, column offers: The text has 99,999 characters",
    ),
    "a formula": (
        b'id,offers\nx1,"=HYPERLINK(""http://evil.example"")"\n',
        "row 2, column offers: The cell holds a spreadsheet formula",
    ),
    "a time that is none": (
        b"id,offers,availability\nx1,a,noon\n",
        "row 2, column availability:",
    ),
    "nothing at all": (b"", "The file is empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "This is a picture"),
}


@pytest.mark.usefixtures("event")
@pytest.mark.parametrize("kind", BAD)
def test_a_bad_list_is_refused_whole(
    confab: Confab, database: Database, tmp_path: Path, kind: str
) -> None:
    data, expected = BAD[kind]
    (tmp_path / "people.csv").write_bytes(data)
    told = confab("import", "people.csv", "--event", "cork")
    assert told.status == 2
    assert told.err.startswith("people.csv")
    assert expected in told.err
    assert told.err.endswith("Nothing was stored.\n")
    assert len(told.err.splitlines()) == 2
    assert _people(database) == 0


@pytest.mark.usefixtures("event")
def test_a_list_numbered_again_says_who_is_who(
    confab: Confab, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "first.csv").write_text(FIRST)
    (tmp_path / "again.csv").write_text(RENUMBERED)
    assert confab("import", "first.csv", "--event", "cork").status == 0
    for check in (True, False):
        told = confab("import", "again.csv", "--event", "cork", *["--check"] * check)
        assert told.status == 0
        assert f"1 person {'would be' if check else 'was'} added.\n  Ada Byrne\n" in told.out
        assert "3 kept under new ids.\n  Maeve O'Dowd: id 1 → 2\n" in told.out
        assert ("Nothing was stored" in told.out) is check
    with database.read_session() as session:
        rows = session.execute(select(Attendee.email, Attendee.external_id, Attendee.name))
        assert {email.split("@")[0]: (number, name) for email, number, name in rows} == {
            "ada": ("1", "Ada Byrne"),
            "maeve": ("2", "Maeve O'Dowd"),
            "nell": ("3", "Nell D'Arcy"),
            "tomas": ("4", "Tomás Ó Briain"),
        }


@pytest.mark.usefixtures("event")
def test_who_looks_like_one_person_is_said_before_it_is_stored(
    confab: Confab, tmp_path: Path
) -> None:
    rows = "x1,Ana,a@example.org,boats,sails\nx2,ana,b@example.org,boats,sails\n"
    (tmp_path / "people.csv").write_text("id,name,email,offers,needs\n" + rows)
    checked = confab("import", "people.csv", "--event", "cork", "--check")
    assert "Rows 2 and 3 look like one person" in checked.err
    brought = confab("import", "people.csv", "--event", "cork", "--yes")
    assert "Rows 2 and 3 look like one person" in brought.err
    assert "2 people were added" in brought.out


@pytest.mark.usefixtures("event")
def test_a_name_that_is_wrong_says_which_are_right(confab: Confab, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(GOOD)
    told = confab("import", "people.csv", "--event", "crok")
    assert (told.status, "known: cork" in told.err) == (2, True)
    assert confab("import", "nobody.csv", "--event", "cork").status == 2
    assert confab("init", "event.toml", "--organiser", "host").status == 2
    (tmp_path / "bad.toml").write_text(EVENT.replace("Europe/Dublin", "Europe/Atlantis"))
    told = confab("init", "bad.toml", "--organiser", "host@example.org")
    assert told.status == 2
    assert "bad.toml, event.timezone" in told.err


@pytest.mark.usefixtures("event")
def test_a_sign_in_link_for_who_is_known(confab: Confab, database: Database) -> None:
    told = confab("sign-in-link", "Host@example.org", "--json")
    assert told.status == 0
    link = json.loads(told.out)["link"]
    assert link.startswith("http://127.0.0.1:8000/sign-in/code?token=")
    told = confab("sign-in-link", "nobody@example.org")
    assert (told.status, told.out) == (2, "")
    with database.read_session() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 1


def test_stewards_are_named_and_dismissed(confab: Confab, database: Database) -> None:
    for words, expected in ((["Ana@example.org"], True), (["ana@example.org", "--dismiss"], False)):
        assert confab("steward", *words).status == 0
        with database.read_session() as session:
            assert session.scalars(select(Account.steward)).one() is expected
    assert confab("steward", "ana@").status == 2


def test_settings_that_cannot_be_used_are_named(confab: Confab) -> None:
    told = confab("db", "upgrade", CONFAB_BASE_URL="meet.example.org", CONFAB_SMTP_PORT="many")
    assert told.status == 2
    assert "CONFAB_BASE_URL" in told.err
    assert "CONFAB_SMTP_PORT" in told.err
    told = confab("db", "upgrade", CONFAB_DATABASE_URL="postgresql://confab@127.0.0.1:1/none")
    assert (told.status, "cannot be reached" in told.err) == (2, True)


def test_an_old_database_is_upgraded_by_the_command(confab: Confab, database: Database) -> None:
    from api.db.migrate import downgrade, is_current

    downgrade(database.engine, "base")
    if not database.is_sqlite:
        told = confab("init", "event.toml", "--organiser", "host@example.org")
        assert (told.status, "confab db upgrade" in told.err) == (2, True)
    assert confab("db", "upgrade").status == 0
    assert is_current(database.engine)
