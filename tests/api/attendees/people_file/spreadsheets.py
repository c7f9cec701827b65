"""OpenDocument spreadsheets made for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_OPEN = (
    f'<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0" '
    f'xmlns:text="{_ODF}:text:1.0"><office:body><office:spreadsheet>'
)
_CLOSE = "</office:spreadsheet></office:body></office:document-content>"
_MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0"><manifest:file-entry '
    f'manifest:full-path="/" manifest:media-type="{_MIME}"/></manifest:manifest>'
)


def ods(body: str, padding: int = 0) -> bytes:
    """Make a spreadsheet of the XML of its tables; ``padding``: megabytes of nothing beside it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _MIME, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", _OPEN + body + _CLOSE)
        if padding:
            archive.writestr("Thumbnails/big", bytes(padding << 20))
    return out.getvalue()


def table(rows: Sequence[Sequence[str]], more: str = "", name: str = "People") -> str:
    """Make a table; a cell that begins with ``<`` is XML of its own."""
    made = "".join(row("".join(map(cell, cells))) for cells in rows)
    return f'<table:table table:name="{name}">{made}{more}</table:table>'


def row(cells: str, times: int = 1) -> str:
    """Make a row."""
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def cell(text: str, times: int = 1) -> str:
    """Make a cell with text; an empty one has none."""
    if text.startswith("<"):
        return text
    repeated = f'table:number-columns-repeated="{times}"'
    if not text:
        return f"<table:table-cell {repeated}/>"
    said = f"<text:p>{escape(text).replace(chr(10), '</text:p><text:p>')}</text:p>"
    return f'<table:table-cell office:value-type="string" {repeated}>{said}</table:table-cell>'


def number(value: float, shown: str, kind: str = "float") -> str:
    """Make a cell with a number, and how it is shown."""
    told = f'office:value-type="{kind}" office:value="{value}"'
    return f"<table:table-cell {told}><text:p>{shown}</text:p></table:table-cell>"
