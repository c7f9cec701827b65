"""What a version says to an organiser: nothing in it tells what somebody asked for in private.

Reasons that the engine gives count who was suggested to whom, and a refused pair counts as one that
was not: two versions beside each other would tell. What is said here is the same whoever asked for
what, but for the meetings themselves and sums over everybody.
"""

from __future__ import annotations

import re
from typing import Any

from scheduling.explain.shortfalls import NOT_LOOKED_FOR

NONE_FOUND = "No further meeting was found for them."
# Of somebody's own time, meetings and limit alone: `why_short` looks at these first.
_OPEN = re.compile(
    r"They are not there in any slot\."
    r"|They meet in every slot in which they are there \(\d+\)\."
    r"|They have as many meetings as allowed \(\d+\)\."
    f"|{re.escape(NOT_LOOKED_FOR)}"
)
_DIGITS = 3


def open_reason(reason: str) -> str:
    """Give a reason for too few meetings as it may be said: of one's own time, or that none is."""
    return reason if _OPEN.fullmatch(reason) else NONE_FOUND


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
