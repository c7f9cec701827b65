"""How large a list may be: file, rows, columns, and the text of one cell."""

from __future__ import annotations

FILE_LIMIT = 200 * 1024 * 1024
ROW_LIMIT = 100_000
COLUMN_LIMIT = 500
# A sheet is held as a whole, its empty cells too: about 150 MB at most.
AREA_LIMIT = 5_000_000
# A long answer has about 2,000 characters; five times that is a paste accident.
CELL_LIMIT = 10_000
LIMITS = {"id": 200, "name": 200, "email": 320}
"""Characters, where a column takes less than `CELL_LIMIT`."""
