"""Negations and exclusions: what a statement says is not wanted, or not offered."""

from __future__ import annotations

import re
from typing import NamedTuple

from matcher.profiles import Facet, Polarity
from matcher.text.exclusion_patterns import BARE, NOW, OPENINGS, POLITE, REFUSED, RELATIVE, SHUNNING
from matcher.text.phrases import APOSTROPHE, any_of


class Reading(NamedTuple):
    """A piece of a statement, whether it is meant (1) or excluded (-1), and where it counts."""

    text: str
    polarity: Polarity
    facet: Facet


# Where an exclusion ends and the statement goes on.
_GOING_ON = any_of(
    "just | but | only | rather | instead | though | however | yet | i | we | what | it | that",
    "this | they | he | she | the | my | our | because | since | as | thanks | thank | please",
    "pls | which | need | would | looking | happy | now | love | like | send | give | find | tell",
)
_AFFIRMED = any_of("welcome | only | would be | (?:is|are) (?:fine|ok|okay|great|ideal)")
_TURN = re.compile(
    rf",?\s+so:?\s+|[,)]\s*(?={_GOING_ON}\b)|\s[-–—]\s|\)\s*|[!?.:;]\s+"
    r"|,?\s+(?:but|instead|because|although|unless|until)\s+"
    rf"|\s+and\s+(?=(?:i|we|need|want|looking|would)\b)|,\s*(?=[^,]*\b{_AFFIRMED}\b)",
    re.IGNORECASE,
)
_OVER = re.compile(r"$")
_ARTICLE = re.compile(r"an?\s", re.IGNORECASE)
_NEXT_THING = re.compile(r",\s*(?:and\s+)?(?=(?:an?|some(?:body|one)?)\s)", re.IGNORECASE)
_COMMA = re.compile(r",\s+")
# Why something is excluded is no need ("I've had four this year").
_EXPLAINING = re.compile(
    any_of(
        rf"(?:i|we)\s*(?:{APOSTROPHE}ve|have|had|know|found)\b | (?:so )?{POLITE}\W*$",
        r"(?:it|that|this|they|he|she|because|since|as|which|the last)\b",
    ),
    re.IGNORECASE,
)
# Where the explanation is over ("apart from caterers, which we have, we'd like to meet florists").
_BACK = re.compile(r",\s+(?=(?:but|just|so|otherwise|i|we)\b)", re.IGNORECASE)
_TAIL = re.compile(rf"[,.!]?\s*\b(?:{POLITE}|{NOW})\b[.!\s]*$", re.IGNORECASE)
_WORD = re.compile(r"\w")
# A clause before the one that is refused ("angels only; banks need not apply").
_BEFORE = re.compile(r".*(?:[;.!?]\s+|\s[-–—]\s+|,\s+but\s+|\()", re.DOTALL)
_LISTED_BEFORE = re.compile(r"(?:\S+\s+){2,}\S+,\s+")
_ASKING = re.compile(r"\b(?:please|pls|thanks|thank\s+you)\b", re.IGNORECASE)
_TASTE = re.compile(r"\b(?:fan|fond|into|keen|like|love|enjoy|care)\b", re.IGNORECASE)
_NOTHING = re.compile(r"(?:it|that|this|them|any|one|so|more|him|her)", re.IGNORECASE)


def readings(statement: str, facet: Facet) -> tuple[Reading, ...]:
    """Split a statement into what it means and what it excludes.

    Parameters
    ----------
    facet
        Where the statement stands: "we can't weld" among the offers says what is not offered,
        among the needs it says what is needed; "we don't want agencies" is about needs anywhere.

    Returns
    -------
    tuple of Reading
        In order, each with at least one letter; a statement without an exclusion comes back
        whole.
    """
    if statement.rstrip().endswith("?"):
        return (Reading(statement, 1, facet),)
    statement = BARE.sub(r"\g<not>looking for \g<deed>", statement)
    refused = REFUSED.search(statement)
    if refused and _WORD.search(statement[: refused.start()]):
        return _refused(statement, refused, facet)
    found: list[Reading] = []
    rest = statement
    while rest:
        opening = _first(rest, facet)
        if opening is None:
            found.append(Reading(rest, 1, facet))
            break
        before, after = rest[: opening.start()], rest[opening.end() :]
        if opening[0].startswith("(") and ")" in after:
            # An aside: the statement goes on after it.
            excluded, _, rest = after.partition(")")
            rest = f"{before.rstrip()} {rest.lstrip()}".rstrip()
        else:
            found.append(Reading(before, 1, facet))
            end = _end(after, opening, facet)
            excluded, rest = after[: end.start()], after[end.start() :]
            rest = rest if OPENINGS[facet].match(rest) else rest[end.end() - end.start() :]
            if _EXPLAINING.match(rest):
                back = _BACK.search(rest)
                rest = rest[back.end() :] if back else ""
        found.append(Reading(_clean(excluded), -1, _place(opening[0], excluded, facet)))
    return _kept(found, statement, facet)


def _place(opening: str, excluded: str, facet: Facet) -> Facet:
    """Tell what an exclusion is of: whom one does not want to meet is no offer and no interest."""
    shunned = SHUNNING.search(opening)
    if facet is Facet.OFFER:
        return Facet.NEED if shunned or _ASKING.search(excluded) else facet
    return Facet.NEED if shunned and not _TASTE.search(opening) else facet


def _refused(statement: str, refused: re.Match[str], facet: Facet) -> tuple[Reading, ...]:
    """Read a statement of which something is refused at the end ("banks need not apply")."""
    said, after = statement[: refused.start()], statement[refused.end() :]
    apart = _BEFORE.match(said) or (refused["listed"] and _LISTED_BEFORE.match(said))
    before = said[: apart.end()] if apart else ""
    found = [*readings(before, facet)] if _WORD.search(before) else []
    found.append(Reading(_clean(said[len(before) :]), -1, facet))
    if _WORD.search(after) and not _EXPLAINING.match(after):
        found.extend(readings(after, facet))
    return _kept(found, statement, facet)


def _kept(found: list[Reading], statement: str, facet: Facet) -> tuple[Reading, ...]:
    kept = [one._replace(text=one.text.strip(" ,;:(-–—")) for one in found]
    kept = [one for one in kept if _WORD.search(one.text)]
    said = tuple(one for one in kept if one.polarity == 1 or not _NOTHING.fullmatch(one.text))
    if not said or all(one.polarity == 1 for one in kept):
        return (Reading(statement, 1, facet),)
    return said


def _end(excluded: str, opening: re.Match[str], facet: Facet) -> re.Match[str]:
    """Find where an exclusion ends: at a turn, at the next exclusion, or with the text."""
    patterns = [_TURN, OPENINGS[facet], _OVER]
    if not _ARTICLE.match(excluded):
        # "No agencies, a lawyer": what is excluded has no article, so what has one is meant.
        patterns.append(_NEXT_THING)
    listed = re.search(r"\b(?:and|or)\b", excluded)
    aside = opening[0].casefold().strip().startswith(", not")
    if aside or (opening.re is RELATIVE and not listed):
        patterns.append(_COMMA)
    ends = [pattern.search(excluded) for pattern in patterns]
    return min((end for end in ends if end), key=lambda end: end.start())


def _first(text: str, facet: Facet) -> re.Match[str] | None:
    matches = [found for found in (OPENINGS[facet].search(text), RELATIVE.search(text)) if found]
    return min(matches, key=lambda found: found.start(), default=None)


def _clean(excluded: str) -> str:
    shorter = excluded.strip(" .,:;!)")
    while (cut := _TAIL.sub("", shorter).strip(" .,:;!)")) != shorter:
        shorter = cut
    return shorter
