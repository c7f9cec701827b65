"""One change of a version as its organiser asks for it: who, what, where to; checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from api.attendees.lookup import Choice, meant, names_of
from api.attendees.models import Attendee
from api.events.models import Event, RoomTable
from api.timetable.models import Meeting, Placement, ScheduleVersion
from api.timetable.versions.day_choices import labels_of
from api.web.forms import Fields

WAYS = ("keep", "move", "drop", "forbid", "require")
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people of a version, and where they meet in it.

    Attributes
    ----------
    ids, keys
        Row ids and keys of the two, in the same order.
    slot, table
        Keys, "" where they do not meet.
    """

    ids: tuple[str, str]
    keys: tuple[str, str]
    names: tuple[str, str]
    slot: str = ""
    table: str = ""

    @property
    def both(self) -> str:
        """Name the two."""
        return " and ".join(self.names)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was filled in, and what is wrong with it by field.

    Attributes
    ----------
    pair
        None where it is not clear who is meant; ``several`` then says whom the words may mean.
    """

    a: str = ""
    b: str = ""
    how: str = ""
    slot: str = ""
    table: str = ""
    pair: Pair | None = None
    several: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def payload(self, version: int) -> dict[str, Any]:
        """Put it as the job takes it."""
        assert self.pair is not None
        a, b = self.pair.keys
        place = (self.slot, self.table) if self.how == "move" else (None, "")
        return {
            "of": version,
            "how": self.how,
            "a": a,
            "b": b,
            "slot": place[0],
            "table": place[1],
        }


def read_asked(session: Session, event: Event, version: ScheduleVersion, sent: Fields) -> Asked:
    """Read what was filled in, look up who is meant, and check it."""
    words = {side: sent.one(side)[:_LONGEST] for side in "ab"}
    how, slot, table = sent.one("how"), sent.one("slot"), sent.one("table")[:_LONGEST].strip()
    found = asked_of(session, event, version, words["a"], words["b"])
    errors = dict(found.errors)
    if found.pair is not None:
        if how not in WAYS:
            errors["how"] = "Choose what is to be done."
        elif (how == "require") == bool(found.pair.slot):
            errors["how"] = (
                "They meet already." if found.pair.slot else "They do not meet in this version."
            )
        if how == "move":
            table, wrong = _place(session, event, slot, table)
            errors |= wrong
            if not wrong and slot == found.pair.slot and table in ("", found.pair.table):
                errors["slot"] = "They meet there already. Choose another time or table."
    elif not errors and not found.several:
        errors["a"] = "Say who the two are."
    return Asked(
        found.a, found.b, how, slot, table, None if errors else found.pair, found.several, errors
    )


def asked_of(session: Session, event: Event, version: ScheduleVersion, a: str, b: str) -> Asked:
    """Find two people by what was typed, and where they meet in a version."""
    errors: dict[str, str] = {}
    several: dict[str, tuple[Choice, ...]] = {}
    one: dict[str, str] = {}
    for side, words in (("a", a), ("b", b)):
        if not words.strip():
            continue
        choices = meant(session, event.id, words)
        if len(choices) == 1:
            one[side] = choices[0][0]
        elif choices:
            several[side] = choices
            errors[side] = f"Several people are called like “{words}”. Choose one."
        else:
            errors[side] = f"Nobody here is called “{words}”. Try a part of the name."
    if len(one) == 2 and one["a"] == one["b"]:
        errors["b"] = "Choose two different people."
    a, b = one.get("a", a), one.get("b", b)
    if errors or len(one) < 2:
        return Asked(a, b, several=several, errors=errors)
    return Asked(a, b, pair=pair_of(session, event, version, a, b))


def pair_of(session: Session, event: Event, version: ScheduleVersion, a: str, b: str) -> Pair:
    """Give two people by their keys, and where they meet in a version."""
    rows = session.execute(
        select(Attendee.key, Attendee.id).where(
            Attendee.event_id == event.id, Attendee.key.in_((a, b))
        )
    )
    ids = dict(rows.all())
    names = names_of(session, event.id, (a, b))
    one, two = aliased(Attendee), aliased(Attendee)
    place = session.execute(
        select(Placement.slot_key, Placement.table_key)
        .join(Meeting, Meeting.id == Placement.meeting_id)
        .join(one, one.id == Meeting.a_id)
        .join(two, two.id == Meeting.b_id)
        .where(
            Placement.version_id == version.id,
            one.id.in_(list(ids.values())),
            two.id.in_(list(ids.values())),
        )
    ).first()
    slot, table = place or ("", "")
    return Pair((ids[a], ids[b]), (a, b), (names.get(a, a), names.get(b, b)), slot, table)


def _place(session: Session, event: Event, slot: str, table: str) -> tuple[str, dict[str, str]]:
    """Find the table that was meant; and what is wrong."""
    errors: dict[str, str] = {}
    if slot not in labels_of(event):
        errors["slot"] = "Choose a time."
    if table:
        known = session.scalar(
            select(RoomTable.key)
            .where(RoomTable.event_id == event.id, RoomTable.key.ilike(table, escape="\\"))
            .limit(1)
        )
        if known is None:
            errors["table"] = f"No table is called “{table}”. Leave it empty for any that is free."
        else:
            table = known
    return table, errors
