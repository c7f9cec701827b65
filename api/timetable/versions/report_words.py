"""What was reported on the day, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.web.wording import listed


def people_in(report: Mapping[str, Any]) -> set[str]:
    """Give the keys of everybody whom a report names."""
    sides = {change.get(side) for change in report["changes"] for side in ("attendee", "a", "b")}
    return {*report["new"], *report["back"], *(key for key in sides if key)}


def in_words(
    report: Mapping[str, Any], names: Mapping[str, str], labels: Mapping[str, str]
) -> tuple[str, ...]:
    """Say what was reported, a sentence each.

    Parameters
    ----------
    labels
        Words for each slot.
    """
    changes = report["changes"]
    said = [f"{names.get(key, key)} is new here." for key in report["new"]]
    said += [f"{names.get(key, key)} has come after all." for key in report["back"]]
    absent = [names.get(c["attendee"], c["attendee"]) for c in changes if c["what"] == "no_show"]
    if len(absent) > 2:
        said.append(f"{len(absent)} people are not here: {listed(absent)}.")
    elif absent:
        said.append(f"{listed(absent)} {'is' if len(absent) == 1 else 'are'} not here.")
    for change in changes:
        who = names.get(change.get("attendee", ""), "Somebody")
        at = labels.get(change.get("from_slot", ""), "")
        both = " and ".join(names.get(change.get(side, ""), "somebody") for side in "ab")
        slots = [labels.get(slot, slot) for slot in change.get("slots", ())]
        match change["what"]:
            case "late_arrival":
                said.append(f"{who} is here from {at} on.")
            case "early_leave":
                said.append(f"{who} leaves before {at}.")
            case "table_closed":
                when = f"at {slots[0]}" if len(slots) == 1 else f"from {slots[0]} on"
                said.append(f"{change['table']} cannot be used {when}.")
            case "slots_lost":
                said.append(f"Nobody meets at {', '.join(slots)}.")
            case "cancelled":
                said.append(f"{both} do not meet.")
            case "accepted":
                said.append(f"{both} shall meet.")
    return tuple(said)
