"""Verdicts: the policy applied to people, each refusal with its rule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matcher.people import People
from matcher.policy.labels import Places
from matcher.policy.masks import Both, Colleagues, Disjoint, Listed, Mask, NoTime, Rivals, Sharing
from matcher.policy.policy import Policy, Rule
from matcher.profiles import Profile

ALLOWED = 0
ONESELF = 255


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
        masks: list[tuple[Rule, str, Mask]] = []
        for rule, pairs in ((Rule.BLOCKED, policy.blocked), (Rule.MET, policy.met)):
            if pairs:
                masks.append((rule, "", Listed.of(profiles, pairs)))
        if policy.same_organisation == "never":
            masks.append((Rule.SAME_ORGANISATION, "", Colleagues.of(profiles)))
        if policy.competitors:
            masks.append((Rule.COMPETITORS, "", Rivals.of(profiles, policy.competitors)))
        if any(profile.side for profile in profiles):
            masks.append((Rule.SIDE, "", Sharing.of(profiles, _sides)))
        hosts = np.array([profile.host for profile in profiles], dtype=np.bool_)
        if hosts.any():
            masks.append((Rule.HOSTS, "", Both(hosts)))
        if policy.common_language:
            spoken = Disjoint.of(profiles, lambda profile: profile.languages)
            masks.append((Rule.LANGUAGE, "", spoken))
        for field in policy.fields:
            if field.counts == "must match":
                answers = Disjoint.of(profiles, partial(answers_to, field.id))
                masks.append((Rule.FIELD, field.label or field.id, answers))
        if policy.common_time:
            masks.append((Rule.TIME, "", NoTime.of(profiles)))
        return cls(tuple(masks))

    def codes(self, left: Places, right: Places) -> NDArray[np.uint8]:
        """Verdicts on pairs.

        Parameters
        ----------
        left, right
            Indices of people; see `Mask.refuses`.

        Returns
        -------
        numpy.ndarray
            uint8: `ALLOWED`, `ONESELF`, or 1 + the place in ``masks`` of the first rule that
            refuses.
        """
        codes = np.zeros(np.broadcast_shapes(left.shape, right.shape), dtype=np.uint8)
        for place in range(len(self.masks) - 1, -1, -1):
            np.putmask(codes, self.masks[place][2].refuses(left, right), place + 1)
        np.putmask(codes, left == right, ONESELF)
        return codes


def answers_to(field: str, profile: Profile) -> tuple[str, ...]:
    """Give a person's answers to one of the event's own fields."""
    return tuple(profile.answers.get(field, ()))


def _sides(profile: Profile) -> tuple[str, ...]:
    return (profile.side,) if profile.side else ()
