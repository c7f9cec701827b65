"""Sentence frames that all forms share, taken off so that they do not make texts alike."""

from __future__ import annotations

import re

_FRAMES = re.compile(
    r"^(?:"
    r"(?:(?:i|we)(?:'m| am|'re| are|'d| would| also| really| currently)*\s+)?"
    r"(?:looking for|searching for|seeking|in need of|interested in|hoping to (?:meet|find)|"
    r"need|want|offer|provide|help with|can offer|can help with|like to (?:meet|find))\s+"
    r"|(?:i|we)(?:'m| am|'re| are)\s+(?:an?\s+)?"
    r")",
    re.IGNORECASE,
)


def strip_frame(text: str) -> str:
    """Take the shared opening off a statement ("We are looking for ..."); never all of it."""
    core = _FRAMES.sub("", text).strip(" .:,")
    return core or text.strip()
