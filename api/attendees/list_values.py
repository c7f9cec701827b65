"""Everything of a person that a list may change, as plain values: to compare, keep, put back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.attendees.models import Attendee, FacetText
from api.attendees.service import FACETS

_COLUMNS = (
    "name", "organisation", "sector", "role", "languages", "groups", "diet", "answers",
    "listed_name",
)  # fmt: skip
TIMES = "availability"
ADDRESS = "address"
ID = "id"
TEAMS = frozenset((ID, ADDRESS, "sector", "groups", "listed_name"))
"""Values that stay the team's when somebody has sent their profile."""


def values_of(attendee: Attendee) -> dict[str, Any]:
    """Give every value, in a form that JSON keeps as it is."""
    found: dict[str, Any] = {name: getattr(attendee, name) for name in _COLUMNS}
    found |= {name: list(found[name] or ()) for name in ("languages", "groups")}
    found["answers"] = {key: list(chosen) for key, chosen in (attendee.answers or {}).items()}
    found[TIMES] = [attendee.available, attendee.there]
    found[ADDRESS] = [attendee.email, attendee.account_id]
    found[ID] = attendee.external_id
    texts = {facet.kind: [facet.text, facet.private] for facet in attendee.facets}
    return found | {kind: texts.get(kind) for kind in FACETS}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Give what is another: name to [before, after]."""
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


def put_back(attendee: Attendee, name: str, value: Any) -> None:
    """Give a person an earlier value; ids are another matter, for two may swap theirs."""
    if name == TIMES:
        attendee.available, attendee.there = value
    elif name == ADDRESS:
        attendee.email, attendee.account_id = value
    elif name in FACETS:
        present = next((facet for facet in attendee.facets if facet.kind == name), None)
        if value is None:
            if present is not None:
                attendee.facets.remove(present)
        elif present is None:
            attendee.facets.append(FacetText(kind=name, text=value[0], private=value[1]))
        else:
            present.text, present.private = value
    else:
        setattr(attendee, name, value)
