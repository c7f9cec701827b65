"""A stored event as forms and lists need it: its slots by time, its own questions, its labels."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from api.events.event_file import OwnField, Rules
from api.events.file_registration import Registration
from api.events.models import Event


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """What an answer is checked against; satisfies `api.events.availability.Timed`."""

    zone: str
    """IANA name."""
    times: tuple[tuple[str, dt.datetime, dt.datetime], ...]
    """Key, start and end of each slot, in the event's zone."""
    fields: tuple[OwnField, ...]
    rules: Rules
    registration: Registration
    room_needs: tuple[str, ...] = ()
    """What a person may need of the room and some zone offers: ``quiet``, ``step-free``."""

    @classmethod
    def of(cls, event: Event) -> StoredEvent:
        """Read it from the row."""
        zone = ZoneInfo(event.timezone)
        return cls(
            event.timezone,
            tuple(
                (slot.key, slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone))
                for slot in event.slots
            ),
            tuple(OwnField.model_validate(field) for field in event.fields),
            Rules.model_validate(event.rules),
            Registration.model_validate(event.registration or {}),
            tuple(
                label
                for label, offered in (
                    ("quiet", any(zone.quiet for zone in event.zones)),
                    ("step-free", any(zone.step_free for zone in event.zones)),
                )
                if offered
            ),
        )

    def slot_times(self) -> list[tuple[str, dt.datetime, dt.datetime]]:
        """Key, start and end of each slot."""
        return list(self.times)

    @property
    def slot_keys(self) -> tuple[str, ...]:
        """Keys of the slots in their order."""
        return tuple(key for key, _, _ in self.times)

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels that people of the list may carry: of the rules' groups, and room needs."""
        return (
            *(group.name for group in self.rules.groups if group.label),
            *self.room_needs,
        )
