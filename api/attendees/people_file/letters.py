"""The letters of a list that is text: its encoding, guessed where it is not told, and what else.

No mark of a file says cp1252 or Mac Roman. A reading is weighed by whether its letters make words
of one script and one language; the organiser sees names in each reading and may take another.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from api.faults import InputFault, InputFaults

# In the order of how often they are met: of two that fit equally, the first is taken.
ENCODINGS = {
    "cp1252": "Western European (Windows)",
    "mac_roman": "Western European (Mac)",
    "cp1250": "Central European (Windows)",
    "cp850": "Western European (DOS)",
    "cp852": "Central European (DOS)",
    "iso8859_2": "Central European (ISO)",
    "cp1254": "Turkish",
    "cp1251": "Cyrillic (Windows)",
    "koi8_r": "Cyrillic (KOI8-R)",
    "cp1253": "Greek",
    "cp1257": "Baltic",
    "cp1255": "Hebrew",
    "cp1256": "Arabic",
    "shift_jis": "Japanese (Shift JIS)",
    "gb18030": "Chinese (simplified)",
    "big5": "Chinese (traditional)",
    "cp949": "Korean",
    "utf-8": "UTF-8, with some letters lost",
}
_WIDE = {"utf-16-le": "UTF-16", "utf-16-be": "UTF-16 (big-endian)"}
_LANGUAGES = (
    "äöüß", "àâçéèêëîïôùûüÿœæ", "áéíóúñü", "áéíóú", "àèéìòù", "ãáâàçéêíóôõú", "åäöé", "åæøéö",
    "áčďéěíňóřšťúůýž", "ąćęłńóśźż", "áéíóöőúüű", "čćđšž", "ăâîșțşţ", "çğıöşüâ", "áðéíóúýþæö",
    "āčēģīķļņšūž", "ąčęėįšųūž",
)  # fmt: skip
_PLAIN = frozenset("’‘“”„–—…€«»¿¡£©®™°·\u00a0")
_ODD = frozenset("ƒªºþðÞÐıµ")
_CELL = re.compile(rb"[^\x00-\x1f,;|\"]*[\x80-\xff][^\x00-\x1f,;|\"]*")
_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 400
_WORTH = {"CJK": 1.5, "HIRAGANA": 1.5, "KATAKANA": 1.5, "HANGUL": 1.5}
"""Of a letter of two bytes; 1 for those of one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the letters, and names read in it."""

    encoding: str
    label: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, how it was read, and how else it may be; no readings where that is certain."""

    text: str
    encoding: str = "utf-8"
    readings: tuple[Reading, ...] = ()

    @property
    def chosen(self) -> Reading | None:
        """The reading that was taken; None where it is certain."""
        return next((one for one in self.readings if one.encoding == self.encoding), None)


def decoded(data: bytes, file: str, chosen: str = "") -> Decoded:
    """Read the letters of a file.

    Parameters
    ----------
    chosen
        Encoding that somebody chose; it counts only where the file does not tell its own.

    Raises
    ------
    InputFaults
        It says that it is UTF-16 and is not.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return Decoded(data.decode("utf-16"), "utf-16")
        except UnicodeDecodeError as error:
            fault = InputFault(
                file, "The file says it is UTF-16 and is not.", 'Save it as "CSV UTF-8" or XLSX.'
            )
            raise InputFaults([fault]) from error
    wide = _wide(data)
    if wide:
        return Decoded(data.decode(wide, "replace"), wide)
    try:
        return Decoded(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _guessed(data, chosen)


def _wide(data: bytes) -> str:
    """Tell UTF-16 without its mark: every second byte of plain letters is zero."""
    head = data[:4000]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if zeros and len(head) > 7 and zeros.count(0) > 0.6 * len(zeros):
            return encoding
    return ""


def _guessed(data: bytes, chosen: str) -> Decoded:
    cells = _strange_cells(data)
    weighed = [(_fitness(cells, encoding), encoding) for encoding in ENCODINGS]
    fitting = sorted(weighed, key=lambda each: -each[0])
    taken = chosen if chosen in ENCODINGS else fitting[0][1]
    order = [encoding for _, encoding in fitting]
    readings = tuple(
        Reading(encoding, ENCODINGS[encoding], tuple(_samples(cells, encoding)))
        for encoding in sorted(order, key=lambda encoding: encoding != taken)
    )
    return Decoded(data.decode(taken, "replace").removeprefix("\ufeff"), taken, readings)


def _strange_cells(data: bytes) -> list[bytes]:
    """Give the first different cells that are not plain ASCII."""
    found: dict[bytes, None] = {}
    for match in _CELL.finditer(data):
        found.setdefault(match[0].strip()[:200])
        if len(found) == _LOOKED_AT:
            break
    return list(found)


def _samples(cells: list[bytes], encoding: str) -> Iterator[str]:
    for cell in sorted(cells[:40], key=len)[:2]:
        text = cell.decode(encoding, "replace")
        yield "".join(letter if letter.isprintable() else "\ufffd" for letter in text)[:40]


def _fitness(cells: list[bytes], encoding: str) -> float:
    """Weigh how much the letters look like what people write; more is better."""
    text = "\n".join(cell.decode(encoding, "replace") for cell in cells)
    letters: dict[str, int] = {}
    weight = sum(_mark(letter) for letter in text if not (letter.isascii() or letter.isalpha()))
    for word in _WORD.findall(text):
        weight += _of_word(word, letters)
    best = max(
        sum(count for letter, count in letters.items() if letter in language)
        for language in _LANGUAGES
    )
    return weight + 0.3 * best


def _mark(letter: str) -> float:
    if letter in _PLAIN:
        return 0.1
    bad = letter == "\ufffd" or unicodedata.category(letter)[0] == "C"
    return -5 if bad else -1


def _of_word(word: str, letters: dict[str, int]) -> float:
    if word.isascii():
        return 0
    scripts = [unicodedata.name(letter, "?").partition(" ")[0] for letter in word]
    if len(set(scripts) - {"HIRAGANA", "KATAKANA", "CJK"}) + ("CJK" in scripts) > 1:
        return -3.0 * sum(not letter.isascii() for letter in word)
    weight, before = 0.0, "a"
    for place, (letter, script) in enumerate(zip(word, scripts, strict=True)):
        if not letter.isascii():
            bent = place and letter.isupper() and before.islower()
            twins = script == "LATIN" and not before.isascii()
            weight += (
                -2 if bent else -0.7 if twins else 0.5 if letter in _ODD else _WORTH.get(script, 1)
            )
            folded = letter.lower()
            letters[folded] = letters.get(folded, 0) + 1
        before = letter
    return weight
