"""People as a table to keep, CSV or XLSX, for the team: as a list can be brought in again.

What people keep private and the notes of the team are in no file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.labels import labels_of
from api.attendees.models import Attendee
from api.attendees.queries import profile_state
from api.events.stored import StoredEvent
from api.formats.inert import inert

_COLUMNS = (
    "id", "name", "email", "organisation", "sector", "role", "languages", "groups", "offers",
    "needs", "interests", "availability", "diet",
)  # fmt: skip
_BESIDE = ("team labels", "profile", "sent", "coming", "checked in")
_FACETS = ("offer", "need", "interest")
_PART = 1000


def write_csv(session: Session, event: StoredEvent, people: Sequence[str]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read names right; commas, CRLF (RFC 4180)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([inert(cell) for cell in row] for row in _rows(session, event, people))
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(session: Session, event: StoredEvent, people: Sequence[str]) -> bytes:
    """Build a workbook of one sheet; no cell acts as a formula or a link."""
    import xlsxwriter

    data = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(data, options) as book:
        sheet = book.add_worksheet("People")
        for number, row in enumerate(_rows(session, event, people)):
            sheet.write_row(number, 0, [cell[:32_000] for cell in row])
        sheet.set_row(0, None, book.add_format({"bold": True, "bottom": 1}))
        sheet.set_column(0, len(_COLUMNS), 18)
        sheet.freeze_panes(1, 0)
    return data.getvalue()


def _rows(session: Session, event: StoredEvent, people: Sequence[str]) -> Iterator[list[str]]:
    yield [*_COLUMNS, *(field.label for field in event.fields), *_BESIDE]
    for start in range(0, len(people), _PART):
        part = people[start : start + _PART]
        rows = session.scalars(select(Attendee).where(Attendee.id.in_(part)))
        found = {person.id: person for person in rows}
        labels = labels_of(session, part)
        for each in part:
            if each in found:
                yield _row(found[each], event, labels.get(each, ()))
        session.expunge_all()


def _row(person: Attendee, event: StoredEvent, labels: Sequence[str]) -> list[str]:
    open_words = {facet.kind: facet.text for facet in person.facets if not facet.private}
    return [
        person.external_id,
        person.name,
        # Of who has left the team reads the list's id, and nothing more.
        person.email if person.left_at is None else "",
        person.organisation,
        person.sector,
        person.role,
        "; ".join(person.languages or ()),
        "; ".join(person.groups or ()),
        *(open_words.get(kind, "") for kind in _FACETS),
        "" if person.available is None else "; ".join(person.available),
        person.diet,
        *("; ".join(person.answers.get(field.id, ())) for field in event.fields),
        "; ".join(labels),
        profile_state(person),
        "" if person.sent_at is None else person.sent_at.date().isoformat(),
        person.coming,
        "" if person.checked_in_at is None else person.checked_in_at.isoformat(timespec="minutes"),
    ]
