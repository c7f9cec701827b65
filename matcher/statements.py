"""Text to statements: lines, bullets, sentences and lists taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

PRIVATE_MARK = "[private]"

# What people type in front of a point: dashes, stars, numbers, letters, pictures.
_BULLET = re.compile(
    r"^\s*(?:(?:[-+*•·◦▪–—>★☆✓✔→]|[\U0001F300-\U0001FAFF☀-➿]\ufe0f?)+\s*"
    r"|\(?(?:\d{1,2}|[a-z])[.)]\s+)",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[a-z]|[a-z]\.[a-z]|approx|incl|etc|vs|no|st|mr|mrs|ms|dr|prof|ltd|inc|co|"
    r"min|max|est|dept|tel|w)\.$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…]+[\"')\]]*(?=\s)")
_APART = re.compile(r"\s*[;|]\s+|\s+/\s+|\s+[•·]\s+")
_LIST = re.compile(r",\s*(?:and\s+|or\s+|&\s+)?|\s+(?:and|&)\s+")
_ANY = re.compile(r"\s*[,/]\s*(?:and\s+|or\s+|nor\s+|no\s+)?|\s+(?:and|or|nor|&)\s+")
_WORD = re.compile(r"[\w'’-]+")
# A part that begins or ends so is a piece of a sentence, not of a list.
_JOINTS = frozenset(
    _WORD.findall(
        "i we you he she it they me us the this that these those any some no not just too also "
        "with without for from to of in on at by until till so then than as or and but if when "
        "who which what where how all every each both either one two our my your their its is "
        "are was be can will could would should don't please only very more most much many about "
        "around up down out off over under again already still never always often here there "
        "direct ours mine"
    )
)
# Prose has longer sentences; a few words between them say nothing on their own ("It works.").
_FRAGMENT = 3
_PROSE = 6
_PART_WORDS = 4


def lines(text: str) -> Iterator[tuple[str, bool]]:
    """Give each line without its bullet, and whether it is marked private."""
    for raw in text.splitlines():
        line = _BULLET.sub("", raw.strip())
        private = line.casefold().startswith(PRIVATE_MARK)
        if private:
            line = line[len(PRIVATE_MARK) :]
        line = " ".join(line.split())
        if line:
            yield line, private


def statements(line: str) -> list[str]:
    """Split a line into statements, in order, in the person's own words."""
    found: list[str] = []
    for part in _APART.split(line):
        found.extend(_sentences(part))
    found = [piece for piece in (one.strip(" \t,;") for one in found) if _WORD.search(piece)]
    return _fragments_joined(found)


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(text):
        if not _ABBREVIATION.search(text[start : end.end()]):
            yield text[start : end.end()]
            start = end.end()
    yield text[start:]


def _fragments_joined(found: list[str]) -> list[str]:
    sizes = [len(_WORD.findall(piece)) for piece in found]
    if max(sizes, default=0) < _PROSE:
        return found
    joined: list[str] = []
    for piece, size in zip(found, sizes, strict=True):
        if joined and size <= _FRAGMENT:
            joined[-1] = f"{joined[-1]} {piece}"
        else:
            joined.append(piece)
    return joined


def list_parts(statement: str) -> tuple[str, ...]:
    """Give the parts of a plain list ("vans, trucks and trailers"); none where it is no list.

    A list has at least three parts of one to four words, none of which begins or ends like a
    piece of a sentence.
    """
    body = statement.strip(" .!")
    if any(mark in body for mark in ":()?!.") or any(character.isdigit() for character in body):
        return ()
    parts = [part.strip() for part in _LIST.split(body)]
    if len(parts) < 3:
        return ()
    for part in parts:
        words = [word.casefold() for word in _WORD.findall(part)]
        if not 1 <= len(words) <= _PART_WORDS or words[0] in _JOINTS or words[-1] in _JOINTS:
            return ()
        if len(words) == 1 and len(words[0]) < 4:
            return ()
    return tuple(parts)


def exclusions(text: str) -> tuple[str, ...]:
    """Give what an exclusion names, one by one ("funding, recruiters or rebranding")."""
    parts = [part.strip(" .") for part in _ANY.split(text)]
    if any(not 1 <= len(_WORD.findall(part)) <= _PART_WORDS for part in parts):
        return (text,)
    return tuple(parts)
