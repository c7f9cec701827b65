"""Strengths: the words for how far a reason may be trusted, and which reasons are shown."""

from __future__ import annotations

from typing import Literal

Word = Literal["strong", "fair", "weak"]

STRONG = 0.88
FAIR = 0.7
"""Strengths from which a reason is called strong, and from which it is shown at all.

Of reasons called strong a reader found 85 % sensible, of those called fair 73 %, and nine in ten
of either at least plausible; docs/matching.md has what was measured.
"""


def strength_word(strength: float) -> Word:
    """Say how far a reason of strength 0..1 may be trusted; a weak one is not shown."""
    if strength >= STRONG:
        return "strong"
    return "fair" if strength >= FAIR else "weak"
