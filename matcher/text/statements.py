"""Text to statements: lines, bullets, sentences and lists taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcher.text.standing import points

PRIVATE_MARK = "[private]"
_PRIVATE = re.compile(re.escape(PRIVATE_MARK), re.IGNORECASE)

# What people type in front of a point: dashes, stars, numbers, letters, pictures.
_BULLET = re.compile(
    r"^\s*(?:(?:[-+*•·◦▪–—>★☆✓✔→]|[\U0001F300-\U0001FAFF☀-➿]\ufe0f?)+\s*"
    r"|\(?(?:\d{1,2}|[a-z])[.)]\s+)",
    re.IGNORECASE,
)
_CROSS = re.compile(r"^\s*[❌✗✘❎🚫⛔👎]\ufe0f?\s*")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[a-z]|[a-z]\.[a-z]|approx|incl|etc|vs|no|st|mr|mrs|ms|dr|prof|ltd|inc|co|"
    r"min|max|est|dept|tel|w)\.$",
    re.IGNORECASE,
)
_ETC = re.compile(r"\betc\.$", re.IGNORECASE)
_END = re.compile(r"[.!?…]+[\"')\]]*(?=\s)")
# Between points in one line: marks, tags and numbers ("1) a van 2) a driver").
_APART = re.compile(
    r"\s*[;|]\s+|\s+/\s+|\s+(?=#[^\W\d])|\s+\(?\d{1,2}\)\s+"
    r"|\s*(?:[•·◦▪★☆✓✔→]|[\U0001F300-\U0001FAFF☀-➿]\ufe0f?)+\s+"
)
_COMMA = re.compile(r",\s*(?:and\s+|or\s+|&\s+)?")
_AND = re.compile(r"\s+(?:and|&)\s+")
# A list under a heading ("Services: payroll, audits, tax").
_HEADING = re.compile(r"^(?:[\w'’-]+\s+){0,3}[\w'’-]+:\s+")
# Things one by one, each with its article: they may be long ("a driver on Saturdays and a baker").
_ARTICLE = r"(?:an?|some|some(?:body|one)|another)\s"
_EACH = re.compile(
    r"(?:,\s*|,?\s+(?:and|also|plus|as\s+well\s+as)\s+)"
    r"(?:(?:and|also|maybe|perhaps|if\s+possible),?\s+)*"
    rf"(?={_ARTICLE})",
    re.IGNORECASE,
)
_BEGINS = re.compile(_ARTICLE, re.IGNORECASE)
_SOMEBODY = re.compile(r"some(?:body|one)\s", re.IGNORECASE)
# What follows belongs to the thing before ("a lawyer who knows a notary").
_RELATING = re.compile(
    r"\b(?:who|that|which|with|where|when|how|if|because|between)\b", re.IGNORECASE
)
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
_THANKS = re.compile(r"no,?\s+(?:thanks|thank\s+you)", re.IGNORECASE)
_PROSE = 6
_PART_WORDS = 4


def lines(text: str) -> Iterator[tuple[str, bool]]:
    """Give each line without its bullet, and whether it is marked private."""
    for raw in text.splitlines():
        line = _BULLET.sub("", _CROSS.sub("no ", raw.strip()))
        private = _PRIVATE.match(line)
        if private:
            line = line[private.end() :]
        line = " ".join(line.split())
        if line:
            yield line, bool(private)


def statements(line: str) -> list[str]:
    """Split a line into statements, in order, in the person's own words."""
    found: list[str] = []
    for part in _APART.split(line):
        told = [piece.strip(" \t,;") for piece in _sentences(part)]
        found.extend(_fragments_joined([piece for piece in told if _WORD.search(piece)]))
    return found


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(text):
        more = _ETC.search(text[start : end.end()]) and text[end.end() :].lstrip()[:1].isupper()
        if more or not _ABBREVIATION.search(text[start : end.end()]):
            yield text[start : end.end()]
            start = end.end()
    yield text[start:]


def _fragments_joined(found: list[str]) -> list[str]:
    sizes = [len(_WORD.findall(piece)) for piece in found]
    prose = max(sizes, default=0) >= _PROSE
    joined: list[str] = []
    for piece, size in zip(found, sizes, strict=True):
        slight = prose and size <= _FRAGMENT and not _BEGINS.match(piece) and not points(piece)
        if joined and (_THANKS.match(piece) or (slight and not joined[-1].endswith("?"))):
            joined[-1] = f"{joined[-1]} {piece}"
        else:
            joined.append(piece)
    return joined


def list_parts(statement: str) -> tuple[str, ...]:
    """Give the parts of a plain list ("vans, trucks and trailers"); none where it is no list.

    A list has at least three parts of one to four words, none of which begins or ends like a
    piece of a sentence; or parts of any length that each have their article.
    """
    body = _HEADING.sub("", statement.strip(" .!"))
    return _plain_list(body) or _each_alone(body)


def _plain_list(body: str) -> tuple[str, ...]:
    if any(mark in body for mark in ":()?!."):
        return ()
    *parts, last = (part.strip() for part in _COMMA.split(body))
    if not parts:
        return ()
    # "Food and drink, halls, crews": the last comma's "and" ends the list, others are of a part.
    ended = not any(_AND.search(part) for part in parts)
    parts.extend(_AND.split(last) if ended else [last])
    if len(parts) < 3:
        return ()
    for part in parts:
        words = [word.casefold() for word in _WORD.findall(part)]
        if not 1 <= len(words) <= _PART_WORDS or words[0] in _JOINTS or words[-1] in _JOINTS:
            return ()
        if any(word[0].isdigit() for word in words):
            return ()
        if len(words) == 1 and len(words[0]) < 4 and not part.isupper():
            return ()
    return tuple(parts)


def _each_alone(body: str) -> tuple[str, ...]:
    parts: list[str] = []
    start = 0
    for joint in _EACH.finditer(body):
        alike = _BEGINS.match(body) or _SOMEBODY.match(body, joint.end())
        if alike and not _RELATING.search(body[start : joint.start()]):
            parts.append(body[start : joint.start()])
            start = joint.end()
    return (*parts, body[start:]) if parts else ()


def exclusions(text: str) -> tuple[str, ...]:
    """Give what an exclusion names, one by one ("funding, recruiters or rebranding")."""
    parts = [part.strip(" .") for part in _ANY.split(text)]
    if any(not 1 <= len(_WORD.findall(part)) <= _PART_WORDS for part in parts):
        return (text,)
    return tuple(parts)
