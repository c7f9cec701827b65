"""Names of files made from people's ids: readable, safe everywhere, no two the same."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

# A name may have 255 bytes on most file systems, some of which are for the folder's tools.
_MOST_BYTES = 120
_KEPT = frozenset("-_.")
# Windows opens devices by these, whatever the ending.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def file_names(keys: Sequence[str], ending: str) -> tuple[str, ...]:
    """Name a file for each key, in their order.

    Letters and digits of every script stay; the rest becomes ``_``. Keys that would share a file,
    also where case or Unicode form makes no difference, get a mark of their own, made from the key:
    whoever else is there, a key's mark is the same.

    Parameters
    ----------
    keys
        Different ids of people.
    ending
        Such as ``.ics``.
    """
    plain = [_plain(key) for key in keys]
    shared = Counter(_folded(name) for name in plain)
    marked = [
        f"{name}-{_mark(key)}" if shared[_folded(name)] > 1 else name
        for key, name in zip(keys, plain, strict=True)
    ]
    # Somebody's id may look like another's with its mark.
    again = Counter(_folded(name) for name in marked)
    return tuple(
        f"{f'{name}-{_mark(key)}' if again[_folded(name)] > 1 else name}{ending}"
        for key, name in zip(keys, marked, strict=True)
    )


def _plain(key: str) -> str:
    composed = unicodedata.normalize("NFC", key)
    safe = "".join(letter if _is_safe(letter) else "_" for letter in composed)
    short = safe.encode()[:_MOST_BYTES].decode(errors="ignore")
    # Neither hidden nor, on Windows, without its last letter.
    name = re.sub(r"_+", "_", short).lstrip(".").rstrip(". ")
    if short != safe:
        return f"{name}-{_mark(key)}"
    return f"_{name}" if not name or _DEVICE.fullmatch(name) else name


def _is_safe(letter: str) -> bool:
    # Vowel signs of many scripts are marks (M); bidirectional controls are not (Cf).
    return letter in _KEPT or unicodedata.category(letter)[0] in "LNM"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _mark(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:8]
