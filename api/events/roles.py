"""Roles in the team of an event, and what each is called."""

from __future__ import annotations

from typing import Literal, get_args

TeamRole = Literal["owner", "editor", "door", "viewer"]
ROLES: tuple[TeamRole, ...] = get_args(TeamRole)
"""From the one who may most."""
CALLED: dict[TeamRole, str] = {
    "owner": "owner",
    "editor": "editor",
    "door": "door helper",
    "viewer": "viewer",
}
MAY: dict[TeamRole, str] = {
    "owner": "Everything, and say who is in the team.",
    "editor": "Everything but saying who is in the team.",
    "door": "The day alone: who is here, late or missing, and what that changes.",
    "viewer": "Read everything; change nothing, and take no files along.",
}
"""What a role may do, as an answer to "What may they do?"."""


def team_role(text: str) -> TeamRole:
    """Read a role back.

    Raises
    ------
    ValueError
        There is no such role.
    """
    for role in ROLES:
        if role == text:
            return role
    raise ValueError(f"no role in a team: {text}")
