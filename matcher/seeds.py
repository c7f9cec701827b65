"""Seeds: from a meeting that both want to go on with, the title and first post of a thread."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MOST_QUOTED = 160
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#+!|~-])")


@dataclass(frozen=True, slots=True)
class Link:
    """A reason the two met: what one needs and what the other offers, in their words.

    Give only what both may read: never words that their author marked as private.
    """

    needs: str
    """Name of the one who needs."""
    need: str
    offers: str
    """Name of the one who offers."""
    offer: str
    role: bool = False
    """The offer is who that one is ("Nurse, in Health"), not their words."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one of the two said they would do next."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Seed:
    """Title of a thread (one line) and its first post (Markdown)."""

    title: str
    post: str


def seed_of_meeting(
    first: str, second: str, links: Sequence[Link], steps: Sequence[Step] = ()
) -> Seed:
    """Write the beginning of a thread of two.

    Parameters
    ----------
    first, second
        Names of the two, as both read them.
    links
        Why they met, strongest first; at most one in each direction is used.
    steps
        What they said they would do next; empty texts are passed over.
    """
    said = [step for step in steps if step.text.strip()]
    lines = [f"{_plain(first)} and {_plain(second)}, you both would like to go on."]
    lines += [
        f"{_plain(link.needs)} needs *{_quoted(link.need)}*; {_offered(link)}."
        for link in _one_each_way(links)
    ]
    if said:
        lines.append("You said you would do next:")
        lines.append("\n".join(f"- **{_plain(step.name)}**: {_quoted(step.text)}" for step in said))
        lines.append("Is that right, and by when?")
    else:
        lines.append("What is the first small step, who takes it, and by when?")
    return Seed(f"{first} and {second}", "\n\n".join(lines))


def seed_of_niche(words: Sequence[str], quotes: Sequence[str], members: int) -> Seed:
    """Write the beginning of a group thread.

    Nobody is named: who joins says so themselves.

    Parameters
    ----------
    words
        The niche's telling words.
    quotes
        Statements of its members that everybody may read; at most three are used.
    members
        How many people it has.
    """
    topic = ", ".join(words)
    lines = [f"{members} of you speak of {_plain(topic)}."]
    if quotes:
        lines[0] += " Some of your own words:"
        lines.append("\n".join(f"- *{_quoted(quote)}*" for quote in quotes[:3]))
    lines.append("What would each of you like to learn from the others, and what can you show?")
    return Seed(topic[:1].upper() + topic[1:], "\n\n".join(lines))


def _offered(link: Link) -> str:
    if link.role:
        return f"{_plain(link.offers)} is {_quoted(link.offer)}"
    return f"{_plain(link.offers)} offers *{_quoted(link.offer)}*"


def _one_each_way(links: Sequence[Link]) -> list[Link]:
    kept: dict[str, Link] = {}
    for link in links:
        kept.setdefault(link.needs, link)
    return list(kept.values())[:2]


def _quoted(text: str) -> str:
    """Put words on one line, cut at a word, without any effect as Markdown."""
    line = " ".join(text.split()).rstrip(".")
    if len(line) > _MOST_QUOTED:
        line = line[:_MOST_QUOTED].rsplit(" ", 1)[0] + " …"
    return _plain(line)


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
