"""The form of the day: what the organiser marked, checked and put as changes of the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from api.attendees.lookup import Choice
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

    def keys(self) -> set[str]:
        """Give everybody named: keys, and words that have not been looked up."""
        pairs = [side for row in (*self.off, *self.meet) for side in (row.a, row.b)]
        named = {*self.absent, *self.back, *self.new, *(row.person for row in self.stays), *pairs}
        return named - {""}


@dataclass(frozen=True, slots=True)
class Checked:
    """A form that was looked through.

    Attributes
    ----------
    form
        With the keys of those who were meant, where that is clear.
    report
        The payload of `api.event_day.repairing.repair_timetable` but for the event.
    errors
        Messages by field, ``""`` for the form as a whole.
    several
        By field, whom or what it may mean: value and words.
    """

    form: DayForm
    report: dict[str, Any]
    errors: dict[str, str]
    several: dict[str, tuple[Choice, ...]]


class _Check:
    """The changes that a form asks for, and what is wrong by field."""

    def __init__(self, form: DayForm, choices: DayChoices) -> None:
        self.choices = choices
        self.slots = [slot.key for slot in choices.slots]
        self.changes: list[dict[str, Any]] = []
        self.errors: dict[str, str] = {}
        self.several: dict[str, tuple[Choice, ...]] = {}
        self.form = self._looked_up(form)
        self.people = choices.people(self.form.keys())
        self.names = choices.names(self.form.keys())

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
        form, choices = self.form, self.choices
        marked = self.changes or form.back or form.new or self.errors
        if not (marked or choices.off or choices.away.number):
            self.errors[""] = "Nothing is marked yet. Say below who or what has changed."

    def _looked_up(self, form: DayForm) -> DayForm:
        """Put keys in place of names, wherever a name means one person or one table."""

        def pairs(rows: tuple[PairRow, ...], name: str) -> tuple[PairRow, ...]:
            return tuple(
                PairRow(self._one(f"{name}_a_{k}", row.a), self._one(f"{name}_b_{k}", row.b))
                for k, row in enumerate(rows)
            )

        return replace(
            form,
            stays=tuple(
                replace(row, person=self._one(f"stay_person_{k}", row.person))
                for k, row in enumerate(form.stays)
            ),
            tables=tuple(
                replace(row, table=self._one(f"table_table_{k}", row.table, tables=True))
                for k, row in enumerate(form.tables)
            ),
            off=pairs(form.off, "off"),
            meet=pairs(form.meet, "meet"),
        )

    def _one(self, field: str, words: str, *, tables: bool = False) -> str:
        """Give what words mean where it is one; else note what is wrong, and give them back."""
        words = words.strip()
        if not words:
            return ""
        meant = self.choices.tables_meant(words) if tables else self.choices.meant(words)
        if len(meant) == 1:
            return meant[0][0]
        if not meant:
            known = "No table" if tables else "Nobody here"
            self.errors[field] = f"{known} is called “{words}”. Try a part of the name."
        else:
            self.several[field] = meant
            many = "tables are" if tables else "people are"
            self.errors[field] = f"Several {many} called like “{words}”. Choose one."
        return words

    def _absent(self) -> None:
        for who in dict.fromkeys(self.form.absent):
            if not self.is_known(who):
                self.errors["absent"] = "Somebody marked is no longer in the list. Look again."
                continue
            gone = {} if self.choices.first else {"from_slot": self.slots[0]}
            self.changes.append({"what": "no_show", "attendee": who, **gone})

    def _stay(self, number: int, row: StayRow) -> None:
        name = f"stay_person_{number}"
        if name in self.errors or (not row.person and not row.slot):
            return
        if not self.is_known(row.person) or row.slot not in self.slots:
            self.errors[name] = "Choose a person and a time."
        elif row.person in self.form.absent:
            self.errors[name] = f"{self.names[row.person]} is marked as not here as well."
        else:
            what = "early_leave" if row.kind == "early" else "late_arrival"
            self.changes.append({"what": what, "attendee": row.person, "from_slot": row.slot})

    def _table(self, number: int, row: TableRow) -> None:
        name = f"table_table_{number}"
        if name in self.errors or (not row.table and not row.slot):
            return
        if not row.table:
            self.errors[name] = "Choose a table."
            return
        first = self.slots.index(row.slot) if row.slot in self.slots else 0
        last = first + 1 if row.only == "yes" else len(self.slots)
        self.changes.append(
            {"what": "table_closed", "table": row.table, "slots": self.slots[first:last]}
        )

    def _off(self, number: int, row: PairRow) -> None:
        if self._two("off", number, row):
            if self.choices.meeting_of(row.a, row.b) is None:
                self.errors[f"off_a_{number}"] = f"{self._both(row)} have no meeting to come."
            else:
                self.changes.append({"what": "cancelled", "a": row.a, "b": row.b})

    def _meet(self, number: int, row: PairRow) -> None:
        if self._two("meet", number, row):
            slot = self.choices.meeting_of(row.a, row.b)
            if slot is not None:
                at = self.choices.label(slot)
                self.errors[f"meet_a_{number}"] = f"{self._both(row)} meet already, at {at}."
            else:
                self.changes.append({"what": "accepted", "a": row.a, "b": row.b})

    def _two(self, what: str, number: int, row: PairRow) -> bool:
        fields = [f"{what}_{side}_{number}" for side in "ab"]
        if not (row.a or row.b) or any(field in self.errors for field in fields):
            return False
        if row.a == row.b or not (self.is_known(row.a) and self.is_known(row.b)):
            self.errors[fields[0]] = "Choose two different people."
            return False
        return True

    def is_known(self, key: str) -> bool:
        return key in self.people and self.people[key].known

    def _both(self, row: PairRow) -> str:
        return f"{self.names[row.a]} and {self.names[row.b]}"


def check_day(form: DayForm, choices: DayChoices) -> Checked:
    """Look up whom a filled-in form means, and check it."""
    check = _Check(form, choices)
    check.run()
    form, people = check.form, check.people
    report = {
        "of": choices.version,
        "changes": check.changes,
        "back": [k for k in dict.fromkeys(form.back) if check.is_known(k) and not people[k].here],
        "new": [k for k in dict.fromkeys(form.new) if k in people and not people[k].known],
        "notice": int(form.notice) if form.notice in NOTICES else 0,
        "form": form.values(),
    }
    return Checked(form, report, check.errors, check.several)
