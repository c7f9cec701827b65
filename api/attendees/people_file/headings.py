"""The heading row: which column of a table holds what, and what of it is not used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from api.attendees.people_file.heading_words import (
    ALL_WORDS,
    FIRST,
    LAST,
    column_of,
    is_of_the_person,
    joined,
    spelled,
)
from api.attendees.people_file.rows import COLUMNS, FACETS
from api.events.event_file import OwnField
from api.faults import InputFault, InputFaults

_NEAR = 0.75
_REMEDY = "Rename the column if it was meant to be read."


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row each column stands.

    Attributes
    ----------
    headings
        As written, in order; empty where a column has none.
    places
        Name of `COLUMNS`, or of a part of the name, to its place.
    own
        Id of an own field of the event to its place.
    """

    headings: tuple[str, ...]
    places: Mapping[str, int]
    own: Mapping[str, int]

    def called(self, column: str) -> str:
        """Call a column as the list does."""
        place = self.places.get(column)
        return column if place is None else self.headings[place]


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

    def means(self, heading: str) -> tuple[str, str]:
        """Give (column, "") or ("", id of an own field); both empty for an unknown heading."""
        words = joined(heading)
        if words in COLUMNS:
            return words, ""
        if own := self._own.get(words):
            return "", own
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

    def columns(self, heading: Sequence[str], where: str) -> tuple[Columns, tuple[InputFault, ...]]:
        """Read the heading row.

        Returns
        -------
        tuple
            The columns, and a notice for each heading that is not used.

        Raises
        ------
        InputFaults
            Two headings mean the same, or what is needed is not there.
        """
        headings = tuple(" ".join(cell.split()) for cell in heading)
        meant: dict[tuple[str, str], list[int]] = {}
        unknown: list[int] = []
        for place, cell in enumerate(headings):
            meaning = self.means(cell)
            if any(meaning):
                meant.setdefault(meaning, []).append(place)
            elif cell:
                unknown.append(place)
        notices = [_outdone(m, places, headings, where) for m, places in meant.items()]
        faults = [_twice(m, places, headings, where) for m, places in meant.items()]
        used = {m: (_chosen(m, places, headings) or places)[0] for m, places in meant.items()}
        places = {column: place for (column, _), place in used.items() if column}
        columns = Columns(headings, places, {own: p for (_, own), p in used.items() if own})
        near = {place: self.nearest(headings[place]) for place in unknown}
        free = {place: name for place, name in near.items() if name and name not in places}
        faults.extend(_missing(columns, [headings[place] for place in unknown], free, where))
        if found := [fault for fault in faults if fault]:
            raise InputFaults(found)
        notices.append(_parts_unused(columns, where))
        notices.extend(_not_used(unknown, free, headings, where))
        return columns, tuple(notice for notice in notices if notice)


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
    return InputFault(where, f'Not used: {rest}; "{headings[own[0]]}" says the same.', _REMEDY)


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
) -> list[InputFault]:
    found = ", ".join(heading for heading in columns.headings if heading) or "none"
    meant = "".join(
        f' Did you mean {name} by "{columns.headings[place]}"?' for place, name in near.items()
    )
    if not {"id", "email"} & columns.places.keys():
        what = f'The column "id" is missing, and "email" too (found: {found[:300]}).{meant}'
        remedy = "Add each person's address, or a column id with a short, stable mark for each."
        return [InputFault(where, what, remedy)]
    if not any(facet in columns.places for facet in FACETS):
        what = (
            "None of the columns offers, needs, interests and bio is there "
            f"(found: {found[:300]}).{meant}"
        )
        remedy = "Add at least one of them: matching has nothing else to go by."
        return [InputFault(where, what, remedy)]
    return []


def _parts_unused(columns: Columns, where: str) -> InputFault | None:
    """Say that a whole name stands for its parts."""
    whole = columns.places.get("name")
    if whole is None or LAST not in columns.places:
        return None
    parts = _quoted(columns.called(part) for part in (FIRST, LAST) if part in columns.places)
    what = f'Not used: {parts}; "{columns.headings[whole]}" says the same.'
    return InputFault(where, what, _REMEDY)


def _not_used(
    unknown: Sequence[int], near: Mapping[int, str], headings: Sequence[str], where: str
) -> list[InputFault]:
    notices = [
        InputFault(where, f'"{headings[place]}" is not used; did you mean {near[place]}?', _REMEDY)
        for place in unknown
        if place in near
    ]
    strange = _quoted(headings[place] for place in unknown if place not in near)
    if strange:
        what = f"Not used: {strange}. No column and no field of the event is called so."
        notices.append(InputFault(where, what, _REMEDY))
    return notices


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f'"{word[:59] + "…" if len(word) > 60 else word}"' for word in words)
