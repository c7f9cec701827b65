"""An event file as text: a document put as TOML, each part under a line that says what it is."""

from __future__ import annotations

import re
from typing import Any

import tomlkit
from tomlkit.items import Item

_ORDER = ("event", "slots", "breaks", "zones", "closed", "rules", "registration", "fields")
_SAYS = {
    "event": "What the event is. mix: 1 counts only what people need and offer, 0 what they share.",
    "slots": "When people meet: a date, how long a meeting is, when each begins.",
    "breaks": "Named pauses, shown on everybody's agenda.",
    "zones": "The room: its zones and how many tables stand in each.",
    "closed": "Tables at which nobody sits for a while: the slots, s01 being the first.",
    "rules": "What the timetable keeps to.",
    "registration": "Who may register by themselves: closed, open, code or approval.",
    "fields": "Questions of your own on everybody's profile, and how their answers count.",
}


def text_of(document: dict[str, Any]) -> str:
    """Write a document, as `api.events.stored_file.document_of` gives it, as event.toml."""
    written = tomlkit.document()
    written.add(tomlkit.comment("An event for Confab. Every key is explained in docs/formats.md."))
    for name in _ORDER:
        if not document.get(name):
            continue
        part = document[name]
        if name == "slots" and len(part) == 1:
            (part,) = part
        written.add(tomlkit.nl())
        written.add(tomlkit.comment(_SAYS[name]))
        written.add(name, _item(part))
    # The comment stands at what it speaks of.
    return re.sub(r"(?m)^(# .*\n)\n(?=\[)", r"\1", tomlkit.dumps(written))


def _item(value: Any) -> Item:
    if isinstance(value, dict):
        table = tomlkit.table()
        for name, part in value.items():
            if part is not None and part != "":
                table.add(name, _item(part))
        return table
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], dict):
        tables = tomlkit.aot()
        for each in value:
            tables.append(_item(each))
        return tables
    plain: Item = tomlkit.item(list(value) if isinstance(value, tuple) else value)
    return plain
