"""A workbook's number formats: what a cell with a number shows, where its format tells.

The reader of workbooks gives numbers alone: 0.5 for a cell that shows 50 %, 7 for one that shows
007. Format codes are those of ECMA-376, part 1, section 18.8.30.
"""

from __future__ import annotations

import math
import posixpath
import re
import zipfile
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from functools import lru_cache
from xml.parsers import expat

# What the standard numbers say, of those that show a number otherwise than it is.
_BUILT_IN = {
    "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%",
    "11": "0.00E+00", "12": "# ?/?", "13": "# ??/??", "37": "#,##0", "38": "#,##0",
    "39": "#,##0.00", "40": "#,##0.00", "48": "##0.0E+0",
}  # fmt: skip
_MOST_STYLES = 70_000
_LARGEST = 20_000_000
_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*")|\\(?P<escaped>.)|(?P<pad>[_*].)|\[\$(?P<money>[^\]-]*)[^\]]*\]
    |(?P<colour>\[(?:black|blue|cyan|green|magenta|red|white|yellow|color\d+)\])
    |(?P<digits>[0#][0#,]*(?:\.[0#]*)?)|(?P<literal>[-+() $€£%'\u00a0/:!^&~{}<>=.])|(?P<other>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SECTIONS = re.compile(r'(?:"[^"]*"|\\.|[^;"\\])+|(?<=;)(?=;)')


@dataclass(slots=True)
class NumberFormats:
    """Format codes by the number of a style; empty for those that show a number as it is."""

    codes: Sequence[str] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    """Name of a sheet to the part of the archive that holds it."""

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> NumberFormats:
        """Read the styles of a workbook; what cannot be read has no formats."""
        styles = _Styles()
        _parse(archive, "xl/styles.xml", styles.start, styles.end)
        return cls([styles.code(number) for number in styles.styles], _parts(archive))

    def code(self, style: str) -> str:
        """Give the code of a cell's style, empty where the number is shown as it is."""
        plain = style.isascii() and style.isdigit() and len(style) < 9
        return self.codes[int(style)] if plain and int(style) < len(self.codes) else ""


class StyledNumbers:
    """Where a sheet has numbers whose format counts; small, for a sheet may have millions."""

    def __init__(self) -> None:
        self._codes: list[str] = []
        self._numbers: dict[str, int] = {}
        self._columns: dict[int, tuple[array[int], array[int]]] = {}

    def add(self, row: int, column: int, code: str) -> None:
        """Note a cell; they come in the order of rows."""
        number = self._numbers.setdefault(code, len(self._codes))
        if number == len(self._codes):
            self._codes.append(code)
        rows, codes = self._columns.setdefault(column, (array("I"), array("I")))
        rows.append(row)
        codes.append(number)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._columns)

    def code(self, row: int, column: int) -> str:
        """Give the code of a cell, empty where it has none."""
        rows, codes = self._columns.get(column, (array("I"), array("I")))
        at = bisect_left(rows, row)
        return self._codes[codes[at]] if at < len(rows) and rows[at] == row else ""


# A column repeats its numbers, and in an OpenDocument sheet one cell may stand for millions.
@lru_cache(10_000)
def shown(code: str, number: float) -> str | None:
    """Write a number as a format code shows it, thousands not grouped; None where it cannot tell.

    Grouping and the decimal mark depend on the reader's country, and are left out and a point.
    """
    sections = _SECTIONS.findall(code)
    if not sections or len(sections) > 4 or not math.isfinite(number):
        return None
    at = 0
    if number < 0 and len(sections) > 1:
        at, number = 1, -number
    elif number == 0 and len(sections) > 2:
        at = 2
    tokens = [(found.lastgroup or "", found) for found in _TOKEN.finditer(sections[at])]
    patterns = [found[0] for kind, found in tokens if kind == "digits"]
    if not patterns or any(kind == "other" for kind, _ in tokens):
        return None
    signs = "".join(found[0] for kind, found in tokens if kind == "literal")
    if "/" in signs or any(p.partition(".")[0].endswith(",") for p in patterns):
        return None
    value = Decimal(repr(number)) * 100 ** signs.count("%")
    pieces = _pieces(value, patterns)
    if pieces is None:
        return None
    texts = iter(pieces)
    said = "".join(_said(kind, found, texts) for kind, found in tokens)
    return f"-{said}".strip() if value < 0 else said.strip()


def _said(kind: str, found: re.Match[str], texts: object) -> str:
    if kind == "digits":
        return next(texts)  # type: ignore[call-overload, no-any-return]
    if kind == "quoted":
        return found[0][1:-1]
    return "" if kind in ("pad", "colour") else found[kind]


def _pieces(value: Decimal, patterns: Sequence[str]) -> list[str] | None:
    """Spread a number's digits over the places of a pattern: "000-0000" takes seven or more."""
    if any("." in pattern for pattern in patterns[:-1]):
        return None
    whole, _, part = patterns[-1].partition(".")
    with localcontext() as context:
        context.prec = 400
        try:
            rounded = abs(value).quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
        except InvalidOperation:  # more digits than anybody reads
            return None
    digits, _, decimals = f"{rounded:f}".partition(".")
    least = len(part.rstrip("#"))
    while len(decimals) > least and decimals.endswith("0"):
        decimals = decimals[:-1]
    places = [pattern.replace(",", "") for pattern in (*patterns[:-1], whole)]
    digits = digits.lstrip("0").rjust("".join(places).count("0"), "0")
    found = []
    for place in reversed(places[1:]):
        found.append(digits[-len(place) :] if place else "")
        digits = digits[: -len(place)] if place else digits
    found = [digits, *reversed(found)]
    found[-1] += f".{decimals}" if decimals or patterns[-1].endswith(".") else ""
    return found


class _Styles:
    """Takes ``numFmts`` and ``cellXfs`` out of a style sheet."""

    def __init__(self) -> None:
        self._codes = dict(_BUILT_IN)
        self._within = False
        self.styles: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:255]
        elif kind == "cellXfs":
            self._within = True
        elif kind == "xf" and self._within and len(self.styles) < _MOST_STYLES:
            self.styles.append(attributes.get("numFmtId", ""))

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "cellXfs":
            self._within = False

    def code(self, number: str) -> str:
        code = self._codes.get(number, "")
        # "General" and text show what is there.
        return "" if code.strip().lower() in ("general", "@", "") else code


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            own = (value for key, value in attributes.items() if key.endswith(":id"))
            sheets[attributes.get("name", "")] = next(own, "")

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship":
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            targets[attributes.get("Id", "")] = target.lstrip("/")

    _parse(archive, "xl/workbook.xml", sheet)
    _parse(archive, "xl/_rels/workbook.xml.rels", relation)
    return {name: targets[key] for name, key in sheets.items() if key in targets}


def _parse(archive: zipfile.ZipFile, part: str, start: object, end: object = None) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start  # type: ignore[assignment]
    parser.EndElementHandler = end  # type: ignore[assignment]
    try:
        with archive.open(part) as stream:
            parser.Parse(stream.read(_LARGEST), True)
    except (KeyError, expat.ExpatError, LookupError, ValueError):
        # Without it, or with one that is no XML, cells show what the reader gives.
        return
