"""What a person answers after a meeting."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Text = Annotated[str, Field(max_length=2000)]


class Answer(BaseModel):
    """One side's answers about one meeting."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    happened: bool
    worth: Annotated[int, Field(ge=1, le=5)] | None = None
    go_on: bool | None = None
    """None leaves it open."""
    next_step: Text = ""
    note: Text = ""

    @model_validator(mode="after")
    def _only_what_happened_counts(self) -> Answer:
        if not self.happened and (self.worth is not None or self.go_on):
            raise ValueError(
                "A meeting that did not happen has no rating and nothing to go on with. "
                "Take the answers back, or say that you did meet."
            )
        return self
