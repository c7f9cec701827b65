"""Profile, Facet and Item: what the matcher knows of a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal


class Facet(StrEnum):
    """One kind of free text in a profile."""

    OFFER = "offer"
    NEED = "need"
    INTEREST = "interest"


Polarity = Literal[1, -1]
"""1: sought or offered; -1: expressly not wanted or not offered."""


@dataclass(frozen=True, slots=True)
class Item:
    """One statement of a person.

    Attributes
    ----------
    text
        What is embedded: the statement without the frame that all forms share.
    quote
        The person's own words, for reasons.
    facet
        Where the statement counts, which its words may decide ("we also seek ..." in an
        offer is a need).
    polarity
        -1 for an exclusion ("no agencies please").
    private
        For the matcher only: never quoted.
    statement
        The whole statement, without its frame, if this is a part of a list; else empty.
    implied
        Not said as such: a role, which is an offer too.
    alone
        Whether the quote is understood by who reads nothing else; else it only counts.
    """

    text: str
    quote: str
    facet: Facet
    polarity: Polarity = 1
    private: bool = False
    statement: str = ""
    implied: bool = False
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Profile:
    """One attendee as the matcher sees them; everything but the id may be empty.

    Attributes
    ----------
    id
        Unique within an event.
    organisation, sector, role
        As written; organisations are compared by `matcher.policy.organisations.organisation_key`.
    languages
        Spoken ones; empty means not stated, which fits everybody.
    groups
        Labels that policy refers to.
    side
        People of one side are not matched among themselves (buyers, suppliers); empty for
        somebody who may be matched with either.
    host
        Whether they stay at a table of their own, so that two of them cannot meet.
    offers, needs, interests, bio
        Free text. A line that begins with ``[private]`` is for the matcher only.
    private
        Facets that are private as a whole.
    answers
        Answers to the event's own fields: field id -> chosen options, or one free text.
    available
        Names of the slots the person can attend; None means all.
    """

    id: str
    name: str = ""
    organisation: str = ""
    sector: str = ""
    role: str = ""
    languages: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    side: str = ""
    host: bool = False
    offers: str = ""
    needs: str = ""
    interests: str = ""
    bio: str = ""
    private: frozenset[Facet] = frozenset()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    available: tuple[str, ...] | None = None
