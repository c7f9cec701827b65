"""The timetable as CSV and XLSX, one row a meeting; no cell can act as a formula."""

from __future__ import annotations

import csv
import io

from api.formats.inert import inert
from api.timetable.view import Reason, SlotView, TimetableView

HEADING = (
    "date",
    "start",
    "end",
    "table",
    "zone",
    "a_id",
    "a_name",
    "a_organisation",
    "b_id",
    "b_name",
    "b_organisation",
    "a_needs",
    "b_offers",
    "b_needs",
    "a_offers",
)
_WIDTHS = (11, 7, 7, 14, 14, 10, 24, 28, 10, 24, 28, 44, 44, 44, 44)


def rows(view: TimetableView) -> list[tuple[str, ...]]:
    """Cells of each meeting that is held, in the order of `HEADING`."""
    result: list[tuple[str, ...]] = []
    for meeting in view.held():
        for_a, for_b = (meeting.reason_for(person.id) for person in (meeting.a, meeting.b))
        result.append(
            (
                f"{meeting.slot.starts:%Y-%m-%d}",
                f"{meeting.slot.starts:%H:%M}",
                _end(meeting.slot),
                meeting.table,
                meeting.zone,
                meeting.a.listed_id,
                meeting.a.name,
                meeting.a.organisation,
                meeting.b.listed_id,
                meeting.b.name,
                meeting.b.organisation,
                for_a.need if for_a else "",
                _offered(for_a),
                for_b.need if for_b else "",
                _offered(for_b),
            )
        )
    return result


def _offered(reason: Reason | None) -> str:
    """Give what the other offers, or say who they are; nobody wrote that as an offer."""
    if reason is None:
        return ""
    return f"is {reason.offer}" if reason.role else reason.offer


def _end(slot: SlotView) -> str:
    """Say the clock time, with its date where that is another than the start's."""
    same = slot.starts.date() == slot.ends.date()
    return f"{slot.ends:%H:%M}" if same else f"{slot.ends:%Y-%m-%d %H:%M}"


def write_csv(view: TimetableView) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read names right; commas, CRLF (RFC 4180)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADING)
    writer.writerows([inert(cell) for cell in row] for row in rows(view))
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(view: TimetableView) -> bytes:
    """Build a workbook with the sheets Meetings and People."""
    import xlsxwriter

    data = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(data, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Meetings")
        sheet.write_row(0, 0, HEADING, bold)
        for number, row in enumerate(rows(view), start=1):
            sheet.write_row(number, 0, row, wrap)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(view.held())), len(HEADING) - 1)
        people = book.add_worksheet("People")
        people.write_row(0, 0, ("id", "name", "organisation", "meetings"), bold)
        for number, person in enumerate(view.people, start=1):
            count = sum(not m.cancelled for m in view.of(person.id))
            people.write_row(number, 0, (person.listed_id, person.name, person.organisation))
            people.write_number(number, 3, count)
        people.set_column(0, 0, 10)
        people.set_column(1, 2, 28)
        people.freeze_panes(1, 0)
    return data.getvalue()
