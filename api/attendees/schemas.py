"""A profile as it comes in: one model for the form, for JSON and for a row of a list."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.accounts.schemas import Address
from api.attendees.people_file import CELL_LIMIT, PersonRow, split_labels
from api.events.availability import parse_availability
from api.events.event_file import OwnField
from api.events.stored import StoredEvent

FacetKind = Literal["offer", "need", "interest"]
Line = Annotated[str, Field(max_length=300)]
Prose = Annotated[str, Field(max_length=CELL_LIMIT)]
Labels = Annotated[tuple[Annotated[str, Field(max_length=100)], ...], Field(max_length=30)]
ANSWER = "answer-"
"""Own fields are called ``answer-ID`` in forms and in faults."""


class ProfileIn(BaseModel):
    """What a person says of themselves, or a list says of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(max_length=200)] = ""
    organisation: Line = ""
    sector: Line = ""
    role: Line = ""
    languages: Labels = ()
    offer: Prose = ""
    need: Prose = ""
    interest: Prose = ""
    private: tuple[FacetKind, ...] = ()
    """Facets for the matcher only."""
    when: tuple[str, ...] | None = None
    """Keys of the slots the person can attend; None means all."""
    diet: Line = ""
    answers: dict[str, tuple[Annotated[str, Field(max_length=2000)], ...]] = {}
    """Own field id to chosen options, or to one text."""


class OwnProfile(ProfileIn):
    """The profile that a person sends: only the name is needed."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    teaches: bool = False
    """Consent, which no list can give: the numbers of this person's answers after meetings may
    teach later events of the same organisers."""


def unfit(profile: ProfileIn, event: StoredEvent) -> dict[str, str]:
    """Name what does not fit the event, by field; own fields as ``answer-ID``."""
    faults: dict[str, str] = {}
    if profile.when is not None:
        if not profile.when:
            faults["when"] = "Tick at least one time, or nobody can meet you."
        elif not set(profile.when) <= set(event.slot_keys):
            faults["when"] = "One of these times is not the event's. Open the page again."
    own = {field.id: field for field in event.fields}
    for key, chosen in profile.answers.items():
        fault = _answer_fault(own.get(key), chosen)
        if fault:
            faults[ANSWER + key] = fault
    return faults


def profile_of_row(row: PersonRow, event: StoredEvent) -> tuple[dict[str, Any], dict[str, str]]:
    """Put a list's row into the model's fields.

    Returns
    -------
    tuple of dict, dict
        Values for `ProfileIn`; and faults by column, of what could not be put there.
    """
    faults: dict[str, str] = {}
    when = None
    try:
        when = parse_availability(row.availability, event)
    except ValueError as error:
        faults["availability"] = f"{error}."
    own = {field.id: field for field in event.fields}
    values = {
        "name": row.name,
        "organisation": row.organisation,
        "sector": row.sector,
        "role": row.role,
        "languages": row.languages,
        # The form has no bio: it stands where its person will see it, and may part it better.
        "offer": row.offers or row.bio,
        "need": row.needs,
        "interest": row.interests or (row.bio if row.offers else ""),
        "when": when,
        "diet": row.diet,
        "answers": {
            key: as_options(own[key], split_labels(text) if own[key].kind == "multi" else (text,))
            for key, text in row.own.items()
            if key in own
        },
    }
    return values, faults


def as_options(field: OwnField, given: tuple[str, ...]) -> tuple[str, ...]:
    """Write answers as the options are written, whatever their case."""
    written = {option.casefold(): option for option in field.options}
    return tuple(dict.fromkeys(written.get(text.casefold(), text) for text in given))


def _answer_fault(field: OwnField | None, chosen: tuple[str, ...]) -> str:
    if field is None:
        return "The event does not ask this. Open the page again."
    if field.kind == "text":
        return "" if len(chosen) <= 1 else "Give one answer."
    if field.kind == "choice" and len(chosen) > 1:
        return "Choose one."
    strange = [text for text in chosen if text not in field.options]
    if strange:
        return f'"{strange[0][:60]}" is not one of: {", ".join(field.options)}.'
    return ""


def _one_line(name: str) -> str:
    return " ".join(name.split())


class JoinSignedIn(BaseModel):
    """The form by which somebody registers who is signed in."""

    name: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]


class Join(JoinSignedIn):
    """The form by which anybody registers."""

    email: Address
