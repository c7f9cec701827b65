"""All files of a timetable in one folder: written aside, then moved there, or not at all."""

from __future__ import annotations

import errno
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from api.timetable.exports.file_names import file_names
from api.timetable.exports.ics import CalendarWriter
from api.timetable.exports.pdf import PdfNotPossible, write_pdf
from api.timetable.exports.sheet import write_html
from api.timetable.exports.spreadsheet import write_csv, write_xlsx
from api.timetable.exports.timetable_lists import whole_timetable
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
        Paths written, relative to ``folder`` (the agendas as one), and why there is no PDF, or
        what is wrong with it, or "".
    """
    html = write_html(view, certificate)
    files: dict[str, bytes] = {
        "timetable.csv": write_csv(view),
        "timetable.xlsx": write_xlsx(view),
        "timetable.html": html.encode(),
    }
    missing = ""
    try:
        pdf = write_pdf(whole_timetable(view, certificate))
        files["timetable.pdf"] = pdf.data
        if pdf.lacking:
            missing = f"No font here has these letters; the PDF shows boxes for them: {pdf.lacking}"
    except PdfNotPossible as reason:
        missing = str(reason)
    for name, document in documents.items():
        text = json.dumps(document, ensure_ascii=False, indent=1)
        files[name] = text.encode() + b"\n"
    current, writer = set(), CalendarWriter(view, domain)
    calendars = file_names([person.listed_id or person.key for person in view.people], ".ics")
    for person, calendar in zip(view.people, calendars, strict=True):
        name = f"agendas/{calendar}"
        current.add(name)
        files[name] = writer.write(person.id)
    _put(folder, files)
    # An agenda of somebody who has left would be taken for a current one.
    for old in (folder / "agendas").glob("*.ics"):
        if f"agendas/{old.name}" not in current:
            old.unlink()
    shown = [name for name in files if name not in current]
    return [*shown, f"agendas/ ({len(current)} calendars)"], missing


def _put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files beside where they belong, and move them once all of them are there.

    Whatever cannot be written, for its name, the disk or the rights, is found before anything of
    an earlier export is touched.
    """
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=".confab-", dir=folder) as aside:
            for name, data in files.items():
                part = Path(aside, name)
                part.parent.mkdir(exist_ok=True)
                part.write_bytes(data)
            (folder / "agendas").mkdir(exist_ok=True)
            for name in files:
                if (folder / name).is_dir():
                    raise IsADirectoryError(errno.EISDIR, "a folder", str(folder / name))
            for name in files:
                Path(aside, name).replace(folder / name)
    except OSError:
        if made and not any(folder.iterdir()):
            folder.rmdir()
        raise
