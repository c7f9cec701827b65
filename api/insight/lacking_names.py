"""Names that would be printed with boxes: no font here has some of their letters."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.events.models import Event
from api.insight.print_sheets import SHEETS, entries_of
from api.kept import Kept
from api.timetable.exports.pdf import PdfNotPossible, lacking_letters

_lacking: Kept[str] = Kept(64)
# Letters of Latin, Greek and Cyrillic are in a font that typst brings with it.
_COMMON = 0x530


def lacking_names(session: Session, event: Event) -> tuple[str, ...]:
    """Give the names with letters that no font here has, by surname; none where none can tell."""
    sheet = next(each for each in SHEETS if each.key == "door")
    names = [each.name for each in entries_of(session, event, sheet).people]
    rare = "".join(sorted({letter for name in names for letter in name if ord(letter) >= _COMMON}))
    if not rare:
        return ()
    try:
        lacking = set(_lacking.get(event.id, rare, lambda: lacking_letters(rare)))
    except PdfNotPossible:
        return ()
    return tuple(name for name in names if lacking & set(name))
