"""What the team may change of a person by hand, and what is the person's own.

Whoever has sent a profile keeps their words (docs/decisions/0036): offers, needs, interests, and
answers typed in words. The rest may be corrected, which the person reads on their own form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from api.attendees.forms import Form
from api.attendees.models import Attendee
from api.attendees.renewal import ask_for_matches
from api.attendees.schemas import ANSWER, OwnProfile
from api.attendees.service import FACETS, fill
from api.clock import now
from api.events import log
from api.events.stored import StoredEvent
from api.web.conflict import FieldValues, Words
from api.web.forms import Fields

EDITED = log.declare("person-edited", "Edited by hand: {person} in your list ({fields})")
AGREED = "agreed"
"""Ticked where a sent profile changes: the person knows of it."""
LABELS = {
    "name": "Name",
    "organisation": "Organisation",
    "sector": "Sector",
    "role": "What they do there",
    "languages": "Languages",
    "groups": "Groups",
    "diet": "For the kitchen",
    "when": "There at",
    "offer": "What they offer",
    "need": "What they need",
    "interest": "What interests them",
}
_TEAMS = frozenset({"sector", "groups"})
"""Columns that are the organisers' anyway: nobody is asked before they change."""
_TEXTS = ("name", "organisation", "role", "offer", "need", "interest", "languages", "diet")


@dataclass(frozen=True, slots=True)
class Edit:
    """The team's form of a person; what is private or the person's own is empty in it."""

    form: Form
    sector: str
    groups: tuple[str, ...]

    def field_values(self) -> dict[str, tuple[str, ...]]:
        """Put it as the form's fields."""
        own = self.form.field_values()
        own.pop("private", None)
        own.pop("teaches", None)
        sector = {"sector": (self.sector,)} if self.sector else {}
        return own | sector | ({"groups": self.groups} if self.groups else {})


def own_of(attendee: Attendee, event: StoredEvent) -> frozenset[str]:
    """Name the form's fields that are the person's own, which nobody else changes."""
    kept = {facet.kind for facet in attendee.facets if facet.private}
    if attendee.sent_at is not None:
        kept |= set(FACETS) | {ANSWER + own.id for own in event.fields if own.kind == "text"}
    return frozenset(kept)


def stored_edit(attendee: Attendee, event: StoredEvent) -> Edit:
    """Read what is stored, as the team may see it in its form."""
    return _without(Form.of_profile(attendee, event), attendee, event, attendee.sector)


def sent_edit(sent: Fields, attendee: Attendee, event: StoredEvent) -> Edit:
    """Read what the team has typed."""
    edit = _without(Form.of_sent(sent, event), attendee, event, sent.one("sector"))
    return replace(edit, groups=sent.many("groups"))


def _without(form: Form, attendee: Attendee, event: StoredEvent, sector: str) -> Edit:
    own = own_of(attendee, event)
    asked = {field.id for field in event.fields}
    answers = tuple(
        (key, chosen)
        for key, chosen in form.answers
        if any(chosen) and key in asked and ANSWER + key not in own
    )
    texts: dict[str, Any] = {name: "" for name in _TEXTS if name in own}
    shown = replace(form, **texts, answers=answers, private=(), teaches=False)
    groups = tuple(label for label in attendee.groups or () if label in event.labels)
    return Edit(shown, sector, groups)


def checked_edit(edit: Edit, attendee: Attendee, event: StoredEvent) -> OwnProfile | dict[str, str]:
    """Give the profile that would be stored, or what is wrong by field.

    What is the person's own comes from their row, whatever was sent for it.
    """
    own = own_of(attendee, event)
    stored = Form.of_profile(attendee, event)
    answers = dict(edit.form.answers)
    answers |= {key: said for key, said in stored.answers if ANSWER + key in own}
    kept = {name: getattr(stored, name) for name in _TEXTS if name in own}
    form = replace(
        edit.form,
        **kept,
        private=stored.private,
        answers=tuple(answers.items()),
        teaches=stored.teaches,
    )
    profile = form.checked(event)
    wrong = profile if isinstance(profile, dict) else {}
    if "name" in wrong and not form.name:
        wrong["name"] = "Say who it is."
    if "when" in wrong and not form.when:
        wrong["when"] = "Tick at least one time. Who comes at none is withdrawn instead."
    strange = [label for label in edit.groups if label not in event.labels]
    if strange:
        wrong["groups"] = f"“{strange[0][:60]}” is not a group of the event any more."
    if len(edit.sector) > 300:
        wrong["sector"] = "Use at most 300 characters."
    if wrong or isinstance(profile, dict):
        return wrong
    # Answers to questions that the event does not ask at present wait for them to come back.
    asked = {field.id for field in event.fields}
    past = {key: tuple(said) for key, said in attendee.answers.items() if key not in asked}
    return profile.model_copy(update={"sector": edit.sector, "answers": past | profile.answers})


def changed_fields(edit: Edit, attendee: Attendee, event: StoredEvent) -> tuple[str, ...]:
    """Name the fields in which a form says something else than the row."""
    was, is_now = stored_edit(attendee, event).field_values(), edit.field_values()
    return tuple(n for n in dict.fromkeys((*was, *is_now)) if was.get(n, ()) != is_now.get(n, ()))


def needs_agreement(fields: tuple[str, ...], attendee: Attendee) -> bool:
    """Whether a change touches what somebody has sent themselves."""
    return attendee.sent_at is not None and not set(fields) <= _TEAMS


def store_edit(
    session: Session,
    attendee: Attendee,
    event: StoredEvent,
    edit: Edit,
    profile: OwnProfile,
    by: str,
) -> None:
    """Store what was checked; who has sent their profile reads of it on their own form."""
    fields = changed_fields(edit, attendee, event)
    past = [label for label in attendee.groups or () if label not in event.labels]
    fill(attendee, profile)
    if "groups" in fields:
        attendee.groups = [*edit.groups, *past]
    attendee.changed_at = now()
    told = words_for(fields)
    if attendee.sent_at is not None:
        attendee.edited = noted(attendee.edited, fields)
    log.record(
        session, EDITED, attendee.event_id, by, about=attendee.id,
        person=attendee.external_id, fields=", ".join(told),
    )  # fmt: skip
    ask_for_matches(session, attendee.event_id)


def noted(before: dict[str, Any] | None, names: Iterable[str]) -> dict[str, Any] | None:
    """Add fields to what the person is told that the team changed; the team's own are no news."""
    theirs = tuple(name for name in names if name not in _TEAMS)
    if not theirs:
        return before
    every = dict.fromkeys((*(before or {}).get("fields", ()), *words_for(theirs)))
    return {"fields": list(every), "at": now().isoformat()}


def edits_of(attendee: Attendee) -> tuple[tuple[str, ...], dt.datetime] | None:
    """Give what the team has changed since the person sent their profile, in words, and when."""
    if attendee.edited is None:
        return None
    return tuple(attendee.edited["fields"]), dt.datetime.fromisoformat(attendee.edited["at"])


def words_for(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Call fields by their labels; all of the event's own questions alike."""
    named = [LABELS[name].lower() if name in LABELS else "answers" for name in fields]
    return tuple(dict.fromkeys(named))


def words_of(event: StoredEvent, times: tuple[tuple[str, str], ...], own: frozenset[str]) -> Words:
    """Say what the form's fields and values are called, but for the person's own."""
    labels = LABELS | {ANSWER + field.id: field.label for field in event.fields}
    values = {("when", key): label for key, label in times}
    return Words({name: label for name, label in labels.items() if name not in own}, values)


def stamped_values(attendee: Attendee, event: StoredEvent) -> FieldValues:
    """Give the state that the team's form is made from."""
    return stored_edit(attendee, event).field_values()
