"""The intake form: between what a browser sends, a draft, a stored profile, and the model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from api.attendees.models import Attendee
from api.attendees.people_file import CELL_LIMIT
from api.attendees.schemas import ANSWER, OwnProfile, as_options, unfit
from api.events.stored import StoredEvent
from api.web.forms import Fields, check

_TEXTS = ("name", "organisation", "role", "offer", "need", "interest", "languages", "diet")


@dataclass(frozen=True, slots=True)
class Form:
    """The form filled in, every value as it was typed."""

    name: str = ""
    organisation: str = ""
    role: str = ""
    offer: str = ""
    need: str = ""
    interest: str = ""
    languages: str = ""
    diet: str = ""
    private: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    answers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Own field id and what was chosen or typed."""
    teaches: bool = False

    def answer(self, field_id: str) -> tuple[str, ...]:
        """Give what was chosen for one of the event's own fields."""
        return dict(self.answers).get(field_id, ())

    @classmethod
    def of_sent(cls, sent: Fields, event: StoredEvent) -> Form:
        """Read what a browser sent."""
        return cls(
            **{name: sent.one(name)[:CELL_LIMIT] for name in _TEXTS},
            private=sent.many("private"),
            when=sent.many("when"),
            answers=tuple((field.id, sent.many(ANSWER + field.id)) for field in event.fields),
            teaches=sent.one("teaches") == "yes",
        )

    @classmethod
    def of_profile(cls, attendee: Attendee, event: StoredEvent) -> Form:
        """Read a stored profile; whoever can always come has every time ticked."""
        available = attendee.available
        return cls(
            name=attendee.name,
            organisation=attendee.organisation,
            role=attendee.role,
            offer=attendee.text("offer"),
            need=attendee.text("need"),
            interest=attendee.text("interest"),
            languages=", ".join(attendee.languages),
            diet=attendee.diet,
            private=tuple(facet.kind for facet in attendee.facets if facet.private),
            when=event.slot_keys if available is None else tuple(available),
            answers=tuple((key, tuple(chosen)) for key, chosen in attendee.answers.items()),
            teaches=attendee.teaches_since is not None,
        )

    @classmethod
    def of_draft(cls, content: dict[str, Any]) -> Form:
        """Read a draft back."""
        return cls(
            **{name: content.get(name, "") for name in _TEXTS},
            private=tuple(content.get("private", ())),
            when=tuple(content.get("when", ())),
            answers=tuple((key, tuple(each)) for key, each in content.get("answers", {}).items()),
            teaches=content.get("teaches", False),
        )

    def field_values(self) -> dict[str, tuple[str, ...]]:
        """Put it as the form's fields, to compare two versions."""
        texts = {name: (text,) for name in _TEXTS if (text := getattr(self, name))}
        own = {ANSWER + key: each for key, each in self.answers if any(each)}
        ticks = {"teaches": ("yes",)} if self.teaches else {}
        return texts | own | ticks | {"private": self.private, "when": self.when}

    def as_draft(self) -> dict[str, Any]:
        """Put it as JSON."""
        draft: dict[str, Any] = {name: getattr(self, name) for name in _TEXTS}
        return draft | {
            "private": list(self.private),
            "when": list(self.when),
            "answers": {key: list(each) for key, each in self.answers},
            "teaches": self.teaches,
        }

    def languages_given(self) -> tuple[str, ...]:
        """Give the languages one by one, as they were typed."""
        parts = re.split(r"[,;\n]", self.languages)
        return tuple(part for raw in parts if (part := raw.strip()))

    def checked(self, event: StoredEvent) -> OwnProfile | dict[str, str]:
        """Check it; give the profile, or what is wrong by the form's field."""
        everything = set(self.when) >= set(event.slot_keys)
        profile = check(
            OwnProfile,
            {name: getattr(self, name) for name in _TEXTS if name != "languages"}
            | {
                "languages": self.languages_given(),
                "private": self.private,
                "teaches": self.teaches,
                "when": None if everything else self.when,
                "answers": {
                    field.id: as_options(field, self.answer(field.id))
                    for field in event.fields
                    if self.answer(field.id)
                },
            },
        )
        if isinstance(profile, dict):
            if "name" in profile and not self.name:
                profile["name"] = "Say your name; it stands on the other person's agenda."
            return profile
        return unfit(profile, event) or profile
