"""Shape of problem.json: every field with its meaning and default."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator


def _as_id(value: object) -> object:
    """Take whole numbers as ids, in words of digits."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_time(value: object) -> object:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return value
    raise ValueError("a time is a text or a number of minutes")


Id = Annotated[
    str,
    BeforeValidator(_as_id),
    Field(min_length=1, max_length=200),
    WithJsonSchema({"type": ["string", "integer"], "minLength": 1, "maxLength": 200}),
]
Label = Annotated[
    str,
    BeforeValidator(_as_id),
    Field(max_length=200),
    WithJsonSchema({"type": ["string", "integer"], "maxLength": 200}),
]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Time = Annotated[Any, BeforeValidator(_as_time), WithJsonSchema({"type": ["string", "number"]})]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Part(BaseModel):
    """An entry: unknown fields are refused, null stands for the default.

    ``name`` and ``note`` may stand anywhere and are not read.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    null_says_something: ClassVar[frozenset[str]] = frozenset()

    name: Any = Field(None, description="For people; not read.")
    note: Any = Field(None, description="For people; not read.")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        kept = cls.null_says_something
        return {key: value for key, value in data.items() if value is not None or key in kept}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: Any) -> dict[str, Any]:
        """Let every optional field be null too."""
        schema: dict[str, Any] = handler.resolve_ref_schema(handler(core))
        required = schema.get("required", ())
        for field, form in schema.get("properties", {}).items():
            if field in required or field in ("name", "note") or "anyOf" in form:
                continue
            notes = {key: form.pop(key) for key in ("description", "default") if key in form}
            form.pop("title", None)
            inner = dict(form)
            form.clear()
            form.update(notes, anyOf=[inner, {"type": "null"}])
        return schema


class AttendeeEntry(Part):
    """A person and their limits."""

    id: Id
    min_meetings: Count = Field(0, description="The guarantee: soft, its lack is reported.")
    max_meetings: Count | None = Field(None, description="Default: one in every slot.")
    available: tuple[Id, ...] | None = Field(None, description="Slot ids; default: all.")
    groups: tuple[Label, ...] = Field((), description="Labels that others' caps refer to.")
    group_caps: dict[str, Count] = Field(
        default_factory=dict, description="Group -> most meetings with its members."
    )
    max_consecutive: Annotated[int, Field(ge=1)] | None = Field(
        None, description="Most meetings in a row (less than ten minutes between slots)."
    )
    max_per_day: Count | None = Field(None, description="Most meetings on each day.")
    min_per_day: Count = Field(0, description="Least meetings on each day; soft.")
    side: Label = Field("", description="People of one side never meet each other.")
    table: Id | None = Field(None, description="A host's own table, which nobody else uses.")
    zones: tuple[Label, ...] = Field((), description="Zones the person can use; default: all.")


class SlotEntry(Part):
    """A time for meetings.

    Times are ISO 8601 ("2027-03-18T14:30", with or without a zone), clock times ("14:30") or
    numbers of minutes; one kind in a file. Slots without any times follow each other, 20 minutes
    each. A slot from "23:50" to "00:10" goes over midnight. They may stand in any order but not
    overlap.
    """

    id: Id
    start: Time | None = Field(None, description="See above.")
    end: Time | None = Field(None, description="After the start.")
    day: Label | None = Field(
        None,
        description="Slots of one day share it; default: the date in start, for slots that go on "
        "past midnight the date before, or one day.",
    )


class TableEntry(Part):
    """A place for one meeting at a time. Without tables any number can meet at once."""

    id: Id
    zone: Label = Field("", description="Part of the room.")
    available: tuple[Id, ...] | None = Field(None, description="Slot ids; default: all.")


class PairEntry(Part):
    """A pair that may meet."""

    a: Id = Field(description="An attendee or a team.")
    b: Id = Field(description="Another.")
    score: Annotated[float, Field(ge=0, allow_inf_nan=False)] = Field(
        1.0, description="What the meeting is worth."
    )


class PartiesEntry(Part):
    """Two attendees or teams."""

    a: Id
    b: Id


class MustEntry(PartiesEntry):
    """Two that meet; they need not stand in pairs (then the meeting is worth 0)."""

    priority: Positive | None = Field(
        None, description="Default: a hard rule. A number: a wish, higher ones first."
    )


class LockEntry(PartiesEntry):
    """A meeting that stays: at this slot, at this table, or merely at all."""

    slot: Id | None = Field(None, description="Default: any.")
    table: Id | None = Field(None, description="Default: any.")


class BeforeEntry(Part):
    """If both pairs meet, the first does so in an earlier slot."""

    first: PartiesEntry
    then: PartiesEntry


class TeamEntry(Part):
    """A delegation: pairs, wishes and locks may name it; a member who is free sits."""

    null_says_something: ClassVar[frozenset[str]] = frozenset({"spread"})

    id: Id
    members: tuple[Id, ...] = Field(description="Attendee ids; nobody is in two teams.")
    max_meetings: Count | None = Field(None, description="Of the whole team; default: no limit.")
    min_meetings: Count = Field(0, description="Of the whole team; soft.")
    together: bool = Field(False, description="All members sit in each of its meetings.")
    spread: Count | None = Field(
        1, description="Most by which members' numbers should differ; null: no rule."
    )


class MeetingEntry(Part):
    """A given meeting, mode all_meetings."""

    id: Id
    a: Id
    b: Id
    slots: tuple[Id, ...] | None = Field(None, description="Allowed slot ids; default: all.")
    after: tuple[Id, ...] = Field((), description="Ids of meetings that must be earlier.")
    priority: Positive = Field(1.0, description="Counts with objective.partial.")


class ObjectiveEntry(Part):
    """What a good schedule is."""

    mode: Literal["select", "all_meetings"] | None = Field(
        None, description="Default: all_meetings if meetings are given, else select."
    )
    fairness: Annotated[float, Field(ge=0, le=1)] = Field(
        0.0, description="select: 0 (plain sum of scores) to 1 (worst-off first)."
    )
    shortfall_price: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = Field(
        None, description="select: cost of a missing guaranteed meeting; default: very high."
    )
    break_spread: Count | None = Field(
        None, description="all_meetings: nobody has more breaks than this above another."
    )
    partial: bool = Field(
        False, description="all_meetings: place as many as possible, by priority."
    )


class ProblemFile(Part):
    """A problem for `confab solve`."""

    attendees: tuple[AttendeeEntry, ...]
    slots: tuple[SlotEntry, ...]
    tables: tuple[TableEntry, ...] = Field((), description="Default: no limit on tables.")
    pairs: tuple[PairEntry, ...] = Field((), description="select: who may meet.")
    must_meet: tuple[MustEntry, ...] = Field((), description="select.")
    never_meet: tuple[PartiesEntry, ...] = Field((), description="select.")
    locked: tuple[LockEntry, ...] = Field((), description="Meetings that stay.")
    before: tuple[BeforeEntry, ...] = Field((), description="select: order between pairs.")
    teams: tuple[TeamEntry, ...] = Field((), description="select: delegations.")
    meetings: tuple[MeetingEntry, ...] = Field((), description="all_meetings: to be placed.")
    objective: ObjectiveEntry = ObjectiveEntry()
