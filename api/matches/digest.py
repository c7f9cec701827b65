"""A digest of all that a match depends on, so that nothing is matched twice unchanged."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from matcher import Parameters, Policy, Profile, Weights


def digest_of(
    fingerprint: str,
    profiles: Sequence[Profile],
    policy: Policy,
    parameters: Parameters,
    weights: Weights | None,
) -> str:
    """SHA-256, 64 hexadecimal digits, of release, encoder's fingerprint and the matcher's input.

    A new release may match better, so what an earlier one found is not reused.
    """
    text = json.dumps(
        [version("confab"), fingerprint, list(profiles), policy, parameters, weights],
        default=_plain,
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return sorted(value.items())
    if isinstance(value, frozenset):
        return sorted(value, key=lambda part: json.dumps(part, default=_plain))
    if dataclasses.is_dataclass(value):
        return [getattr(value, field.name) for field in dataclasses.fields(value)]
    raise TypeError(f"{type(value).__name__} has no digest")
