"""Phrases as people write them, as regular expressions."""

from __future__ import annotations

APOSTROPHE = "['’]"
NOT = "n['’]?t"
"""The end of "don't": straight, curly or forgotten."""


def any_of(*phrases: str) -> str:
    """Match one of some phrases, given one by one or parted by " | "; a space matches any space."""
    parts = [part.strip() for one in phrases for part in one.split(" | ")]
    return "(?:" + "|".join(parts).replace(" ", r"\s+") + ")"


def maybe(phrase: str) -> str:
    """Match a phrase and the space behind it, or nothing."""
    return rf"(?:(?:{phrase})\s+)?"
