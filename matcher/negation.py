"""Negations and exclusions: what a statement says is not wanted, or not offered."""

from __future__ import annotations

import re

from matcher.profiles import Polarity

Reading = tuple[str, Polarity]
"""A piece of a statement, and whether it is meant (1) or excluded (-1)."""

_POLITE = (
    r"(?:please|pls|sorry|truly|honestly|really|thanks|thank you|absolutely|definitely|strictly)"
)
# Openings that look like an exclusion and are none.
_HARMLESS = (
    r"(?!\s+(?:matter|idea|sure|longer|only|just|least|later|less|fewer|one|more than|doubt|"
    r"problem|bother|rush|hurry|worries|obligation|strings|yet|to mention|bad|far|too|so|as|"
    r"until|before|after|time like|end|limit|afraid|scared|worried|shy|going|able|even|always|"
    r"everyone|everybody|all|necessarily|cost|charge|fees?|catch|today|now|this|every)\b)"
)
_NOT_WANT = (
    r"(?:(?:i|we)\s*)?(?:(?:'m|’m|'re|’re|am|are|is|'d|’d|would)\s+)?(?:really\s+|absolutely\s+)?"
    r"(?:not\s+(?:currently\s+|actively\s+)?(?:looking\s+(?:for|to\s+\w+)|interested\s+in|"
    r"seeking|in\s+need\s+of|after|in\s+the\s+market\s+for|raising|hiring|buying|selling|doing|"
    r"taking(?:\s+on)?|offering|providing|open\s+to|working\s+(?:with|on|in))"
    r"|(?:do\s+not|don't|don’t|cannot|can't|can’t|won't|won’t|will\s+not|wouldn't|never)\s+(?:really\s+)?"
    r"(?:want|need|do|offer|take(?:\s+on)?|handle|sell|buy|deal\s+(?:with|in)|work\s+(?:with|on|in|for)|"
    r"provide|like|wish\s+to|care\s+for|help\s+with)"
    r"|rather\s+not(?:\s+(?:talk\s+to|speak\s+(?:to|with)|meet|see|hear\s+from|do|be|have))?"
    r"|ask\s+not\s+to(?:\s+be)?|(?:tired|sick|weary)\s+of|fed\s+up\s+with|(?:had\s+)?enough\s+(?:of|with)"
    r"|avoid(?:ing)?|allergic\s+to|no\s+(?:interest\s+in|need\s+(?:for|of)|use\s+for|thanks\s+to))\b"
)
_NO = rf"(?:no\s+more|no|not|none\s+of){_HARMLESS}\b"
# The start of a statement or of a clause in it.
_CLAUSE = r"(?:^|[,;:(–—]\s*|\s[-–—]\s+|\bbut\s+|\bso\s+|\band\s+(?!no\b)|!\s+|\.\s+)"
_OPENING = re.compile(
    rf"{_CLAUSE}(?:(?:but|and|so|also|just|{_POLITE})[,:]?\s+)*(?:{_NOT_WANT}|{_NO})[:,]?\s+",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\s+(?:who|that|which)\s*(?:'s\s+not|’s\s+not|is\s+not|are\s+not|isn't|isn’t|aren't|"
    rf"aren’t){_HARMLESS}\s+|[,(]?\s*\b(?:except(?:\s+for)?|other\s+than|apart\s+from|excluding|"
    r"anything\s+but|anyone\s+but|anybody\s+but)\s+",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\s*(?::|,|-|–|—)?\s*(?:no,?\s+(?:thanks|thank\s+you)|need\s+not\s+apply|not\s+(?:wanted|welcome|needed|"
    r"required)|(?:please\s+)?(?:stay|keep)\s+away|unwelcome)\b.*$",
    re.IGNORECASE,
)
# Where an exclusion ends and the statement goes on.
_TURN = re.compile(
    r"(?:[,;)]|\s[-–—])\s*(?=(?:just|but|only|rather|instead|though|however|yet|i|we|what)\b)"
    r"|\)\s*|,?\s+(?:but|instead|so:)\s+|[!?.:]\s+",
    re.IGNORECASE,
)
_OVER = re.compile(r"$")
# Why something is excluded is no need ("I've had four this year").
_EXPLAINING = re.compile(
    rf"(?:(?:i|we)\s*(?:'ve|’ve|have|had|know)\b|because\b|{_POLITE}\W*$)", re.IGNORECASE
)
_TAIL = re.compile(rf"[,.!]?\s*\b{_POLITE}\b[.!\s]*$", re.IGNORECASE)
_WORD = re.compile(r"\w")


def readings(statement: str) -> tuple[Reading, ...]:
    """Split a statement into what it means and what it excludes.

    Returns
    -------
    tuple of (text, polarity)
        In order, each with at least one letter; a statement without an exclusion comes back
        whole.
    """
    refused = _REFUSED.search(statement)
    if refused and _WORD.search(statement[: refused.start()]):
        return ((_clean(statement[: refused.start()]), -1),)
    found: list[Reading] = []
    rest = statement
    while rest:
        opening = _first(rest)
        if opening is None:
            found.append((rest, 1))
            break
        before, after = rest[: opening.start()], rest[opening.end() :]
        if opening[0].startswith("(") and ")" in after:
            # An aside: the statement goes on after it.
            excluded, _, rest = after.partition(")")
            rest = f"{before.rstrip()} {rest.lstrip()}".rstrip()
        else:
            found.append((before, 1))
            end = _end(after)
            excluded, rest = after[: end.start()], after[end.start() :]
            rest = rest if _OPENING.match(rest) else rest[end.end() - end.start() :]
            rest = "" if _EXPLAINING.match(rest) else rest
        found.append((_clean(excluded), -1))
    kept = tuple((text.strip(" ,;:(-–—"), sign) for text, sign in found)
    kept = tuple((text, sign) for text, sign in kept if _WORD.search(text))
    if all(sign == 1 for _, sign in kept):
        return ((statement, 1),)
    return kept


def _end(excluded: str) -> re.Match[str]:
    """Find where an exclusion ends: at a turn, at the next exclusion, or with the text."""
    ends = [pattern.search(excluded) for pattern in (_TURN, _OPENING, _OVER)]
    return min((end for end in ends if end), key=lambda end: end.start())


def _first(text: str) -> re.Match[str] | None:
    matches = [found for found in (_OPENING.search(text), _RELATIVE.search(text)) if found]
    return min(matches, key=lambda found: found.start(), default=None)


def _clean(excluded: str) -> str:
    shorter = excluded.strip(" .,:;!)")
    while (cut := _TAIL.sub("", shorter).strip(" .,:;!)")) != shorter:
        shorter = cut
    return shorter
