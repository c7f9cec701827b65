"""The caterer's sheet: one page without anybody's name; and the names of those with allergies."""

from __future__ import annotations

from collections.abc import Sequence

from api.events.models import Event
from api.insight.guests import Guest
from api.insight.heads import Heads, HourOfHeads
from api.insight.kitchen import Kitchen, needs_of
from api.timetable.exports.paper import A4, Size
from api.timetable.exports.printed import Cell, Column, Lists, Row, Section
from api.web.wording import clock, counted, date_only, dates, number

_PEOPLE = Column("People", 22)


def kitchen_sheet(
    event: Event,
    heads: Heads,
    hours: Sequence[HourOfHeads],
    kitchen: Kitchen,
    page: Size = A4,
) -> Lists:
    """Say how many plates of what: no name is on it."""
    when = dates(event.slots[0].starts_at, event.slots[-1].ends_at, event.timezone)
    sections = [
        Section(
            f"{heads.low}–{heads.high} people",
            (Column("Hour"), Column("Expected", 22), Column("Range", 24)),
            tuple(_hour_rows(event, hours)),
            "plan for the higher number; nine times in ten it is within the two",
        ),
        Section(
            "Diets",
            (Column("What"), _PEOPLE),
            (
                Row((Cell(strong="no needs told"), Cell(number(kitchen.plain)))),
                *(Row((Cell(strong=name), Cell(number(n)))) for name, n in kitchen.diets),
            ),
            "who needs two things counts in both lines",
        ),
        Section(
            "Allergies",
            (Column("Without"), _PEOPLE, Column("Allergic", 20)),
            tuple(
                Row((Cell(strong=e.name), Cell(number(e.people)), Cell(number(e.allergic))))
                for e in kitchen.allergens
            ),
            "the last column counts who calls it an allergy; treat the others alike",
            empty="Nobody has told of any.",
        ),
    ]
    if kitchen.unclear:
        rows = tuple(Row((Cell(words), Cell(number(n)))) for words, n in kitchen.unclear)
        sections.append(
            Section("In their own words", (Column("What they wrote"), _PEOPLE), rows, "please read")
        )
    weight = sum(len(section.rows) + 4 for section in sections)
    # One page, as long as the words allow it: two columns of about sixty lines at ten points.
    size = 12 if weight < 60 else 10 if weight < 90 else 8
    return Lists(
        f"{event.name}: for the caterer",
        f"{event.name} · for the caterer",
        tuple(sections),
        "For the caterer",
        (" · ".join(words for words in (event.name, when, event.place) if words),),
        page,
        2 if weight > 30 else 1,
        size,
    )


def allergy_sheet(event: Event, people: Sequence[Guest], page: Size = A4) -> Lists:
    """Name those with allergies, or words that must be read, by what they must not eat."""
    found: dict[str, list[tuple[Guest, bool]]] = {}
    unclear: list[Guest] = []
    for person, read in needs_of(people):
        for name in read.avoided:
            found.setdefault(name, []).append((person, name in read.allergic))
        if read.unclear:
            unclear.append(person)
    columns = (Column("Name", 60), Column("What they wrote"))
    sections = [
        Section(
            f"No {name}",
            columns,
            tuple(
                Row((Cell(strong=_name(person)), Cell(person.diet)))
                for person, _ in sorted(some, key=lambda e: (not e[1], _name(e[0]).casefold()))
            ),
            _how_many([allergic for _, allergic in some]),
        )
        for name, some in sorted(found.items())
    ]
    if unclear:
        rows = tuple(
            Row((Cell(strong=_name(person)), Cell(person.diet)))
            for person in sorted(unclear, key=lambda each: _name(each).casefold())
        )
        sections.append(
            Section("Ask them", columns, rows, "what they wrote may mean several things")
        )
    return Lists(
        f"{event.name}: allergies, with names",
        f"{event.name} · allergies, with names: for those who serve, and nobody else",
        tuple(sections),
        "Allergies, with names",
        ("For those who serve. Destroy it after the event.",),
        page,
    )


def _how_many(allergic: Sequence[bool]) -> str:
    many = counted(len(allergic), "person", "people")
    if not any(allergic):
        return f"{many}; nobody calls it an allergy"
    return f"{many}, {sum(allergic)} allergic"


def _hour_rows(event: Event, hours: Sequence[HourOfHeads]) -> list[Row]:
    rows: list[Row] = []
    day = ""
    several = len({date_only(each.starts, event.timezone) for each in hours}) > 1
    for each in hours:
        if several and day != (day := date_only(each.starts, event.timezone)):
            rows.append(Row(group=day))
        at = f"{clock(each.starts, event.timezone)}–{clock(each.ends, event.timezone)}"
        spread = f"{each.low}–{each.high}"
        rows.append(Row((Cell(at), Cell(strong=number(each.expected)), Cell(spread))))
    return rows


def _name(person: Guest) -> str:
    return person.name or person.external_id
