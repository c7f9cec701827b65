"""What a person writes in a thread."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class NewPost(BaseModel):
    """A contribution, in Markdown."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    body: Annotated[str, Field(min_length=1, max_length=10_000)]
