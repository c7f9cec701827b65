"""Parameters of a match, each default with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameters:
    """Settings of `matcher.match`.

    Attributes
    ----------
    mix
        Share of complementary need in the score, 0..1; the rest is shared interest. The
        event's own setting.
    top_k
        Candidates kept for each side. 40 leaves a 12-slot timetable room to choose.
    suggestions
        Length of the list shown to a person.
    exposure_cap
        Nobody is in more suggestion lists than this multiple of the mean number. At 2 lists are
        as good as without a cap, at 1 they are 1.5 % worse (docs/matching.md).
    """

    mix: float = 0.7
    top_k: int = 40
    suggestions: int = 10
    exposure_cap: float = 2.0

    def __post_init__(self) -> None:
        if not 0 <= self.mix <= 1:
            raise ValueError("mix must be between 0 and 1")
        if self.top_k < 1 or self.suggestions < 1:
            raise ValueError("top_k and suggestions must be at least 1")
        if self.exposure_cap < 1:
            raise ValueError("exposure_cap must be at least 1")
