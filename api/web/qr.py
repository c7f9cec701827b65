"""QR codes as drawings: dark on light in any colour scheme, for screen and paper."""

from __future__ import annotations

from dataclasses import dataclass

import segno

_MARGIN = 4
"""Light modules around a code; readers want four."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code as an SVG path; see `templates/_macros/qr.html`."""

    size: int
    """Modules along a side, the margin with them: the side of the view box."""
    path: str
    """One run of dark modules after another, row by row."""


def qr_code(text: str) -> QrCode:
    """Draw a code that a seventh of may be unreadable."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    runs = []
    for y, row in enumerate(rows, _MARGIN):
        x = 0
        while (x := row.find(1, x)) >= 0:
            end = row.find(0, x)
            end = len(row) if end < 0 else end
            runs.append(f"M{x + _MARGIN} {y}h{end - x}v1h-{end - x}z")
            x = end
    return QrCode(len(rows) + 2 * _MARGIN, "".join(runs))
