"""What forms of a profile show of the event: its own questions with their answers, its times."""

from __future__ import annotations

from dataclasses import dataclass

from api.attendees.forms import Form
from api.events.stored import StoredEvent
from api.web.event_times import EventTimes


@dataclass(frozen=True, slots=True)
class OwnFieldShown:
    """One of the event's own questions, with the answers so far."""

    id: str
    label: str
    kind: str
    options: tuple[tuple[str, str], ...]
    value: tuple[str, ...]
    help: str


def own_questions(event: StoredEvent, form: Form) -> tuple[OwnFieldShown, ...]:
    """List the event's own questions, as a form answers them."""
    return tuple(
        OwnFieldShown(
            own.id,
            own.label,
            own.kind,
            tuple((option, option) for option in own.options),
            form.answer(own.id),
            own.help,
        )
        for own in event.fields
    )


def times_shown(event: StoredEvent) -> tuple[tuple[str, str], ...]:
    """List the event's times: key and words."""
    times = EventTimes.of(event.zone, (start for _, start, _ in event.times))
    return tuple((key, times.alone(start)) for key, start, _ in event.times)
