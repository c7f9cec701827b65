"""Verdicts: the policy applied to people, block by block, each refusal with its rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.people import People
from matcher.policy import Policy, Rule

ALLOWED = 0
ONESELF = 255

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


Places = NDArray[np.int64]
Mask = Callable[[Places, Places], NDArray[np.bool_]]
"""Whether a rule refuses pairs; the indices of people broadcast against one another."""


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """A policy made ready for some people.

    Attributes
    ----------
    masks
        Rules that can apply at all, the ones that count first in front: the rule, the label
        of its field, and which pairs it refuses.
    """

    masks: tuple[tuple[Rule, str, Mask], ...]

    @classmethod
    def of(cls, people: People, policy: Policy) -> Verdicts:
        """Prepare; ids that nobody has are ignored."""
        profiles = people.profiles
        index = {profile.id: place for place, profile in enumerate(profiles)}
        masks: list[tuple[Rule, str, Mask]] = []
        for rule, pairs in ((Rule.BLOCKED, policy.blocked), (Rule.MET, policy.met)):
            found = [(index[a], index[b]) for a, b in pairs if a in index and b in index]
            if found:
                masks.append((rule, "", _listed(found, len(profiles))))
        keys = [organisation_key(profile.organisation) for profile in profiles]
        if policy.same_organisation == "never":
            masks.append((Rule.SAME_ORGANISATION, "", _colleagues(keys)))
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
        return cls(tuple(masks))

    def codes(self, left: Places, right: Places) -> NDArray[np.uint8]:
        """Verdicts on pairs.

        Parameters
        ----------
        left, right
            Indices of people: of shapes (r, 1) and (c,), each a run without gaps, for a tile;
            (p,) and (p,) for pairs.

        Returns
        -------
        numpy.ndarray
            uint8: `ALLOWED`, `ONESELF`, or 1 + the place in ``masks`` of the first rule that
            refuses.
        """
        codes = np.zeros(np.broadcast_shapes(left.shape, right.shape), dtype=np.uint8)
        for place in range(len(self.masks) - 1, -1, -1):
            np.putmask(codes, self.masks[place][2](left, right), place + 1)
        np.putmask(codes, left == right, ONESELF)
        return codes


def _listed(pairs: list[tuple[int, int]], n: int) -> Mask:
    both = np.array(sorted({*pairs, *((b, a) for a, b in pairs)}), dtype=np.int64)
    keys = both[:, 0] * n + both[:, 1]

    def mask(left: Places, right: Places) -> NDArray[np.bool_]:
        if left.ndim == 1:
            return np.isin(left * n + right, keys)
        # A tile is asked about two runs of people; few of the pairs listed lie in it.
        result = np.zeros((left.size, right.size), dtype=np.bool_)
        rows, columns = both[:, 0] - left[0, 0], both[:, 1] - right[0]
        inside = (rows >= 0) & (rows < left.size) & (columns >= 0) & (columns < right.size)
        result[rows[inside], columns[inside]] = True
        return result

    return mask


def _meet(bits: NDArray[np.uint64], left: Places, right: Places) -> NDArray[np.bool_]:
    result = (bits[0][left] & bits[0][right]) != 0
    for word in bits[1:]:
        result |= (word[left] & word[right]) != 0
    return np.asarray(result)


def _shared(labels: Sequence[Iterable[str]]) -> Mask:
    """Mask pairs that share a label."""
    bits = label_bits(labels)
    return lambda left, right: _meet(bits, left, right)


def _disjoint(labels: Sequence[Iterable[str]]) -> Mask:
    """Mask pairs that both state labels and have none in common."""
    bits = label_bits(labels)
    stated = (bits != 0).any(axis=0)

    def mask(left: Places, right: Places) -> NDArray[np.bool_]:
        return np.asarray(stated[left] & stated[right] & ~_meet(bits, left, right))

    return mask


def _colleagues(keys: Sequence[str]) -> Mask:
    """Mask pairs of one organisation; an empty one is nobody's."""
    codes = np.unique(np.array(keys, dtype=np.str_), return_inverse=True)[1].astype(np.int32)
    alone = np.array([not key for key in keys], dtype=np.bool_)
    codes[alone] = -1 - np.arange(int(alone.sum()), dtype=np.int32)
    return lambda left, right: np.asarray(codes[left] == codes[right])


def _no_time(available: Sequence[tuple[str, ...] | None]) -> Mask:
    """Mask pairs without a slot in common; None is available in every slot."""
    bits = label_bits([slots or () for slots in available])
    always = np.array([slots is None for slots in available], dtype=np.bool_)
    never = np.array([slots is not None and not slots for slots in available], dtype=np.bool_)

    def mask(left: Places, right: Places) -> NDArray[np.bool_]:
        refused = ~always[left] & ~always[right] & ~_meet(bits, left, right)
        return np.asarray(refused | never[left] | never[right])

    return mask


def _rivals(keys: Sequence[str], competitors: Sequence[frozenset[str]]) -> Mask:
    """Mask pairs of different organisations out of one set of competitors."""
    sets = [{organisation_key(name) for name in one} for one in competitors]
    shared = _shared([[str(n) for n, one in enumerate(sets) if key in one] for key in keys])
    same = _colleagues(keys)
    return lambda left, right: shared(left, right) & ~same(left, right)
