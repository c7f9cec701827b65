"""Paper and badges by size: what fits on what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """A width and a height in millimetres, and how people call it."""

    key: str
    label: str
    width: float
    height: float


A4 = Size("a4", "A4", 210, 297)
A5 = Size("a5", "A5", 148, 210)
LETTER = Size("letter", "US Letter", 215.9, 279.4)
PAPERS = (A4, LETTER, A5)

A7 = Size("a7", "A7, 105 × 74 mm", 105, 74)
BADGE_SIZES = (
    A7,
    Size("label", "Label, 90 × 54 mm", 90, 54),
    Size("card", "Card, 86 × 54 mm", 86, 54),
    Size("inch", "4 × 3 inches, 102 × 76 mm", 101.6, 76.2),
)


def paper_called(key: str) -> Size:
    """Find a paper by its key; A4 where there is no such."""
    return next((size for size in PAPERS if size.key == key), A4)


def badge_called(key: str) -> Size:
    """Find a badge's size by its key; A7 where there is no such."""
    return next((size for size in BADGE_SIZES if size.key == key), A7)


def grid_on(paper: Size, badge: Size) -> tuple[int, int]:
    """Say how many badges a sheet has: columns, rows; at least one."""
    # Four A7 make 296 mm: halves of halves of A4 are rounded down.
    fit = (int((paper.width + 0.5) // badge.width), int((paper.height + 0.5) // badge.height))
    return max(1, fit[0]), max(1, fit[1])
