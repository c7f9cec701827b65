"""What kind of file somebody handed in, told by its content; advice for what is no list."""

from __future__ import annotations

import io
import zipfile
from typing import Literal

from api.faults import InputFault, InputFaults
from api.formats.packed import DAMAGES

_AS_LIST = "open it in the program that made it and save it as XLSX or CSV UTF-8."
_OPENINGS = (
    (b"%PDF", "This is a PDF.", "Ask for the table it was made from, as XLSX or CSV."),
    (b"{\\rtf", "This is a text document (RTF), not a table.", f"Make a table of it: {_AS_LIST}"),
    (b"\x89PNG", "This is a picture.", "Type the list into a table: XLSX or CSV."),
    (b"\xff\xd8\xff", "This is a picture.", "Type the list into a table: XLSX or CSV."),
    (b"\x1f\x8b", "This is a packed file (gzip).", "Unpack it and choose the list inside."),
    (b"7z\xbc\xaf", "This is a packed file (7z).", "Unpack it and choose the list inside."),
    (b"Rar!", "This is a packed file (RAR).", "Unpack it and choose the list inside."),
    (b"BEGIN:VCARD", "These are address cards (vCard).", "Export them as CSV from your contacts."),
    (b"BEGIN:VCALENDAR", "This is a calendar.", "Choose the list of people: XLSX or CSV."),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_EXCEL = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00\x04\x00")


Kind = Literal["xlsx", "ods", ""]


def workbook_kind(data: bytes, file: str) -> Kind:
    """Tell a workbook from text, which is of no kind.

    Raises
    ------
    InputFaults
        It is neither; the fault says what it is and how to make a list of it.
    """
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _packed_kind(data, file)
    if data.startswith(_OLE):
        raise _refusal(file, *_ole_kind(data))
    if data.startswith(_OLD_EXCEL):
        raise _refusal(file, *_old_excel())
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    for opening, what, remedy in _OPENINGS:
        if start.startswith(opening) or data.startswith(opening):
            raise _refusal(file, what, remedy)
    if start[:1] == b"<":
        what = "This is a web page or XML, whatever its name says."
        raise _refusal(file, what, "Open it in a spreadsheet program and save it as XLSX.")
    if start[:1] in (b"{", b"[") and start[1:].lstrip()[:1] in (b'"', b"{", b"[", b"]", b"}"):
        raise _refusal(file, "This is JSON, not a table.", "Export the list as CSV or XLSX.")
    return ""


def _packed_kind(data: bytes, file: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            told = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except DAMAGES as error:
        what = "The workbook cannot be read: the file is damaged or incomplete."
        raise _refusal(file, what, "Save it again as XLSX or CSV.") from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if b"opendocument.spreadsheet" in told:
        return "ods"
    if any(name.endswith(".iwa") or name == "Index.zip" for name in names):
        what = "This is a document of Apple Numbers, Pages or Keynote."
        raise _refusal(file, what, "Choose File, Export to, Excel or CSV (UTF-8).")
    if "xl/workbook.bin" in names:
        what = "This is a binary Excel workbook (.xlsb)."
        raise _refusal(file, what, "In Excel choose Save as, Excel Workbook (.xlsx).")
    if "word/document.xml" in names or told:
        what = "This is a text document, not a table."
        raise _refusal(file, what, "Copy its table into a spreadsheet and save that as XLSX.")
    what = "This is a packed file (ZIP)."
    raise _refusal(file, what, "Unpack it and choose the list inside.")


def _ole_kind(data: bytes) -> tuple[str, str]:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "The workbook is locked by a password.", "Save it again without one."
    if "WordDocument".encode("utf-16-le") in data:
        what = "This is a text document of an old Word (.doc), not a table."
        return what, "Copy its table into a spreadsheet and save that as XLSX."
    return _old_excel()


def _old_excel() -> tuple[str, str]:
    return (
        "This is a workbook of an old Excel (.xls).",
        "Open it in Excel or LibreOffice and save it as Excel Workbook (.xlsx) or CSV UTF-8.",
    )


def _refusal(file: str, what: str, remedy: str) -> InputFaults:
    return InputFaults([InputFault(file, what, remedy)])
