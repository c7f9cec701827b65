"""What a version says to an organiser: nothing in it tells what somebody asked for in private.

Reasons that the engine gives count who was suggested to whom, and a refused pair counts as one that
was not: two versions beside each other would tell. What is said here is the same whoever asked for
what, but for the meetings themselves and sums over everybody.
"""

from __future__ import annotations

from typing import Any

NONE_FOUND = "No further meeting was found for them at their free times."
_OF_PAIRS = (
    "Everybody suggested", "Nobody is suggested", "Rules keep them apart from all",
    "They have no common slot", "They have no free slot", "Nothing stands in the way",
    "In their free slots, of",
)  # fmt: skip
_DIGITS = 3


def open_reason(reason: str) -> str:
    """Give a reason for too few meetings as it may be said: of one's own time, or of all pairs."""
    day, told = "", reason
    if reason.startswith("On day "):
        day, _, told = reason.partition(": ")
        day += ": "
    return day + NONE_FOUND if told.startswith(_OF_PAIRS) else reason


def open_certificate(stored: dict[str, Any]) -> dict[str, Any]:
    """Give a stored certificate as it may leave the site.

    Without prices (a price is a person's, and moves with whom they refuse) and without wishes that
    found no place; sums to three digits after the point.
    """
    sums = {
        name: round(stored[name], _DIGITS)
        for name in ("objective", "upper_bound", "gap")
        if isinstance(stored.get(name), float | int)
    }
    unmet = [each | {"reason": open_reason(each["reason"])} for each in stored.get("unmet", ())]
    kept = {name: value for name, value in stored.items() if name != "dual"}
    return kept | sums | {"unmet": unmet, "unplaced": []}
