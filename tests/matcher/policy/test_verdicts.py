from __future__ import annotations

import numpy as np
import pytest

from matcher import Field, People, Policy, Profile, Rule
from matcher.policy.verdicts import ALLOWED, ONESELF, Verdicts


def verdict(one: Profile, other: Profile, policy: Policy) -> Rule | None:
    """The rule that refuses the pair; asked both ways, as tiles and as pairs."""
    verdicts = Verdicts.of(People.of([one, other]), policy)
    both = np.arange(2)
    codes = verdicts.codes(both[:, None], both)
    assert codes[0, 0] == codes[1, 1] == ONESELF
    assert codes[0, 1] == codes[1, 0]
    assert verdicts.codes(np.array([0]), np.array([1]))[0] == codes[0, 1]
    code = int(codes[0, 1])
    return None if code == ALLOWED else verdicts.masks[code - 1][0]


A, B = Profile(id="a"), Profile(id="b")


def with_(profile: Profile, **values: object) -> Profile:
    from dataclasses import replace

    return replace(profile, **values)  # type: ignore[arg-type]


SPORT = Field("sport", counts="must match")
CASES = [
    ({"organisation": "Quay Ltd"}, {"organisation": "QUAY limited"}, {}, Rule.SAME_ORGANISATION),
    ({"organisation": "Quay"}, {"organisation": "Quay"}, {"same_organisation": "allowed"}, None),
    ({"organisation": ""}, {"organisation": ""}, {}, None),
    ({}, {}, {"blocked": frozenset({("b", "a")})}, Rule.BLOCKED),
    ({}, {}, {"met": frozenset({("a", "b")})}, Rule.MET),
    ({}, {}, {"met": frozenset({("a", "unknown")})}, None),
    ({"languages": ("en",)}, {"languages": ("de",)}, {}, Rule.LANGUAGE),
    ({"languages": ("en",)}, {"languages": ("DE", "En")}, {}, None),
    ({"languages": ()}, {"languages": ("de",)}, {}, None),
    ({"languages": ("en",)}, {"languages": ("de",)}, {"common_language": False}, None),
    ({"available": ("s1",)}, {"available": ("s2",)}, {}, Rule.TIME),
    ({"available": ("s1",)}, {"available": None}, {}, None),
    ({"available": ()}, {"available": None}, {}, Rule.TIME),
    (
        {"organisation": "Slate"},
        {"organisation": "Tile Co"},
        {"competitors": (frozenset({"slate", "tile"}),)},
        Rule.COMPETITORS,
    ),
    ({"organisation": "Slate"}, {}, {"competitors": (frozenset({"slate", "tile"}),)}, None),
    ({"side": "buyer"}, {"side": "buyer"}, {}, Rule.SIDE),
    ({"side": "buyer"}, {"side": "supplier"}, {}, None),
    ({"side": ""}, {"side": ""}, {}, None),
    ({"side": "buyer"}, {"side": ""}, {}, None),
    ({"host": True}, {"host": True}, {}, Rule.HOSTS),
    ({"host": True}, {"host": False}, {}, None),
    (
        {"answers": {"sport": ("rowing",)}},
        {"answers": {"sport": ("chess",)}},
        {"fields": (SPORT,)},
        Rule.FIELD,
    ),
    (
        {"answers": {"sport": ("rowing", "chess")}},
        {"answers": {"sport": ("Chess",)}},
        {"fields": (SPORT,)},
        None,
    ),
    ({"answers": {"sport": ("rowing",)}}, {}, {"fields": (SPORT,)}, None),
]


@pytest.mark.parametrize(("one", "other", "policy", "rule"), CASES)
def test_rules(one: dict, other: dict, policy: dict, rule: Rule | None) -> None:
    assert verdict(with_(A, **one), with_(B, **other), Policy(**policy)) is rule


def test_the_first_rule_is_named_and_only_a_block_is_silent() -> None:
    policy = Policy(blocked=frozenset({("a", "b")}), met=frozenset({("a", "b")}))
    one, other = with_(A, organisation="Quay"), with_(B, organisation="Quay")
    assert verdict(one, other, policy) is Rule.BLOCKED
    assert [rule for rule in Rule if rule.silent] == [Rule.BLOCKED]


def test_many_labels_need_more_than_one_word() -> None:
    people = [with_(A, id=f"p{n:03}", languages=(f"l{n}", f"l{n + 1}")) for n in range(150)]
    verdicts = Verdicts.of(People.of(people), Policy(same_organisation="allowed"))
    everybody = np.arange(150)
    codes = verdicts.codes(everybody[:, None], everybody)
    allowed = np.argwhere(codes == ALLOWED)
    assert {(i, j) for i, j in allowed.tolist()} == {
        (i, j) for i in range(150) for j in range(150) if abs(i - j) == 1
    }
