"""The event as a file (event.toml): room, slots, rules and own fields, checked."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from api.faults import InputFault, InputFaults


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("not a time zone such as Europe/Dublin") from error
    return name


def _clock_time(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError("not a time such as 14:30")
    return text


def _as_days(slots: object) -> object:
    """One day is a table [slots], several are [[slots]]."""
    return (slots,) if isinstance(slots, dict) else slots


ClockTime = Annotated[str, AfterValidator(_clock_time)]
ZoneName = Annotated[str, AfterValidator(_known_zone)]


class About(_Part):
    """What the event is: names, place, time zone and the mix of need and interest."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,60}$")]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    timezone: ZoneName
    place: str = ""
    about: str = ""
    mix: Annotated[float, Field(ge=0, le=1)] = 0.8
    languages: tuple[str, ...] = ()


class Slots(_Part):
    """Meeting times of one day: equal lengths from stated starts, gaps are breaks."""

    date: dt.date
    minutes: Annotated[int, Field(ge=3, le=240)]
    starts: Annotated[tuple[ClockTime, ...], Field(min_length=1)]


class Break(_Part):
    """A named pause, shown on agendas; no slot may lie in it."""

    name: str
    start: ClockTime
    end: ClockTime


class Zone(_Part):
    """A part of the room and how many tables stand in it."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    tables: Annotated[int, Field(ge=1, le=2000)]
    quiet: bool = False
    step_free: bool = False


class Group(_Part):
    """People who count together, and how many of them one person is asked to meet."""

    name: str
    cap: Annotated[int, Field(ge=0)]
    sectors: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    label: bool = False


class Rules(_Part):
    """What the timetable must keep to; the defaults suit an afternoon."""

    min_meetings: Annotated[int, Field(ge=0)] = 3
    max_meetings: Annotated[int, Field(ge=1)] = 8
    max_consecutive: Annotated[int, Field(ge=1)] | None = None
    fairness: Annotated[float, Field(ge=0, le=1)] = 0.5
    same_organisation: Literal["never", "allowed"] = "never"
    met_before: Literal["never", "allowed"] = "never"
    """Whether people who met at an earlier event of the same organisers are matched again."""
    competitors: tuple[Annotated[tuple[str, ...], Field(min_length=2)], ...] = ()
    """Organisations that do not meet one another, set by set."""
    suggestions: Annotated[int, Field(ge=1, le=200)] = 12
    groups: tuple[Group, ...] = ()

    @model_validator(mode="after")
    def _ordered(self) -> Rules:
        if self.min_meetings > self.max_meetings:
            raise ValueError("min_meetings is larger than max_meetings")
        return self


class OwnField(_Part):
    """A question of the organiser's own, and how its answers count in matching."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
    label: str
    kind: Literal["choice", "multi", "text"]
    options: tuple[str, ...] = ()
    counts: Literal["must match", "should match", "should differ", "not at all"] = "not at all"
    weight: Annotated[float, Field(ge=0, le=1)] = 0.2
    ordered: bool = False
    """The options are steps of a scale, in order: neighbours are half alike."""

    @model_validator(mode="after")
    def _has_options(self) -> OwnField:
        if self.kind != "text" and not self.options:
            raise ValueError("a choice needs options")
        if self.ordered and self.kind == "text":
            raise ValueError("ordered is for a choice: a text has no steps")
        if self.ordered and self.counts in ("must match", "not at all"):
            raise ValueError(
                'ordered needs counts = "should match" or "should differ": elsewhere no step counts'
            )
        return self


class EventFile(_Part):
    """All of event.toml."""

    event: About
    slots: Annotated[tuple[Slots, ...], BeforeValidator(_as_days), Field(min_length=1)]
    breaks: tuple[Break, ...] = ()
    zones: Annotated[tuple[Zone, ...], Field(min_length=1)]
    rules: Rules = Rules()
    fields: tuple[OwnField, ...] = ()

    @model_validator(mode="after")
    def _slots_in_order(self) -> EventFile:
        times = self.slot_times()
        for (_, start, end), (_, following, _) in itertools.pairwise(times):
            if following < end:
                raise ValueError(
                    f"the slot at {following:%H:%M} begins before the one at "
                    f"{start:%H:%M} has ended"
                )
        return self

    def slot_times(self) -> list[tuple[str, dt.datetime, dt.datetime]]:
        """Key, start and end (both in the event's zone) of each slot: ``s01``, ``s02``, ..."""
        zone = ZoneInfo(self.event.timezone)
        spans = [
            (dt.datetime.combine(day.date, dt.time.fromisoformat(clock), zone), day.minutes)
            for day in self.slots
            for clock in day.starts
        ]
        return [
            (f"s{number:02}", begin, begin + dt.timedelta(minutes=minutes))
            for number, (begin, minutes) in enumerate(spans, start=1)
        ]

    def table_keys(self) -> list[tuple[str, Zone]]:
        """Key and zone of each table: the zone's name and a number, ``Quay 1``, ..."""
        return [
            (f"{zone.name} {number}", zone)
            for zone in self.zones
            for number in range(1, zone.tables + 1)
        ]


def read_event(path: Path) -> EventFile:
    """Read and check event.toml.

    Raises
    ------
    InputFaults
        Every fault, each with the table and key it stands at.
    """
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise InputFaults(
            [InputFault(str(path), "There is no such file.", "Check the path.")]
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputFaults(
            [InputFault(path.name, f"This is not TOML: {error}.", "Correct that line.")]
        ) from error
    try:
        return EventFile.model_validate(raw)
    except ValidationError as error:
        raise InputFaults(validation_faults(error, path.name)) from error


def validation_faults(error: ValidationError, file: str) -> list[InputFault]:
    """Put Pydantic's findings as faults, the place as a path: ``attendees[3].available``."""
    faults = []
    for finding in error.errors(include_url=False):
        place = "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in finding["loc"]
        ).lstrip(".")
        what = finding["msg"].removeprefix("Value error, ")
        where = f"{file}, {place}" if place else file
        faults.append(InputFault(where, f"{what}.", "Correct it as docs/formats.md says."))
    return faults


class Timed(Protocol):
    """Whatever knows an event's slots: the file, or the stored event."""

    def slot_times(self) -> list[tuple[str, dt.datetime, dt.datetime]]:
        """Key, start and end (both in the event's zone) of each slot, in order."""


def parse_availability(text: str, event: Timed) -> tuple[str, ...] | None:
    """Turn ``"14:00-15:20; 16:00-17:30"`` into the keys of the slots wholly inside.

    A part may begin with a date (``2027-03-18 14:00-15:20``) or be a slot's key. None means
    the whole event (empty text).

    Raises
    ------
    ValueError
        Naming the part that is none of these, or when no slot is left.
    """
    if not text.strip():
        return None
    times = event.slot_times()
    keys = {key for key, _, _ in times}
    found: set[str] = set()
    for part in (piece.strip() for piece in re.split(r"[;\n]", text)):
        if not part:
            continue
        if part in keys:
            found.add(part)
            continue
        match = re.fullmatch(
            r"(?:(\d{4}-\d\d-\d\d)\s+)?([0-2]?\d:[0-5]\d)\s*[-–]\s*([0-2]?\d:[0-5]\d)", part
        )
        if not match:
            raise ValueError(f'"{part}" is not a time span such as 14:00-15:30')
        day, start, end = match.groups()
        begin, close = (dt.time.fromisoformat(clock.zfill(5)) for clock in (start, end))
        if close <= begin:
            raise ValueError(f'"{part}" ends before it starts')
        found.update(
            key
            for key, opens, closes in times
            if begin <= opens.time()
            and closes.time() <= close
            and (day is None or dt.date.fromisoformat(day) == opens.date())
        )
    if not found:
        raise ValueError(f'no meeting slot lies within "{text.strip()}"')
    return tuple(key for key, _, _ in times if key in found)
