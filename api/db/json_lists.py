"""Lists that are stored as JSON, looked into by the database, SQLite and PostgreSQL alike."""

from __future__ import annotations

from sqlalchemy import ColumnElement, FromClause, cast, exists, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute, Session


def holds(
    session: Session,
    stored: InstrumentedAttribute[list[str] | None],
    text: InstrumentedAttribute[str] | str,
) -> ColumnElement[bool]:
    """Whether a stored list of texts has a text in it."""
    if _on_sqlite(session):
        entry = func.json_each(stored).table_valued("value", joins_implicitly=True)
        return exists(select(entry.c.value).where(entry.c.value == text))
    held: ColumnElement[bool] = cast(stored, JSONB).has_key(text)
    return held


def values_of(session: Session, texts: str) -> ColumnElement[str]:
    """Give the texts of a JSON list, as a column to select: one parameter, however many."""
    if _on_sqlite(session):
        entries: FromClause = func.json_each(texts).table_valued("value")
        return entries.c.value
    entries = func.jsonb_array_elements_text(cast(literal(texts), JSONB)).table_valued("value")
    return entries.c.value


def _on_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
