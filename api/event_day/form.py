"""The form of the day: what the organiser marked, checked and put as changes of the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from api.timetable.versions.day_choices import DayChoices
from api.web.forms import Fields

STAYS, TABLES, PAIRS = 3, 2, 2
NOTICES = ("0", "5", "10", "15", "30")
USUAL_NOTICE = "10"


@dataclass(frozen=True, slots=True)
class StayRow:
    """Somebody who is not there all the time: ``kind`` is "late" or "early"."""

    person: str = ""
    kind: str = "late"
    slot: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A table that cannot be used: from a slot on, or only then ("yes")."""

    table: str = ""
    slot: str = ""
    only: str = ""


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two people."""

    a: str = ""
    b: str = ""


@dataclass(frozen=True, slots=True)
class DayForm:
    """The form as filled in; rows that are left empty are there too."""

    absent: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    stays: tuple[StayRow, ...] = (StayRow(),) * STAYS
    tables: tuple[TableRow, ...] = (TableRow(),) * TABLES
    off: tuple[PairRow, ...] = (PairRow(),) * PAIRS
    meet: tuple[PairRow, ...] = (PairRow(),) * PAIRS
    lost: tuple[str, ...] = ()
    notice: str = USUAL_NOTICE

    @classmethod
    def of(cls, sent: Fields) -> DayForm:
        """Read the form as sent."""

        def row(name: str, number: int, *parts: str) -> dict[str, str]:
            return {part: sent.one(f"{name}_{part}_{number}") for part in parts}

        return cls(
            absent=sent.many("absent"),
            back=sent.many("back"),
            new=sent.many("new"),
            stays=tuple(StayRow(**row("stay", k, "person", "kind", "slot")) for k in range(STAYS)),
            tables=tuple(
                TableRow(**row("table", k, "table", "slot", "only")) for k in range(TABLES)
            ),
            off=tuple(PairRow(**row("off", k, "a", "b")) for k in range(PAIRS)),
            meet=tuple(PairRow(**row("meet", k, "a", "b")) for k in range(PAIRS)),
            lost=sent.many("lost"),
            notice=sent.one("notice") or USUAL_NOTICE,
        )

    @classmethod
    def stored(cls, values: Mapping[str, Any]) -> DayForm:
        """Read what `values` gave."""
        return cls(
            tuple(values["absent"]),
            tuple(values["back"]),
            tuple(values["new"]),
            tuple(StayRow(**row) for row in values["stays"]),
            tuple(TableRow(**row) for row in values["tables"]),
            tuple(PairRow(**row) for row in values["off"]),
            tuple(PairRow(**row) for row in values["meet"]),
            tuple(values["lost"]),
            values["notice"],
        )

    def values(self) -> dict[str, Any]:
        """Put it as JSON can hold it."""
        return asdict(self)


class _Check:
    """The changes that a form asks for, and what is wrong by field."""

    def __init__(self, form: DayForm, choices: DayChoices) -> None:
        self.form = form
        self.choices = choices
        self.people = {guest.key for guest in choices.guests}
        self.names = choices.names()
        self.slots = [slot.key for slot in choices.slots]
        self.changes: list[dict[str, Any]] = []
        self.errors: dict[str, str] = {}

    def run(self) -> None:
        self._absent()
        for number, stay in enumerate(self.form.stays):
            self._stay(number, stay)
        for number, table in enumerate(self.form.tables):
            self._table(number, table)
        lost = [key for key in self.slots if key in self.form.lost]
        if lost:
            self.changes.append({"what": "slots_lost", "slots": lost})
        for number, pair in enumerate(self.form.off):
            self._off(number, pair)
        for number, pair in enumerate(self.form.meet):
            self._meet(number, pair)
        if self.form.notice not in NOTICES:
            self.errors["notice"] = "Choose one of the options."
        form = self.form
        if not (
            self.changes
            or form.back
            or form.new
            or self.errors
            or self.choices.off
            or self.choices.away
        ):
            self.errors[""] = "Nothing is marked yet. Say below who or what has changed."

    def _absent(self) -> None:
        for who in dict.fromkeys(self.form.absent):
            if who not in self.people:
                self.errors["absent"] = "Somebody marked is no longer in the list. Look again."
                continue
            gone = {} if self.choices.first else {"from_slot": self.slots[0]}
            self.changes.append({"what": "no_show", "attendee": who, **gone})

    def _stay(self, number: int, row: StayRow) -> None:
        name = f"stay_person_{number}"
        if not row.person and not row.slot:
            return
        if row.person not in self.people or row.slot not in self.slots:
            self.errors[name] = "Choose a person and a time."
        elif row.person in self.form.absent:
            self.errors[name] = f"{self.names[row.person]} is marked as not here as well."
        else:
            what = "early_leave" if row.kind == "early" else "late_arrival"
            self.changes.append({"what": what, "attendee": row.person, "from_slot": row.slot})

    def _table(self, number: int, row: TableRow) -> None:
        if not row.table and not row.slot:
            return
        if row.table not in self.choices.tables:
            self.errors[f"table_table_{number}"] = "Choose a table."
            return
        first = self.slots.index(row.slot) if row.slot in self.slots else 0
        last = first + 1 if row.only == "yes" else len(self.slots)
        self.changes.append(
            {"what": "table_closed", "table": row.table, "slots": self.slots[first:last]}
        )

    def _off(self, number: int, row: PairRow) -> None:
        if self._two(f"off_a_{number}", row):
            if frozenset((row.a, row.b)) not in self.choices.meetings:
                self.errors[f"off_a_{number}"] = f"{self._both(row)} have no meeting to come."
            else:
                self.changes.append({"what": "cancelled", "a": row.a, "b": row.b})

    def _meet(self, number: int, row: PairRow) -> None:
        if self._two(f"meet_a_{number}", row):
            slot = self.choices.meetings.get(frozenset((row.a, row.b)))
            if slot is not None:
                at = self.choices.label(slot)
                self.errors[f"meet_a_{number}"] = f"{self._both(row)} meet already, at {at}."
            else:
                self.changes.append({"what": "accepted", "a": row.a, "b": row.b})

    def _two(self, name: str, row: PairRow) -> bool:
        if not row.a and not row.b:
            return False
        if row.a not in self.people or row.b not in self.people or row.a == row.b:
            self.errors[name] = "Choose two different people."
            return False
        return True

    def _both(self, row: PairRow) -> str:
        return f"{self.names[row.a]} and {self.names[row.b]}"


def check_day(form: DayForm, choices: DayChoices) -> tuple[dict[str, Any], dict[str, str]]:
    """Check a filled-in form.

    Returns
    -------
    report, errors
        The payload of `api.event_day.repairing.repair_timetable` but for the event; messages by
        field, ``""`` for the form as a whole.
    """
    check = _Check(form, choices)
    check.run()
    missing = {guest.key for guest in choices.missing()}
    newcomers = {guest.key for guest in choices.newcomers}
    report = {
        "of": choices.version,
        "changes": check.changes,
        "back": [key for key in dict.fromkeys(form.back) if key in missing],
        "new": [key for key in dict.fromkeys(form.new) if key in newcomers],
        "notice": int(form.notice) if form.notice in NOTICES else 0,
        "form": form.values(),
    }
    return report, check.errors
