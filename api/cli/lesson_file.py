"""A lesson as a file: what `confab learn OUTCOMES.csv --json` prints, read for `confab match`."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from api.faults import InputFault, InputFaults
from matcher import Weights

_AGAIN = "Make it anew: confab learn OUTCOMES.csv --json > lesson.json"


class _Weights(BaseModel):
    model_config = ConfigDict(extra="forbid")

    slope: FiniteFloat = Field(ge=-100, le=100)
    bias: FiniteFloat = Field(ge=-100, le=100)
    benefit: FiniteFloat = Field(ge=-100, le=100)
    returned: FiniteFloat = Field(ge=-100, le=100)
    affinity: FiniteFloat = Field(ge=-100, le=100)


class _Lesson(BaseModel):
    weights: _Weights
    better: bool
    why: str = ""


def read_lesson(path: Path) -> Weights:
    """Read the weights of a lesson.

    Raises
    ------
    InputFaults
        If there is no such file, it holds no lesson, or one that was no better than none.
    """
    try:
        lesson = _Lesson.model_validate_json(path.read_bytes())
    except OSError as fault:
        what = f"It cannot be read: {fault.strerror}."
        raise InputFaults([InputFault(str(path), what, _AGAIN)]) from fault
    except ValidationError as fault:
        raise InputFaults([InputFault(str(path), "It holds no lesson.", _AGAIN)]) from fault
    if not lesson.better:
        what = lesson.why or "The lesson was no better than none."
        raise InputFaults([InputFault(str(path), what, "Match without it.")])
    return Weights(**lesson.weights.model_dump())
