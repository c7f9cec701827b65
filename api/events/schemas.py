"""What people send about the team of an event."""

from __future__ import annotations

from pydantic import BaseModel

from api.accounts.schemas import Address
from api.events.roles import TeamRole


class Invite(BaseModel):
    """The form that invites somebody."""

    email: Address
    role: TeamRole


class ChangeRole(BaseModel):
    """The form that gives somebody another role."""

    role: TeamRole
