"""One cell: as a person sees it, and what cannot be taken."""

from __future__ import annotations

import datetime as dt
import re

from api.attendees.people_file.bounds import CELL_LIMIT, LIMITS

# "- two vans", "-Help!", "+353 21 ..." and "=> a neighbour" are ordinary text, stored as written;
# a call is what somebody else's spreadsheet would run. Exports make either harmless.
_FORMULA = re.compile(r"^=\s*(?:[A-Za-z][\w.]*\(|\w+\s*\|)|^=\$?[A-Z]{1,3}\$?\d+\b[^\s\w]*$")
# "=Bread(s) and rolls" is text again after its bracket.
_PROSE = re.compile(r"^=[^()\"']*\([^()\"']*\)\s+\w")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DIGITS = 15


def seen(cell: object) -> str:
    """Write a workbook's value as the sheet shows it: whole numbers without ".0", plain times."""
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return str(int(cell)) if _is_whole(cell) else f"{cell:.{_DIGITS}g}"
        case dt.datetime():
            if cell.time() == dt.time():
                return f"{cell:%Y-%m-%d}"
            return f"{cell:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
        case dt.date():
            return cell.isoformat()
        case dt.time():
            return f"{cell:%H:%M:%S}".removesuffix(":00")
        case dt.timedelta():
            minutes = round(cell.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
        case _:
            return str(cell)


def cell_fault(column: str, text: str) -> tuple[str, str] | None:
    """Say what is wrong with a cell and what to do; None where it can be taken."""
    limit = LIMITS.get(column, CELL_LIMIT)
    if len(text) > limit:
        return (
            f"The text has {len(text):,} characters; {limit:,} is the most.",
            "Shorten it to what a person at the table would read."
            if limit == CELL_LIMIT
            else "Shorten it.",
        )
    if _FORMULA.match(text) and not _PROSE.match(text):
        return f'The cell holds a spreadsheet formula ("{text[:20]}").', "Put in the text itself."
    if _CONTROL.search(text):
        return "The cell holds control characters.", "Type the text again."
    if column == "email" and text and not _EMAIL.match(text):
        return f'"{text[:60]}" is not an e-mail address.', "Correct it or leave it empty."
    return None


def _is_whole(number: float) -> bool:
    return number.is_integer() and abs(number) < 10**_DIGITS
