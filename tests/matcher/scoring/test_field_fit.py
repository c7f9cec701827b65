from __future__ import annotations

import numpy as np
import pytest

from matcher import Field, People, Policy, Profile
from matcher.scoring.field_fit import Fit

LEVELS = ("new", "steady", "keen", "racing")


def fit(field: Field, one: tuple[str, ...], other: tuple[str, ...]) -> float:
    people = [
        Profile(id=key, answers={field.id: answer} if answer else {})
        for key, answer in (("a", one), ("b", other))
    ]
    found = Fit.of(People.of(people), Policy(fields=(field,)))
    both = np.arange(2)
    tile = found.log_odds(both[:, None], both)
    assert tile[0, 1] == tile[1, 0]
    assert found.log_odds(np.array([0]), np.array([1]))[0] == tile[0, 1]
    return float(tile[0, 1])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("keen",), ("Keen ",), 1.0),
        (("keen",), ("new",), -1.0),
        (("keen", "new"), ("new",), 1.0),
        (("keen", "new"), ("new", "racing"), 0.0),
        ((), ("new",), 0.0),
    ],
)
def test_answers_that_should_match(
    one: tuple[str, ...], other: tuple[str, ...], expected: float
) -> None:
    should = Field("level", kind="multi", options=LEVELS, counts="should match", weight=0.5)
    assert fit(should, one, other) == pytest.approx(expected)
    differ = Field("level", kind="multi", options=LEVELS, counts="should differ", weight=0.5)
    assert fit(differ, one, other) == pytest.approx(-expected)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("new", "new", 1.0), ("new", "steady", 0.0), ("new", "racing", -1.0), ("odd", "odd", 1.0)],
)
def test_neighbours_on_a_scale_are_half_alike(one: str, other: str, expected: float) -> None:
    scale = Field("level", options=LEVELS, counts="should match", weight=0.5, ordered=True)
    assert fit(scale, (one,), (other,)) == pytest.approx(expected)


def test_fields_that_do_not_count_are_not_there() -> None:
    fields = (
        Field("a", counts="not at all"),
        Field("b", counts="must match"),
        Field("c", counts="should match", weight=0),
    )
    assert Fit.of(People.of([]), Policy(fields=fields)).fields == ()


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 0"):
        Field("a", weight=-1)
