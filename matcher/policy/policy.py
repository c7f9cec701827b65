"""Policy: who must not, must, or had better not meet, each with its named rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

Pair = tuple[str, str]
Counts = Literal["must match", "should match", "should differ", "not at all"]


class Rule(StrEnum):
    """Why two people are not matched."""

    SAME_ORGANISATION = "same organisation"
    BLOCKED = "blocked"
    MET = "already met"
    COMPETITORS = "competitors"
    SIDE = "same side"
    HOSTS = "both stay at a table of their own"
    LANGUAGE = "no language in common"
    FIELD = "an answer that must match differs"
    TIME = "no time in common"

    @property
    def silent(self) -> bool:
        """Whether neither side may learn of the rule."""
        return self is Rule.BLOCKED


@dataclass(frozen=True, slots=True)
class Field:
    """A question of the event's own and how its answers count.

    Attributes
    ----------
    id, label
        Key of `Profile.answers`; name for people.
    kind
        ``choice`` (one option), ``multi`` (several) or ``text``.
    options
        The options, in their order; answers beyond them are compared as written.
    counts
        "must match" refuses a pair whose answers share nothing; "should match" and "should
        differ" move the score; a missing answer never counts against anybody.
    weight
        A pair that fits has ``exp(2 weight)`` times the odds of one of which nothing is known,
        one that does not fit as much lower odds; at least 0.
    ordered
        Options form a scale: neighbours are half alike ("should match" and "should differ").
    """

    id: str
    label: str = ""
    kind: Literal["choice", "multi", "text"] = "choice"
    options: tuple[str, ...] = ()
    counts: Counts = "not at all"
    weight: float = 0.25
    ordered: bool = False

    def __post_init__(self) -> None:
        if self.weight < 0:
            raise ValueError(f"field {self.id}: weight must be at least 0")


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of an event between two people.

    Pairs are of profile ids, in either order; ids that no profile has are ignored, so that
    lists may be kept across events.

    Attributes
    ----------
    same_organisation
        Whether colleagues may be matched.
    blocked
        Pairs of which one side blocked the other: refused either way, silently.
    met
        Pairs that met already, at this event or an earlier one.
    must_meet
        Pairs that are candidates whatever their score; a refusal still wins.
    competitors
        Sets of organisations that must not be matched with one another.
    group_caps
        Group -> how many of it may be in one person's suggestions.
    common_language
        Whether two people who both state languages need one in common.
    common_time
        Whether two people who both state slots need one in common.
    fields
        The event's own questions.
    """

    same_organisation: Literal["never", "allowed"] = "never"
    blocked: frozenset[Pair] = frozenset()
    met: frozenset[Pair] = frozenset()
    must_meet: frozenset[Pair] = frozenset()
    competitors: tuple[frozenset[str], ...] = ()
    group_caps: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    common_language: bool = True
    common_time: bool = True
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A pair that would have been a candidate but for a rule.

    Attributes
    ----------
    a, b
        Profile ids in the order of the profiles.
    rule
        The first rule that refuses it; `Rule.silent` rules are for the organiser's log only.
    field
        Label of the field for `Rule.FIELD`, else empty.
    score
        What the pair would have scored, 0..1.
    """

    a: str
    b: str
    rule: Rule
    score: float
    field: str = ""
