"""Rows without a name that say, word for word, what somebody else of the event says.

A list without names may be numbered again, or one of its columns shifted by a row; then only the
words tell that a row is not who its id or address says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from api.attendees.list_doubt import Doubt, Known
from api.attendees.people_file import PersonRow

_TELLING = 12
"""Characters from which on a text is one person's, not "bread" or "a van"."""


def words_of(*texts: str) -> frozenset[str]:
    """Give the texts that tell people apart, without case and spacing."""
    plain = (" ".join(text.casefold().split()) for text in texts)
    return frozenset(text for text in plain if len(text) >= _TELLING)


def doubt_others_words(
    rows: Sequence[PersonRow], people: Sequence[Known | None], known: Sequence[Known]
) -> list[Doubt]:
    """Doubt rows that no name confirms, and whose words are another's and not the person's own."""
    said_by: dict[str, list[Known]] = defaultdict(list)
    for one in known:
        for text in one.words:
            said_by[text].append(one)
    said = [words_of(row.offers, row.needs, row.interests, row.bio) for row in rows]
    still = {
        found.id
        for found, texts in zip(people, said, strict=True)
        if found is not None and texts & found.words
    }
    doubts = []
    for row, person, texts in zip(rows, people, said, strict=True):
        if person is None or (row.name and any(person.names)) or person.id in still:
            continue
        others = [who for text in sorted(texts) for who in said_by[text] if who.id not in still]
        if others:
            doubts.append(_doubt(row, person, others[0]))
    return doubts


def _doubt(row: PersonRow, person: Known, other: Known) -> Doubt:
    column = "email" if row.email and row.email.casefold() == person.address else "id"
    mark = row.email if column == "email" else row.id
    return Doubt(
        row.row,
        column,
        f'"{mark}" is {person.name} in the event; this row says the words of {other.name}.',
        "Add names and addresses to the list, or put each person's own mark into their row.",
    )
