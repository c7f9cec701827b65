"""A table of the evaluation: named rows, the same columns, notes; as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

Value = float | int | str | None


@dataclass(frozen=True)
class Table:
    """One claim: figures of ours beside named others, on the same rows and splits."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, tuple[Value, ...]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, name: str, *values: Value) -> None:
        """Add a row."""
        if len(values) != len(self.columns):
            raise ValueError(f"{name}: {len(values)} values for {len(self.columns)} columns")
        self.rows.append((name, values))

    def value(self, name: str, column: str) -> Value:
        """Read one figure."""
        return dict(self.rows)[name][self.columns.index(column)]

    def as_dict(self) -> dict[str, Any]:
        """Give plain values for JSON."""
        return asdict(self)

    def text(self) -> str:
        """Lay out for people: one line a row, figures in columns."""
        head = ["", *self.columns]
        body = [[name, *(_shown(value) for value in values)] for name, values in self.rows]
        widths = [max(len(line[at]) for line in [head, *body]) for at in range(len(head))]
        lines = [self.title, "-" * len(self.title)]
        lines += [_line(cells, widths) for cells in [head, *body]]
        lines += [f"  {note}" for note in self.notes]
        return "\n".join(lines) + "\n"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first = cells[0].ljust(widths[0])
    return "  ".join([first, *(c.rjust(w) for c, w in zip(cells[1:], widths[1:], strict=True))])


def _shown(value: Value) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else value
