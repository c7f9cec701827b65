"""Text that no spreadsheet runs: the one place that every table we write goes through."""

from __future__ import annotations

# Full-width forms are typed by East Asian keyboards, and some programs read them as the others.
_STARTS = tuple("=+-@＝＋－＠\t\r\n")


def inert(cell: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula."""
    if cell.startswith(_STARTS) or cell.lstrip().startswith(_STARTS[:8]):
        return "'" + cell
    return cell
