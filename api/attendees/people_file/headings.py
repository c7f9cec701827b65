"""The heading row: which column of a table holds what, and what of it is not used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from api.attendees.people_file.heading_words import (
    ALL_WORDS,
    FIRST,
    LAST,
    MENDED,
    STATUS,
    column_of,
    is_of_the_person,
    joined,
    spelled,
)
from api.attendees.people_file.known_exports import KnownExport, known_export
from api.attendees.people_file.rows import COLUMNS, FACETS
from api.events.event_file import OwnField
from api.faults import InputFault

READABLE = frozenset((*COLUMNS, FIRST, LAST, STATUS))
_NEAR = 0.75
_MENDED = joined(MENDED)
RENAME = "Rename the column if it was meant to be read."


OWN = "own:"
"""What stands before the id of an own field where a column is said to hold one."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row each column stands.

    Attributes
    ----------
    headings
        As written, in order; empty where a column has none.
    places
        Name of `COLUMNS`, of a part of the name or of the status, to its place.
    own
        Id of an own field of the event to its place.
    """

    headings: tuple[str, ...]
    places: Mapping[str, int]
    own: Mapping[str, int]

    def called(self, column: str) -> str:
        """Call a column as the list does."""
        place = self.places.get(column)
        return column if place is None else self.headings[place] or column

    def held(self) -> tuple[str, ...]:
        """Say of each place what it holds: a column, `OWN` and an id, or nothing."""
        found = [""] * len(self.headings)
        for column, place in self.places.items():
            found[place] = column
        for own, place in self.own.items():
            found[place] = OWN + own
        return tuple(found)


@dataclass(frozen=True, slots=True)
class HeadingRead:
    """The columns, whose export it is, what is not used, and why nothing can be read by them."""

    columns: Columns
    tool: str = ""
    notices: tuple[InputFault, ...] = ()
    faults: tuple[InputFault, ...] = ()


class Vocabulary:
    """Headings that are understood for one event: our columns and its own fields."""

    def __init__(self, fields: Iterable[OwnField] = ()) -> None:
        self._own: dict[str, str] = {}
        self._shown: dict[str, str] = {}
        for field in fields:
            for words in (field.label, field.id):
                self._own[joined(words)] = field.id
                self._shown[joined(words)] = field.id
        for words in ALL_WORDS:
            column = column_of(words)
            self._shown.setdefault(words, "name" if column in (FIRST, LAST) else column)

    def means(self, heading: str, export: KnownExport | None = None) -> tuple[str, str]:
        """Give (column, "") or ("", id of an own field); both empty for an unknown heading."""
        words = joined(heading)
        if words == _MENDED:
            return "", ""
        if export is None and words in COLUMNS:
            return words, ""
        if own := self._own.get(words):
            return "", own
        if export is not None and words in export.columns:
            return export.columns[words], ""
        return column_of(heading), ""

    def known(self, cells: Iterable[str]) -> int:
        """Count the different columns that a row of headings names."""
        return len({meant for cell in cells if any(meant := self.means(cell))})

    def nearest(self, heading: str) -> str:
        """Name the column or field whose heading is most like this one; empty for none."""
        words = joined(heading)
        found = get_close_matches(words, self._shown, n=1, cutoff=_NEAR)
        if found:
            return self._shown[found[0]]
        parts = spelled(heading).split()
        within = [self._shown[part] for part in parts if part in self._shown and len(part) > 3]
        return within[0] if within and len(parts) <= 10 else ""

    def columns(
        self, heading: Sequence[str], where: str, chosen: Sequence[str] = ()
    ) -> HeadingRead:
        """Read the heading row.

        Parameters
        ----------
        chosen
            What each column holds, as `Columns.held` says it, where somebody has chosen it.
        """
        headings = tuple(" ".join(cell.split()) for cell in heading)
        export = known_export(headings)
        tool = export.tool if export else ""
        if len(chosen) == len(headings):
            return self._as_chosen(headings, chosen, tool, where)
        meant: dict[tuple[str, str], list[int]] = {}
        unknown: list[int] = []
        for place, cell in enumerate(headings):
            meaning = self.means(cell, export)
            if any(meaning):
                meant.setdefault(meaning, []).append(place)
            elif cell and joined(cell) != _MENDED:
                unknown.append(place)
        several = {m: places for m, places in meant.items() if m[0] != STATUS and not export}
        notices = [_outdone(m, places, headings, where) for m, places in several.items()]
        faults = [_twice(m, places, headings, where) for m, places in several.items()]
        used = {m: (_chosen(m, places, headings) or places)[0] for m, places in meant.items()}
        places = {column: place for (column, _), place in used.items() if column}
        columns = Columns(headings, places, {own: p for (_, own), p in used.items() if own})
        near = {place: "" if export else self.nearest(headings[place]) for place in unknown}
        free = {place: name for place, name in near.items() if name and name not in places}
        missed, silent = _missing(columns, [headings[place] for place in unknown], free, where)
        notices.extend((_parts_unused(columns, where), silent))
        notices.extend(_not_used(unknown, free, headings, where))
        return HeadingRead(columns, tool, _only(notices), _only((*faults, missed)))

    def _as_chosen(
        self, headings: tuple[str, ...], chosen: Sequence[str], tool: str, where: str
    ) -> HeadingRead:
        """Take the columns as somebody chose them; a field that is gone since holds nothing."""
        fields = {OWN + own for own in self._own.values()}
        held: dict[str, list[int]] = {}
        for place, column in enumerate(chosen):
            if column in READABLE or column in fields:
                held.setdefault(column, []).append(place)
        faults: list[InputFault | None] = [
            InputFault(
                where,
                f"{_quoted(headings[place] for place in places)} are both read as "
                f"{column.removeprefix(OWN)}.",
                "Choose one column for it.",
            )
            for column, places in held.items()
            if len(places) > 1
        ]
        first = {column: places[0] for column, places in held.items()}
        own = {c.removeprefix(OWN): place for c, place in first.items() if c.startswith(OWN)}
        columns = Columns(headings, {c: p for c, p in first.items() if c in READABLE}, own)
        missed, silent = _missing(columns, (), {}, where)
        return HeadingRead(columns, tool, _only((silent,)), _only((*faults, missed)))


def _only(found: Iterable[InputFault | None]) -> tuple[InputFault, ...]:
    return tuple(fault for fault in found if fault is not None)


def _chosen(meaning: tuple[str, str], places: Sequence[int], headings: Sequence[str]) -> list[int]:
    """Give the places read where several mean one column: the attendee's, else ours by name."""
    own = [place for place in places if is_of_the_person(headings[place])]
    return own or [place for place in places if joined(headings[place]) == meaning[0]]


def _outdone(
    meaning: tuple[str, str], places: Sequence[int], headings: Sequence[str], where: str
) -> InputFault | None:
    """Say which is read: the column by its own name, or the attendee's beside the buyer's."""
    own = _chosen(meaning, places, headings)
    if len(places) == 1 or len(own) != 1:
        return None
    rest = _quoted(headings[place] for place in places if place != own[0])
    return InputFault(where, f'Not used: {rest}; "{headings[own[0]]}" says the same.', RENAME)


def _twice(
    meaning: tuple[str, str], places: Sequence[int], headings: Sequence[str], where: str
) -> InputFault | None:
    if len(places) == 1 or len(_chosen(meaning, places, headings)) == 1:
        return None
    alike = {headings[place].casefold() for place in places}
    if len(alike) == 1:
        what = f'The column "{headings[places[0]]}" is there twice.'
    else:
        both = _quoted(headings[place] for place in places)
        what = f"The headings {both} all mean {meaning[0] or meaning[1]}."
    return InputFault(where, what, "Remove or rename all but one.")


def _missing(
    columns: Columns, unknown: Sequence[str], near: Mapping[int, str], where: str
) -> tuple[InputFault | None, InputFault | None]:
    """Give the fault of a list that cannot be read, and the notice of one that says nothing."""
    found = ", ".join(heading for heading in columns.headings if heading) or "none"
    meant = "".join(
        f' Did you mean {name} by "{columns.headings[place]}"?' for place, name in near.items()
    )
    if not {"id", "email"} & columns.places.keys():
        what = f'The column "id" is missing, and "email" too (found: {found[:300]}).{meant}'
        remedy = "Add each person's address, or a column id with a short, stable mark for each."
        return InputFault(where, what, remedy), None
    if any(facet in columns.places for facet in FACETS):
        return None, None
    what = (
        f"None of the columns offers, needs, interests and bio is there (found: {found[:300]})."
        f"{meant}"
    )
    if {"email", "name", FIRST, LAST} & columns.places.keys():
        # A list of guests: who is invited says the rest in the form.
        remedy = "Matching has nothing else to go by: ask these people to fill in their profiles."
        return None, InputFault(where, what, remedy)
    remedy = "Add at least one of them: matching has nothing else to go by."
    return InputFault(where, what, remedy), None


def _parts_unused(columns: Columns, where: str) -> InputFault | None:
    """Say that a whole name stands for its parts."""
    whole = columns.places.get("name")
    if whole is None or LAST not in columns.places:
        return None
    parts = _quoted(columns.called(part) for part in (FIRST, LAST) if part in columns.places)
    what = f'Not used: {parts}; "{columns.headings[whole]}" says the same.'
    return InputFault(where, what, RENAME)


def _not_used(
    unknown: Sequence[int], near: Mapping[int, str], headings: Sequence[str], where: str
) -> list[InputFault]:
    notices = [
        InputFault(where, f'"{headings[place]}" is not used; did you mean {near[place]}?', RENAME)
        for place in unknown
        if place in near
    ]
    strange = _quoted(headings[place] for place in unknown if place not in near)
    if strange:
        what = f"Not used: {strange}. No column and no field of the event is called so."
        notices.append(InputFault(where, what, RENAME))
    return notices


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f'"{word[:59] + "…" if len(word) > 60 else word}"' for word in words)
