from __future__ import annotations

import numpy as np
from hypothesis import given

from matcher import Parameters, Policy, Profile
from matcher.ranking.exposure import Exposure
from tests.matcher.crowds import crowds, matched, policies, quick


@quick
@given(crowds, policies)
def test_lists_keep_length_policy_caps_and_exposure(people: list[Profile], policy: Policy) -> None:
    parameters = Parameters(top_k=3, suggestions=3, exposure_cap=1.34)
    result = matched(people, policy, parameters)
    length = min(3, len(people) - 1)
    limit = int(1.34 * length) or 1
    shown = np.zeros(len(people), dtype=int)
    profiles = result.people.profiles
    for person, one in enumerate(result.suggestions):
        assert len(one) <= length
        assert len({*one}) == len(one)
        codes = result.scorer.verdicts.codes(np.full(len(one), person), np.array(one, int))
        assert (codes == 0).all()
        for group, cap in policy.group_caps.items():
            assert sum(group in profiles[other].groups for other in one) <= cap
        for other in one:
            shown[other] += 1
    assert (shown <= limit).all()
    assert result.exposure_after == Exposure.of(shown)


@quick
@given(crowds, policies)
def test_a_short_list_has_nobody_left_to_show(people: list[Profile], policy: Policy) -> None:
    parameters = Parameters(top_k=1, suggestions=2, exposure_cap=2.0)
    result = matched(people, policy, parameters)
    length = min(2, len(people) - 1)
    shown = np.bincount([o for one in result.suggestions for o in one], minlength=len(people))
    profiles = result.people.profiles
    for person, one in enumerate(result.suggestions):
        if len(one) == length:
            continue
        _, codes = result.scorer.row(person)
        for other in np.flatnonzero(codes == 0).tolist():
            capped = any(
                sum(group in profiles[o].groups for o in one) >= cap
                for group, cap in policy.group_caps.items()
                if group in profiles[other].groups
            )
            assert other in one or shown[other] >= 2 * length or capped


def test_one_star_is_not_shown_to_everybody() -> None:
    people = [Profile(id="star", offers="roof repairs\nvan leasing", needs="choir evenings")]
    people += [
        Profile(id=f"p{n}", offers="choir evenings" if n % 2 else "bread", needs="roof repairs")
        for n in range(9)
    ]
    result = matched(people, parameters=Parameters(suggestions=2, exposure_cap=2))
    star = [profile.id for profile in result.people.profiles].index("star")
    assert sum(star in one for one in result.suggestions) <= 4
    assert all(len(one) == 2 for one in result.suggestions)
    assert result.exposure_after.gini < result.exposure_before.gini
