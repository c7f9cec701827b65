"""Strengths: the words for how far a reason may be trusted, and which reasons are shown."""

from __future__ import annotations

from typing import Literal

Word = Literal["strong", "fair", "weak"]

STRONG = 0.88
FAIR = 0.75
"""Strengths from which a reason is called strong, and from which it is shown at all.

Of reasons of both kinds that readers judged at four events, 92 % of the strong and 86 % of the
fair were at least plausible; docs/matching.md has what was measured.
"""


def strength_word(strength: float) -> Word:
    """Say how far a reason of strength 0..1 may be trusted; a weak one is not shown."""
    if strength >= STRONG:
        return "strong"
    return "fair" if strength >= FAIR else "weak"
