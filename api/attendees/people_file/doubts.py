"""What of a list can be taken and yet needs a look: silent profiles, unknown languages."""

from __future__ import annotations

from collections.abc import Iterable

from api.attendees.languages import spoken
from api.attendees.people_file.rows import FACETS, PersonRow
from api.attendees.people_file.status_words import is_unknown
from api.faults import InputFault
from matcher.text.silence import says_nothing

_ROWS_NAMED = 12
_STATUSES_NAMED = 5


def doubts(people: Iterable[PersonRow], file: str) -> tuple[InputFault, ...]:
    """Name the rows, those of one kind together."""
    silent: list[int] = []
    strange: dict[str, list[int]] = {}
    for person in people:
        if all(says_nothing(getattr(person, facet)) for facet in FACETS):
            silent.append(person.row)
        for word in spoken(person.languages).strange:
            strange.setdefault(word, []).append(person.row)
    found = []
    if silent:
        what = 'Nothing is said there that could be matched (empty, "-", "tbd" or the like).'
        remedy = "Fill it in, or ask these people to; until then they count as empty profiles."
        found.append(InputFault(_where(file, silent), what, remedy))
    for word, rows in strange.items():
        what = f'"{word[:60]}" is not a language we know; it keeps nobody apart.'
        remedy = 'Write its name in English, its own name or its code: "German", "Deutsch", "de".'
        found.append(InputFault(f"{_where(file, rows)}, column languages", what, remedy))
    return tuple(found)


def strange_statuses(people: Iterable[PersonRow], file: str) -> tuple[InputFault, ...]:
    """Name words of a status column that are not known: who has them is taken."""
    words = dict.fromkeys(p.status for p in people if is_unknown(p.status))
    if not words:
        return ()
    named = ", ".join(f'"{word[:40]}"' for word in list(words)[:_STATUSES_NAMED])
    more = " and others" if len(words) > _STATUSES_NAMED else ""
    what = f"Whether they come is not clear from the status {named}{more}; these people are taken."
    return (InputFault(f"{file}, column status", what, "Leave out the rows of who does not come."),)


def _where(file: str, rows: list[int]) -> str:
    if len(rows) == 1:
        return f"{file}, row {rows[0]}"
    named = ", ".join(map(str, rows[:_ROWS_NAMED]))
    left = len(rows) - _ROWS_NAMED
    return f"{file}, rows {named}" + (f" and {left} more" if left > 0 else "")
