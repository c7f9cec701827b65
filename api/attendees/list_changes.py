"""What a row would change of a stored profile, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from api.attendees.list_report import Change
from api.attendees.models import Attendee
from api.attendees.people_file import PersonRow
from api.attendees.schemas import ProfileIn

_Values = Mapping[str, tuple[str, ...]]
_QUOTED = frozenset({"name", "organisation", "role", "languages"})
"""Columns whose old and new text a report shows; of all others only that they change."""


def profile_beside(profile: ProfileIn, attendee: Attendee) -> ProfileIn:
    """Fit a row's profile to who has one: a list unnames nobody and uncovers no private text."""
    private = [facet.kind for facet in attendee.facets if facet.private]
    name = profile.name or attendee.name
    return profile.model_copy(update={"name": name, "private": tuple(private)})


def own_changes(attendee: Attendee, profile: ProfileIn) -> Iterator[Change]:
    """Give what of the person's own columns the profile changes."""
    before, after = _stored(attendee), _listed(profile)
    for column in dict.fromkeys((*before, *after)):
        old, new = before.get(column, ()), after.get(column, ())
        if old != new:
            quoted = column in _QUOTED
            yield Change(column, "; ".join(old), "; ".join(new)) if quoted else Change(column)


def own_words(attendee: Attendee, profile: ProfileIn) -> tuple[str, ...]:
    """Name the columns in which a list says something else than the profile."""
    before = _stored(attendee)
    said = {column: value for column, value in _listed(profile).items() if value}
    return tuple(column for column, value in said.items() if value != before.get(column))


def organisers_changes(
    attendee: Attendee, row: PersonRow, address: str, before: str
) -> Iterator[Change]:
    """Give what of the organiser's columns a row changes.

    Parameters
    ----------
    address, before
        The row's and the stored one, in the form accounts are known by.
    """
    if row.id and row.id != attendee.external_id:
        yield Change("id", attendee.external_id, row.id)
    if address and address != before:
        yield Change("email", before, address)
    if row.sector != attendee.sector:
        yield Change("sector", attendee.sector, row.sector)
    groups = tuple(attendee.groups or ())
    if row.groups != groups:
        yield Change("groups", "; ".join(groups), "; ".join(row.groups))


def _stored(attendee: Attendee) -> _Values:
    when = None if attendee.available is None else tuple(attendee.available)
    answers = {column: tuple(chosen) for column, chosen in (attendee.answers or {}).items()}
    return _values(
        (attendee.name, attendee.organisation, attendee.role, attendee.diet),
        tuple(attendee.languages or ()),
        when,
        (attendee.text("offer"), attendee.text("need"), attendee.text("interest")),
        answers,
    )


def _listed(profile: ProfileIn) -> _Values:
    return _values(
        (profile.name, profile.organisation, profile.role, profile.diet),
        profile.languages,
        profile.when,
        (profile.offer, profile.need, profile.interest),
        profile.answers,
    )


def _values(
    lines: tuple[str, str, str, str],
    languages: tuple[str, ...],
    when: tuple[str, ...] | None,
    texts: tuple[str, str, str],
    answers: Mapping[str, tuple[str, ...]],
) -> _Values:
    """Put all columns in one form; an empty one is ``()``."""
    name, organisation, role, diet = lines
    columns = {"name": name, "organisation": organisation, "role": role}
    columns |= dict(zip(("offers", "needs", "interests"), texts, strict=True))
    columns |= {"diet": diet}
    found: dict[str, tuple[str, ...]] = {
        column: (text,) if text else () for column, text in columns.items()
    }
    found["languages"] = languages
    # Every time is not the same as none of them.
    found["availability"] = () if when is None else ("only", *when)
    return found | {column: chosen for column, chosen in answers.items() if chosen}
