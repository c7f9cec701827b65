"""All files of a timetable in one folder, each written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from api.timetable.exports.file_names import file_names
from api.timetable.exports.ics import write_calendar
from api.timetable.exports.sheet import PdfNotPossible, write_html, write_pdf
from api.timetable.exports.spreadsheet import write_csv, write_xlsx
from api.timetable.versions.certificate_view import CertificateView
from api.timetable.view import TimetableView


def write_folder(
    folder: Path,
    view: TimetableView,
    certificate: CertificateView,
    documents: Mapping[str, Mapping[str, Any]],
    domain: str,
) -> tuple[list[str], str]:
    """Write timetable.csv, .xlsx, .html, .pdf, agendas/*.ics and JSON documents.

    Parameters
    ----------
    documents
        File name -> document in a public format, such as ``schedule.json``.
    domain
        Host name of the site, for the calendars' UIDs.

    Returns
    -------
    tuple
        Paths written, relative to ``folder`` (the agendas as one), and why there is no PDF,
        or "".
    """
    agendas = folder / "agendas"
    agendas.mkdir(parents=True, exist_ok=True)
    html = write_html(view, certificate)
    files: dict[str, bytes] = {
        "timetable.csv": write_csv(view),
        "timetable.xlsx": write_xlsx(view),
        "timetable.html": html.encode(),
    }
    missing = ""
    try:
        files["timetable.pdf"] = write_pdf(html)
    except PdfNotPossible as reason:
        missing = str(reason)
    for name, document in documents.items():
        text = json.dumps(document, ensure_ascii=False, indent=1)
        files[name] = text.encode() + b"\n"
    current = set()
    calendars = file_names([person.listed_id or person.key for person in view.people], ".ics")
    for person, calendar in zip(view.people, calendars, strict=True):
        name = f"agendas/{calendar}"
        current.add(name)
        files[name] = write_calendar(view, person.id, domain)
    # An agenda of somebody who has left would be taken for a current one.
    for old in agendas.glob("*.ics"):
        if f"agendas/{old.name}" not in current:
            old.unlink()
    for name, data in files.items():
        part = folder / f"{name}.part"
        part.write_bytes(data)
        part.replace(folder / name)
    shown = [name for name in files if name not in current]
    return [*shown, f"agendas/ ({len(current)} calendars)"], missing
