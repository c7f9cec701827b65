"""The public formats of `confab solve`: problem.json and schedule.json (docs/formats.md)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from typing_extensions import TypedDict

from api.events.event_file import validation_faults
from api.faults import InputFault, InputFaults

Id = Annotated[str, Field(min_length=1, max_length=200)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# Pairs come by the million: plain dicts, checked, cost a third of a model object each.
class PairEntry(TypedDict):
    """A pair that may meet and what the meeting is worth, 0 or more."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]
    a: str
    b: str
    score: Annotated[float, Field(ge=0, allow_inf_nan=False)]
