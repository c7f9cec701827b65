"""Common ground: what is true of two people where no reason to meet is good enough to be told."""

from __future__ import annotations

from api.attendees.visibility import stated


def in_common(sector: str, other_sector: str) -> str:
    """Say that two work in the same field, as the second writes it; "" where they do not."""
    one, other = stated(sector).strip(), stated(other_sector).strip()
    same = one and one.casefold() == other.casefold()
    return f"You both work in {other}." if same else ""
