"""Shape of changes.json: what happened on the day, every field with its meaning and default."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.formats.problem_file import AttendeeEntry, Id, Part, Positive, Time

Minutes = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Score = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class NoShowEntry(Part):
    """Somebody does not come, or has left and is there no more."""

    what: Literal["no_show"]
    attendee: Id
    from_slot: Id | None = Field(None, description="Gone from this slot on; default: never came.")


class LateArrivalEntry(Part):
    """Somebody is there only from a slot on."""

    what: Literal["late_arrival"]
    attendee: Id
    from_slot: Id = Field(description="The first slot they can meet in.")


class EarlyLeaveEntry(Part):
    """Somebody is gone from a slot on, and keeps the guarantee as far as it goes."""

    what: Literal["early_leave"]
    attendee: Id
    from_slot: Id = Field(description="The first slot they can no longer meet in.")


class TableClosedEntry(Part):
    """A table cannot be used."""

    what: Literal["table_closed"]
    table: Id
    slots: tuple[Id, ...] | None = Field(
        None, description="Slot ids; default: all that have not begun."
    )


class DelayedEntry(Part):
    """All slots of the day from one on start and end later."""

    what: Literal["delayed"]
    minutes: Positive
    from_slot: Id
    closing: Time | None = Field(
        None, description="When the house closes, written as slots are: what ends later is lost."
    )


class SlotsLostEntry(Part):
    """Nobody can meet in these slots."""

    what: Literal["slots_lost"]
    slots: tuple[Id, ...]


class WalkInPairEntry(Part):
    """Whom a walk-in may meet."""

    other: Id = Field(description="An attendee or team who is there.")
    score: Score = Field(1.0, description="What the meeting is worth.")


class WalkInEntry(Part):
    """Somebody new, with limits as in problem.json and the pairs they may form."""

    what: Literal["walk_in"]
    attendee: AttendeeEntry
    pairs: tuple[WalkInPairEntry, ...] = Field((), description="Default: nobody.")


class CancelledEntry(Part):
    """Two who shall not meet after all; the pair is not placed again."""

    what: Literal["cancelled"]
    a: Id
    b: Id


class AcceptedEntry(Part):
    """A request that was accepted: the two shall meet."""

    what: Literal["accepted"]
    a: Id
    b: Id
    priority: Positive = Field(1.0, description="Of several wishes, higher ones first.")
    score: Score = Field(0.0, description="Counts if the pair is not listed yet.")


ChangeEntry = Annotated[
    NoShowEntry
    | LateArrivalEntry
    | EarlyLeaveEntry
    | TableClosedEntry
    | DelayedEntry
    | SlotsLostEntry
    | WalkInEntry
    | CancelledEntry
    | AcceptedEntry,
    Field(discriminator="what"),
]

ENTRIES: dict[str, type[Part]] = {
    "no_show": NoShowEntry,
    "late_arrival": LateArrivalEntry,
    "early_leave": EarlyLeaveEntry,
    "table_closed": TableClosedEntry,
    "delayed": DelayedEntry,
    "slots_lost": SlotsLostEntry,
    "walk_in": WalkInEntry,
    "cancelled": CancelledEntry,
    "accepted": AcceptedEntry,
}
"""The kinds of change by the word that stands in ``what``."""


class ChangesFile(Part):
    """What happened on the day, for `confab repair`."""

    now: Time | None = Field(
        None,
        description="The present moment, written as the slots' times are: what starts before it "
        "has begun and stays. Default: before the event.",
    )
    day: Id | None = Field(
        None, description="Day of now, where slots have clock times on several days."
    )
    notice: Minutes = Field(
        0.0, description="Minutes ahead of now within which nothing is moved or added."
    )
    changes: tuple[ChangeEntry, ...] = Field(description="In the order in which they happened.")
