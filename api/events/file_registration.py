"""What an event file says of registering by oneself: who may, and how many."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Registration(BaseModel):
    """Who may register by themselves, and for how many there is room."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    how: Literal["closed", "open", "code", "approval"] = "closed"
    code: Annotated[str, Field(pattern=r"^([A-Za-z0-9-]{6,40})?$")] = ""
    """What one must know where it is by code; case does not count."""
    places: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """People after whom nobody can register any more; without it there is no end."""

    @model_validator(mode="after")
    def _has_a_code(self) -> Registration:
        if self.how == "code" and not self.code:
            raise ValueError("registration by code needs a code of six letters or digits or more")
        return self
