"""A new event: a file to begin with, the few questions that matter, and what becomes of both."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, field_validator, model_validator
from sqlalchemy.orm import Session

from api.clock import now
from api.events.event_file import ClockTime, Date, Slug, ZoneName
from api.events.event_reading import parse_event
from api.events.preset import preset
from api.events.queries import by_slug, role_of
from api.events.stored_file import document_of
from api.events.times_plan import TimesPlan, moved, plan_of

COPY, PRESET, FILE = "copy", "preset", "file"
_YEAR = dt.timedelta(weeks=52)
"""The same weekday a year later."""


@dataclass(frozen=True, slots=True)
class Base:
    """What a new event begins with.

    Attributes
    ----------
    key
        ``preset:circle``, ``copy:cork`` or ``file``.
    text
        The file that was sent; empty for the others.
    plan
        Its times in a few numbers; None where they do not go into these and are kept.
    date
        To begin with; None where there is no reason to think of any.
    """

    key: str
    title: str
    document: dict[str, Any]
    text: str = ""
    plan: TimesPlan | None = None
    date: dt.date | None = None

    @property
    def kind(self) -> str:
        """One of `COPY`, `PRESET`, `FILE`."""
        return self.key.partition(":")[0]


def base_of(
    session: Session, account_id: str, key: str, text: str, file: str = "event.toml"
) -> Base | None:
    """Find what an event shall begin with; None where there is no such thing, or it is not theirs.

    Raises
    ------
    InputFaults
        The file that was sent has faults.
    """
    kind, _, name = key.partition(":")
    if kind == FILE and text:
        document = parse_event(text, file).model_dump()
        return Base(FILE, "Your file", document, text, plan_of(document), _first_date(document))
    found = preset(name) if kind == PRESET else None
    if found is not None:
        document = found.file.model_dump()
        document["event"] |= {"name": "", "slug": ""}
        return Base(key, found.title, document, plan=plan_of(document))
    event = by_slug(session, name) if kind == COPY else None
    if event is None or role_of(session, event.id, account_id) not in ("owner", "editor"):
        return None
    document = document_of(event)
    date = _first_date(document) + _YEAR
    # Who keeps a table is a person, and people do not come along.
    document["rules"].pop("hosts", None)
    document["event"] |= {"slug": ""}
    title = f"{event.name}, once more"
    return Base(key, title, document, plan=plan_of(document), date=date)


def _on_one_line(text: object) -> object:
    return " ".join(text.split()) if isinstance(text, str) else text


OneLine = Annotated[str, BeforeValidator(_on_one_line)]


class NewEventIn(BaseModel):
    """The form's fields; those of times are left out where the base's times are kept."""

    name: Annotated[OneLine, Field(min_length=1, max_length=120)]
    slug: Slug
    place: Annotated[OneLine, Field(max_length=300)] = ""
    timezone: ZoneName
    date: Date
    start: ClockTime = "00:00"
    minutes: Annotated[int, Field(ge=3, le=240)] = 20
    talks: Annotated[int, Field(ge=1, le=60)] = 1
    gap: Annotated[int, Field(ge=0, le=60)] = 0
    break_after: Annotated[int, Field(ge=0, le=59)] = 0
    break_minutes: Annotated[int, Field(ge=0, le=600)] = 0
    break_name: Annotated[OneLine, Field(max_length=120)] = "Break"
    promised: Annotated[int, Field(ge=0, le=200)]
    most: Annotated[int, Field(ge=1, le=200)]

    @field_validator("date")
    @classmethod
    def _to_come(cls, date: dt.date) -> dt.date:
        if date < now().date() - dt.timedelta(days=1):
            raise ValueError("This day is over. Choose one to come.")
        return date

    @model_validator(mode="after")
    def _a_day_long(self) -> NewEventIn:
        took = self.talks * (self.minutes + self.gap) + self.break_minutes
        if took > 24 * 60:
            raise ValueError("The talks take longer than a day. Plan fewer, or shorter ones.")
        return self

    def plan(self) -> TimesPlan:
        """Give the times that are asked for."""
        return TimesPlan(
            self.date, self.start, self.minutes, self.talks, self.gap,
            self.break_after, self.break_minutes, self.break_name,
        )  # fmt: skip


def document_with(base: Base, chosen: NewEventIn, tables: dict[str, int]) -> dict[str, Any]:
    """Put what was chosen into the base's document.

    Parameters
    ----------
    tables
        Zone -> how many stand in it.
    """
    document = dict(base.document)
    about = {name: getattr(chosen, name) for name in ("name", "slug", "place", "timezone")}
    document["event"] = document["event"] | about
    if base.plan is None:
        document |= moved(document, chosen.date)
    else:
        document |= chosen.plan().document()
    document["zones"] = [zone | {"tables": tables[zone["name"]]} for zone in document["zones"]]
    promise = {"min_meetings": chosen.promised, "max_meetings": chosen.most}
    document["rules"] = document["rules"] | promise
    document["closed"] = _still_closed(document)
    return document


def slug_for(session: Session, name: str) -> str:
    """Make an address of a name, one that is free."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    wanted = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-")
    wanted = wanted if len(wanted) > 1 and wanted != "new" else f"event-{wanted}".strip("-")
    number, slug = 1, wanted
    while by_slug(session, slug) is not None:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _still_closed(document: dict[str, Any]) -> dict[str, list[str]]:
    """Keep tables closed that are still there, in times that still are."""
    number = sum(len(day["starts"]) for day in document["slots"])
    keys = {f"s{at:02}" for at in range(1, number + 1)}
    tables = {
        f"{zone['name']} {at}" for zone in document["zones"] for at in range(1, zone["tables"] + 1)
    }
    closed = {table: [k for k in slots if k in keys] for table, slots in document["closed"].items()}
    return {table: slots for table, slots in closed.items() if slots and table in tables}


def _first_date(document: dict[str, Any]) -> dt.date:
    dates: list[dt.date] = [day["date"] for day in document["slots"]]
    return min(dates)
