"""The form of a new event: what stands in it to begin with, what it says, the places it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import BaseModel, Field, ValidationError

from api.events.event_file import EventFile
from api.events.new_event import PRESET, Base, NewEventIn, document_with
from api.web.forms import Fields, Path, check, errors_of

TABLES = "tables-"
"""Begins the name of a zone's field; its position follows."""
_PLAN = ("start", "minutes", "talks", "gap", "break_after", "break_minutes", "break_name")
_MOST = 10_000
_WHERE: dict[Path, str] = {
    ("event", "name"): "name",
    ("event", "slug"): "slug",
    ("event", "place"): "place",
    ("event", "timezone"): "timezone",
    ("slots",): "start",
    ("breaks",): "break_after",
    ("zones",): f"{TABLES}0",
}


@dataclass(frozen=True, slots=True)
class ZoneField:
    """A zone of the room and how many tables are typed for it; ``name`` is the field's."""

    name: str
    zone: str
    tables: str


@dataclass(frozen=True, slots=True)
class PlacesToBe:
    """Meetings that the promise takes, and those the room could hold, before anybody is there."""

    people: int
    promised: int
    most: int
    times: int
    tables: int
    ends: str
    """When the last talk is over; empty where it is not planned here."""

    @property
    def needed(self) -> int:
        """Each meeting keeps the promise of two."""
        return -(-self.promised * self.people // 2)

    @property
    def wanted(self) -> int:
        """What it takes if everybody has as many meetings as one may have."""
        return min(self.most, self.times) * self.people // 2

    @property
    def filled(self) -> int:
        """All times, with no more tables at a time than half of the people."""
        return self.times * min(self.tables, self.people // 2)


class TablesIn(BaseModel):
    """One zone's field."""

    tables: Annotated[int, Field(ge=0, le=2000)]


def first_values(base: Base, own_zone: str) -> dict[str, str]:
    """Fill the form in as its base says.

    Parameters
    ----------
    own_zone
        Time zone of the organiser's newest event, which a preset cannot know.
    """
    about, rules, zones = (base.document[part] for part in ("event", "rules", "zones"))
    values = {name: str(about[name]) for name in ("name", "slug", "place", "timezone")}
    if base.kind == PRESET and own_zone:
        values["timezone"] = own_zone
    values["date"] = base.date.isoformat() if base.date else ""
    if base.plan is not None:
        values |= {name: str(getattr(base.plan, name)) for name in _PLAN}
    values |= {f"{TABLES}{at}": str(zone["tables"]) for at, zone in enumerate(zones)}
    values["people"] = str(2 * sum(zone["tables"] for zone in zones))
    return values | {"promised": str(rules["min_meetings"]), "most": str(rules["max_meetings"])}


def zone_fields(base: Base, typed: Mapping[str, str]) -> tuple[ZoneField, ...]:
    """Give a field for each zone of the room."""
    return tuple(
        ZoneField(f"{TABLES}{at}", zone["name"], typed.get(f"{TABLES}{at}", ""))
        for at, zone in enumerate(base.document["zones"])
    )


def places_to_be(base: Base, typed: Mapping[str, str]) -> PlacesToBe:
    """Count places with what is typed so far; what is no number yet counts as none."""
    tables = sum(_number(zone.tables) for zone in zone_fields(base, typed))
    times = sum(len(day["starts"]) for day in base.document["slots"])
    ends = ""
    if base.plan is not None:
        times = _number(typed.get("talks", ""))
        planned = check(NewEventIn, _filled(typed))
        # Only times matter here: whatever else is still missing is filled in.
        ends = "" if isinstance(planned, dict) or not times else planned.plan().ends()
    people, promised, most = (_number(typed.get(n, "")) for n in ("people", "promised", "most"))
    return PlacesToBe(people, promised, most, times, tables, ends)


def read_form(base: Base, sent: Fields, slug: str) -> EventFile | dict[str, str]:
    """Read the form as the event it makes, or say what is wrong by field.

    Parameters
    ----------
    slug
        For an event whose address was left open.
    """
    errors: dict[str, str] = {}
    chosen = check(NewEventIn, {"slug": slug} | sent.plain())
    if isinstance(chosen, dict):
        errors |= chosen
    tables: dict[str, int] = {}
    for field in zone_fields(base, {name: sent.one(name) for name in sent.values}):
        read = check(TablesIn, {"tables": field.tables})
        if isinstance(read, dict):
            errors[field.name] = next(iter(read.values()))
        else:
            tables[field.zone] = read.tables
    if not errors and not any(tables.values()):
        errors[f"{TABLES}0"] = "The room needs a table."
    if errors or isinstance(chosen, dict):
        return errors
    if chosen.promised > chosen.most:
        return {"promised": "This is more than the most that one person may have."}
    try:
        file = EventFile.model_validate(document_with(base, chosen, tables))
    except ValidationError as error:
        found = errors_of(error, _field_of)
        if base.plan is None and "start" in found:
            # Of several days only the first date is asked.
            found["date"] = found.pop("start")
        return found
    times = len(file.slot_times())
    if chosen.promised > times:
        return {"promised": f"Nobody can have more than one meeting at each of {times} times."}
    return file


@cache
def time_zones() -> tuple[str, ...]:
    """List the time zones by the names that people choose from."""
    return tuple(sorted(name for name in available_timezones() if _is_a_place(name)))


def _is_a_place(name: str) -> bool:
    region, _, place = name.partition("/")
    return bool(place) and region not in {"Etc", "US", "SystemV", "posix", "right", "Canada"}


def _field_of(path: Path) -> str:
    return _WHERE.get(path[:2], "") or _WHERE.get(path[:1], "")


def _filled(typed: Mapping[str, str]) -> dict[str, str]:
    given = {name: value for name, value in typed.items() if value and name in _PLAN}
    about = {"name": "x", "slug": "no-event", "timezone": "UTC", "date": "2199-01-01"}
    return about | {"promised": "0", "most": "1"} | given


def _number(text: str) -> int:
    return min(int(text), _MOST) if text.isascii() and text.isdigit() and len(text) < 9 else 0
