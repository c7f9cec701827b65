"""Friendly questions about a profile: where it says nothing yet, and which language is unknown."""

from __future__ import annotations

from collections.abc import Iterable

from api.attendees.languages import spoken
from matcher.text.silence import says_nothing

_ASKED = {
    "need": "What would help you this month?",
    "offer": "What has somebody thanked you for?",
    "interest": "What could you talk about all evening?",
}


def facet_question(kind: str, text: str) -> str:
    """Ask for a statement where somebody typed "tbd" or the like; empty where there is one."""
    said = " ".join(text.split())
    if not said or not says_nothing(text):
        return ""
    return f"“{said[:40]}” says nothing to others yet. {_ASKED[kind]}"


def languages_question(given: Iterable[str]) -> str:
    """Ask for a language that is not understood; empty where each is."""
    found = spoken(given)
    if not found.strange:
        return ""
    named = ", ".join(f"“{word[:40]}”" for word in found.strange[:3])
    until = "we go by the others" if found.codes else "it keeps nobody from you"
    return (
        f"We do not know {named} as a language. Write it in English, or as its speakers do; "
        f"until then {until}."
    )
