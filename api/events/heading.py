"""What every page within an event says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class _Here(Protocol):
    @property
    def slug(self) -> str: ...
    @property
    def event_name(self) -> str: ...
    @property
    def zone(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Heading:
    """Slug, name and IANA zone of the event in view."""

    slug: str
    name: str
    zone: str

    @classmethod
    def of(cls, here: _Here) -> Heading:
        """Take it from what an access rule found."""
        return cls(here.slug, here.event_name, here.zone)
