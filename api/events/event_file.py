"""The event as a file (event.toml): room, slots, rules and own fields, checked."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from api.events.file_registration import Registration
from api.events.file_times import TimeSpan, breaks_of, slots_in_breaks, slots_of

_DAYS, _TIMES, _BREAKS, _ZONES, _TABLES = 60, 500, 60, 500, 50_000
"""The most of each that an event can have: times and tables in all."""
_MOST = 10_000
_zones = cache(available_timezones)
_TAKEN = frozenset({"new"})
"""Slugs that would hide a page: /organise/new makes an event."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _known_zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("not a time zone such as Europe/Dublin")
    return name


def _clock_time(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError("not a time such as 14:30")
    return text


def _as_days(slots: object) -> object:
    """One day is a table [slots], several are [[slots]]."""
    return (slots,) if isinstance(slots, dict) else slots


def _by_mark(hosts: object) -> object:
    """Call hosts as lists do: an address in small letters, nothing around it."""
    if not isinstance(hosts, dict):
        return hosts
    found: dict[object, object] = {}
    for name, table in hosts.items():
        mark = name.strip() if isinstance(name, str) else name
        mark = mark.lower() if isinstance(mark, str) and "@" in mark else mark
        if mark == "":
            raise ValueError("a host needs an id or an address before the table")
        if mark in found:
            raise ValueError(f"{mark} is there twice; a host has one table")
        found[mark] = table
    return found


def _own_address(slug: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,60}", slug):
        raise ValueError("use small letters, digits and hyphens, such as spring-exchange")
    if slug in _TAKEN:
        raise ValueError(f'"{slug}" is an address of the site itself; choose another')
    return slug


ClockTime = Annotated[str, AfterValidator(_clock_time)]
Slug = Annotated[str, AfterValidator(_own_address)]
# Near the ends of the calendar there is no day before or after.
Date = Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2199, 12, 31))]
ZoneName = Annotated[str, AfterValidator(_known_zone)]


class About(_Part):
    """What the event is: names, place, time zone and the mix of need and interest."""

    slug: Slug
    name: Annotated[str, Field(min_length=1, max_length=120)]
    timezone: ZoneName
    place: Annotated[str, Field(max_length=300)] = ""
    about: Annotated[str, Field(max_length=10_000)] = ""
    mix: Annotated[float, Field(ge=0, le=1)] = 0.8
    languages: tuple[str, ...] = ()


class Slots(_Part):
    """Meeting times of one date: equal lengths from stated starts."""

    date: Date
    minutes: Annotated[int, Field(ge=3, le=240)]
    starts: Annotated[tuple[ClockTime, ...], Field(min_length=1)]


class Break(_Part):
    """A named pause, shown on agendas; slots may run beside it."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    start: ClockTime
    end: ClockTime
    date: Date | None = None
    """Only in the day or night that begins then; without it on every day with slots near it."""


class Zone(_Part):
    """A part of the room and how many tables stand in it."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    tables: Annotated[int, Field(ge=0, le=2000)]
    quiet: bool = False
    step_free: bool = False


class Group(_Part):
    """People who count together, and how many of them one person is asked to meet."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    cap: Annotated[int, Field(ge=0, le=_MOST)] | None = None
    """Without a cap, and where it is no side, the group is no more than a label."""
    side: bool = False
    """Its members do not meet one another: buyers, suppliers."""
    sectors: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    label: bool = False


class Rules(_Part):
    """What the timetable must keep to; the defaults suit an afternoon."""

    min_meetings: Annotated[int, Field(ge=0, le=_MOST)] = 3
    max_meetings: Annotated[int, Field(ge=1, le=_MOST)] = 8
    max_consecutive: Annotated[int, Field(ge=1, le=_MOST)] | None = None
    fairness: Annotated[float, Field(ge=0, le=1)] = 0.5
    same_organisation: Literal["never", "allowed"] = "never"
    met_before: Literal["never", "allowed"] = "never"
    """Whether people who met at an earlier event of the same organisers are matched again."""
    competitors: tuple[Annotated[tuple[str, ...], Field(min_length=2)], ...] = ()
    """Organisations that do not meet one another, set by set."""
    suggestions: Annotated[int, Field(ge=1, le=200)] = 12
    groups: tuple[Group, ...] = ()
    hosts: Annotated[dict[str, str], BeforeValidator(_by_mark)] = {}
    """Id or address of a person -> the table that is theirs alone."""

    @model_validator(mode="after")
    def _ordered(self) -> Rules:
        if self.min_meetings > self.max_meetings:
            raise ValueError("min_meetings is larger than max_meetings")
        if len(set(self.hosts.values())) < len(self.hosts):
            raise ValueError("two hosts have one table; each needs their own")
        return self


class OwnField(_Part):
    """A question of the organiser's own, and how its answers count in matching."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
    label: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Literal["choice", "multi", "text"]
    help: Annotated[str, Field(max_length=300)] = ""
    """A sentence under the question."""
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
    slots: Annotated[
        tuple[Slots, ...], BeforeValidator(_as_days), Field(min_length=1, max_length=_DAYS)
    ]
    breaks: Annotated[tuple[Break, ...], Field(max_length=_BREAKS)] = ()
    zones: Annotated[tuple[Zone, ...], Field(min_length=1, max_length=_ZONES)]
    rules: Rules = Rules()
    fields: Annotated[tuple[OwnField, ...], Field(max_length=100)] = ()
    registration: Registration = Registration()
    closed: dict[str, tuple[str, ...]] = {}
    """Table -> the slots in which nobody sits at it."""

    @model_validator(mode="after")
    def _is_of_a_size(self) -> EventFile:
        times = sum(len(day.starts) for day in self.slots)
        tables = sum(zone.tables for zone in self.zones)
        if times > _TIMES:
            raise ValueError(f"slots: {times:,} times are too many; {_TIMES} is the most")
        if tables > _TABLES:
            raise ValueError(f"zones: {tables:,} tables are too many; {_TABLES:,} is the most")
        return self

    @model_validator(mode="after")
    def _names_differ(self) -> EventFile:
        for what, names in (
            ("zones are called", [zone.name for zone in self.zones]),
            ("questions have the id", [own.id for own in self.fields]),
        ):
            twice = [name for at, name in enumerate(names) if name in names[:at]]
            if twice:
                raise ValueError(f'two {what} "{twice[0]}"; give each a name of its own')
        return self

    @model_validator(mode="after")
    def _times_hold(self) -> EventFile:
        zone = self.zone
        slots, faults = slots_of(self.slots, zone)
        faults += breaks_of(self.breaks, self.slots, slots, zone)[1]
        if faults:
            raise ValidationError.from_exception_data(
                "EventFile",
                [
                    InitErrorDetails(
                        type=PydanticCustomError(
                            "time", "{what}", {"what": fault.what, "remedy": fault.remedy}
                        ),
                        loc=fault.place,
                        input=None,
                    )
                    for fault in faults
                ],
            )
        return self

    @model_validator(mode="after")
    def _tables_are_there(self) -> EventFile:
        known = {key for key, _ in self.table_keys()}
        if not known:
            raise ValueError("zones: the room needs a table")
        slots = {key for key, _, _ in self.slot_times()}
        for table, keys in self.closed.items():
            if table not in known or not slots.issuperset(keys):
                raise ValueError(
                    f'closed says "{table}" is closed in {", ".join(keys)}: there is no such table '
                    "or slot; slots are called s01, s02, ... in their order"
                )
        for person, table in self.rules.hosts.items():
            if table not in known:
                raise ValueError(
                    f'rules.hosts gives {person} the table "{table}", which is not there: tables '
                    f'are called by their zone and a number, such as "{min(known)}"'
                )
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The event's time zone."""
        return ZoneInfo(self.event.timezone)

    def slot_times(self) -> list[tuple[str, dt.datetime, dt.datetime]]:
        """Key, start and end (both in the event's zone) of each slot: ``s01``, ``s02``, ..."""
        return [(slot.name, slot.start, slot.end) for slot in self._slots()]

    def break_times(self) -> list[tuple[str, dt.datetime, dt.datetime]]:
        """Name, start and end (both in the event's zone) of each break on each of its days."""
        return [(pause.name, pause.start, pause.end) for pause in self._breaks()]

    def notes(self) -> list[str]:
        """List what may be meant so, but should be known."""
        return slots_in_breaks(self._slots(), self._breaks())

    def _slots(self) -> list[TimeSpan]:
        return slots_of(self.slots, self.zone)[0]

    def _breaks(self) -> list[TimeSpan]:
        return breaks_of(self.breaks, self.slots, self._slots(), self.zone)[0]

    def table_keys(self) -> list[tuple[str, Zone]]:
        """Key and zone of each table: the zone's name and a number, ``Quay 1``, ..."""
        return [
            (f"{zone.name} {number}", zone)
            for zone in self.zones
            for number in range(1, zone.tables + 1)
        ]
