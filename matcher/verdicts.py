"""Verdicts: the policy applied to people, block by block, each refusal with its rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.people import People
from matcher.policy import Pair, Policy, Rule

ALLOWED = 0
RULES: tuple[Rule, ...] = tuple(Rule)

_LEGAL_FORM = re.compile(
    r"[\s,]+(?:ltd|limited|plc|inc|incorporated|llc|llp|lp|gmbh|ag|kg|ug|s\.?a\.?r\.?l|sas|"
    r"s\.?a|bv|b\.v|nv|oy|ab|a/?s|aps|srl|s\.?r\.?l|s\.?p\.?a|pty|clg|dac|e\.?v|co)\.?$",
    re.IGNORECASE,
)


def organisation_key(name: str) -> str:
    """Spell an organisation without case, spacing, punctuation and legal form."""
    key = " ".join(name.casefold().split())
    while (shorter := _LEGAL_FORM.sub("", key)) != key and shorter:
        key = shorter
    return "".join(character for character in key if character.isalnum())


def label_bits(labels: Sequence[Iterable[str]]) -> NDArray[np.uint64]:
    """Turn sets of labels into bits, so that two sets meet where their bits do.

    Returns
    -------
    numpy.ndarray
        uint64, shape (w, n): w words of 64 labels each, at least one word.
    """
    places: dict[str, int] = {}
    sets = [[places.setdefault(label, len(places)) for label in one] for one in labels]
    bits = np.zeros((len(places) // 64 + 1, len(labels)), dtype=np.uint64)
    for person, own in enumerate(sets):
        for place in own:
            bits[place // 64, person] |= np.uint64(1) << np.uint64(place % 64)
    return bits


Mask = Callable[[int, int], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """A policy made ready for some people.

    Attributes
    ----------
    masks
        Rules that can apply at all, first the ones that count first: the rule, the label of
        its field, and a function of a block (start, stop) giving bool (stop - start, n).
    """

    masks: tuple[tuple[Rule, str, Mask], ...]
    n: int

    @classmethod
    def of(cls, people: People, policy: Policy) -> Verdicts:
        """Prepare; ids that nobody has are ignored."""
        profiles = people.profiles
        index = {profile.id: place for place, profile in enumerate(profiles)}
        masks: list[tuple[Rule, str, Mask]] = []
        for rule, pairs in ((Rule.BLOCKED, policy.blocked), (Rule.MET, policy.met)):
            found = _known(pairs, index)
            if found:
                masks.append((rule, "", _listed(found, len(profiles))))
        keys = [organisation_key(profile.organisation) for profile in profiles]
        if policy.same_organisation == "never":
            masks.append((Rule.SAME_ORGANISATION, "", _shared([{k} if k else () for k in keys])))
        if policy.competitors:
            masks.append((Rule.COMPETITORS, "", _rivals(keys, policy.competitors)))
        if policy.apart:
            sets = [policy.apart.intersection(profile.groups) for profile in profiles]
            masks.append((Rule.APART, "", _shared(sets)))
        if policy.common_language:
            spoken = [{name.casefold() for name in profile.languages} for profile in profiles]
            masks.append((Rule.LANGUAGE, "", _disjoint(spoken)))
        for field in policy.fields:
            if field.counts == "must match":
                answers = [
                    {answer.strip().casefold() for answer in profile.answers.get(field.id, ())}
                    for profile in profiles
                ]
                masks.append((Rule.FIELD, field.label or field.id, _disjoint(answers)))
        if policy.common_time:
            masks.append((Rule.TIME, "", _no_time([profile.available for profile in profiles])))
        return cls(tuple(masks), len(profiles))

    def block(self, start: int, stop: int) -> NDArray[np.uint8]:
        """Verdicts between a block of people and everybody.

        Returns
        -------
        numpy.ndarray
            uint8, shape (stop - start, n): `ALLOWED`, 255 for oneself, else 1 + the place in
            ``masks`` of the first rule that refuses.
        """
        codes = np.zeros((stop - start, self.n), dtype=np.uint8)
        for place in range(len(self.masks) - 1, -1, -1):
            np.putmask(codes, self.masks[place][2](start, stop), place + 1)
        codes[np.arange(stop - start), np.arange(start, stop)] = 255
        return codes


def _known(pairs: Iterable[Pair], index: dict[str, int]) -> list[tuple[int, int]]:
    return [(index[a], index[b]) for a, b in pairs if a in index and b in index]


def _listed(pairs: list[tuple[int, int]], n: int) -> Mask:
    both = np.array(sorted({*pairs, *((b, a) for a, b in pairs)}), dtype=np.int64)

    def mask(start: int, stop: int) -> NDArray[np.bool_]:
        result = np.zeros((stop - start, n), dtype=np.bool_)
        low, high = np.searchsorted(both[:, 0], [start, stop])
        result[both[low:high, 0] - start, both[low:high, 1]] = True
        return result

    return mask


def _meet(bits: NDArray[np.uint64], start: int, stop: int) -> NDArray[np.bool_]:
    result = (bits[0, start:stop, None] & bits[0]) != 0
    for word in bits[1:]:
        result |= (word[start:stop, None] & word) != 0
    return np.asarray(result)


def _shared(labels: Sequence[Iterable[str]]) -> Mask:
    """Mask pairs that share a label, for labels that few people carry."""
    members: dict[str, list[int]] = {}
    own = [list(one) for one in labels]
    for person, one in enumerate(own):
        for label in one:
            members.setdefault(label, []).append(person)

    def mask(start: int, stop: int) -> NDArray[np.bool_]:
        result = np.zeros((stop - start, len(own)), dtype=np.bool_)
        for row in range(start, stop):
            for label in own[row]:
                result[row - start, members[label]] = True
        return result

    return mask


def _disjoint(labels: Sequence[Iterable[str]]) -> Mask:
    """Mask pairs that both state labels and have none in common."""
    bits = label_bits(labels)
    stated = (bits != 0).any(axis=0)

    def mask(start: int, stop: int) -> NDArray[np.bool_]:
        both = stated[start:stop, None] & stated
        return np.asarray(both & ~_meet(bits, start, stop))

    return mask


def _no_time(available: Sequence[tuple[str, ...] | None]) -> Mask:
    """Mask pairs without a slot in common; None is available in every slot."""
    bits = label_bits([slots or () for slots in available])
    always = np.array([slots is None for slots in available], dtype=np.bool_)
    never = np.array([slots is not None and not slots for slots in available], dtype=np.bool_)

    def mask(start: int, stop: int) -> NDArray[np.bool_]:
        both = ~always[start:stop, None] & ~always
        refused = both & ~_meet(bits, start, stop)
        return np.asarray(refused | never[start:stop, None] | never)

    return mask


def _rivals(keys: Sequence[str], competitors: Sequence[frozenset[str]]) -> Mask:
    """Mask pairs of different organisations out of one set of competitors."""
    sets = [{organisation_key(name) for name in one} for one in competitors]
    shared = _shared([[str(n) for n, one in enumerate(sets) if key in one] for key in keys])
    codes = np.unique(np.array(keys, dtype=np.str_), return_inverse=True)[1]

    def mask(start: int, stop: int) -> NDArray[np.bool_]:
        return np.asarray(shared(start, stop) & (codes[start:stop, None] != codes))

    return mask
