"""A version of the timetable as files to download."""

from __future__ import annotations

import json
from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.events.access import Editing
from api.events.models import Event
from api.events.queries import rules_of
from api.timetable import queries
from api.timetable.exports.documents import problem_of, schedule_document
from api.timetable.exports.pdf import PdfNotPossible, write_pdf
from api.timetable.exports.sheet import write_html
from api.timetable.exports.spreadsheet import write_csv, write_xlsx
from api.timetable.exports.timetable_lists import whole_timetable
from api.timetable.models import ScheduleVersion
from api.timetable.versions.certificate_view import CertificateView, certificate_view
from api.timetable.view import TimetableView
from api.web.access import not_found
from api.web.bounds import Number
from api.web.pace import FILES, keep_pace
from api.web.page import go_to
from api.web.transaction import Reading

router = APIRouter()
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = {
    "timetable.csv": "text/csv; charset=utf-8",
    "timetable.xlsx": _XLSX,
    "timetable.html": "text/html; charset=utf-8",
    "timetable.pdf": "application/pdf",
    "schedule.json": "application/json",
    "problem.json": "application/json",
}


@router.get("/organise/{slug}/timetable/{number}/files/{name}")
def download(
    request: Request, number: Number, name: str, here: Editing, session: Reading
) -> Response:
    """Give one file of a version."""
    # Counted before anything is read: a reader holds one connection, and no second one.
    keep_pace(request, FILES)
    version = queries.version(session, here.event_id, number)
    if version is None or name not in _TYPES:
        raise not_found()
    event = session.get_one(Event, here.event_id)
    view = queries.view(session, event, version)
    try:
        data = _writers(event, version, view)[name]()
    except PdfNotPossible as reason:
        path = f"/organise/{here.slug}/timetable/{number}"
        return go_to(request, path, str(reason), "problem")
    file = f"{here.slug}-v{number}-{name}"
    headers = {"content-disposition": f'attachment; filename="{file}"'}
    return Response(data, media_type=_TYPES[name], headers=headers)


def _writers(
    event: Event, version: ScheduleVersion, view: TimetableView
) -> dict[str, Callable[[], bytes]]:
    def certificate() -> CertificateView:
        return certificate_view(version, view, rules_of(event).min_meetings)

    return {
        "timetable.csv": lambda: write_csv(view),
        "timetable.xlsx": lambda: write_xlsx(view),
        "timetable.html": lambda: write_html(view, certificate()).encode(),
        "timetable.pdf": lambda: write_pdf(whole_timetable(view, certificate())).data,
        "schedule.json": lambda: json.dumps(schedule_document(version, view), indent=1).encode(),
        "problem.json": lambda: json.dumps(problem_of(version, view), indent=1).encode(),
    }
