"""Codes on badges: read as people type them; who joined before there were any has one, too."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from api.attendees.badge_code import badge_of, badge_path, new_badge
from api.clock import now
from api.db import migrate
from api.db.session import Database


def test_a_code_leads_to_the_teams_page() -> None:
    code = new_badge()
    path = badge_path(SimpleNamespace(slug="cork"), SimpleNamespace(badge=code))
    assert path == f"/organise/cork/door/{code}"
    assert badge_of(f" {code[:5].lower()}-{code[5:]} ") == code


@pytest.mark.parametrize("words", ["", "Ada Lovelace", "K7QM2XWD9", "K7QM2XWD9PP", "K7QM2XWD9O"])
def test_what_is_no_code_is_none(words: str) -> None:
    assert badge_of(words) == ""


def test_who_joined_before_gets_a_code(database: Database) -> None:
    migrate.downgrade(database.engine, "0021")
    old = sa.MetaData()
    old.reflect(database.engine, only=["event", "attendee"])
    with database.engine.begin() as connection:
        for table, rows in (
            ("event", [{"id": "e", "slug": "e"}]),
            ("attendee", [{"id": p, "event_id": "e", "external_id": p, "key": p} for p in "ab"]),
        ):
            blank = {column.name: _blank(column) for column in old.tables[table].columns}
            connection.execute(old.tables[table].insert(), [blank | row for row in rows])
    migrate.upgrade(database.engine)
    with database.engine.connect() as connection:
        codes = connection.scalars(sa.text("SELECT badge FROM attendee")).all()
    assert len(set(codes)) == 2
    assert all(badge_of(code) == code for code in codes)


def _blank(column: sa.Column[object]) -> object:
    if column.nullable:
        return None
    blanks = {sa.DateTime: now().replace(tzinfo=None), sa.Boolean: False, sa.Float: 0.0}
    blanks |= {sa.Integer: 0, sa.String: "", sa.JSON: []}
    return next(value for kind, value in blanks.items() if isinstance(column.type, kind))
